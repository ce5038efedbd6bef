// On a phone the desk's entries lie in one line: the one that is open is brought into sight.
(function () {
  "use strict";
  var here = document.querySelector(".desk__nav [aria-current]");
  var line = here && here.closest("ul");
  if (line && line.scrollWidth > line.clientWidth) { line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2; }
}());
