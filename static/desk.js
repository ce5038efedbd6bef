// On a phone the desk's entries lie in one line: the one that is open is brought into sight.
(function () {
  "use strict";
  var here = document.querySelector(".desk__nav [aria-current]");
  var line = here && here.closest("ul");
  if (line && line.scrollWidth > line.clientWidth) { line.scrollLeft = here.offsetLeft - (line.clientWidth - here.offsetWidth) / 2; }
}());
// Long work shows how far it is, without the page being loaded anew under somebody's hands; at its end it is.
(function () {
  "use strict";
  function look() {
    var shown = document.querySelector("[data-progress]");
    if (!shown) { return; }
    fetch(location.href, { credentials: "same-origin" }).then(function (answer) { return answer.text(); }).then(function (text) {
      var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-progress]");
      if (!fresh) { location.reload(); return; }
      shown.replaceWith(fresh);
      setTimeout(look, 2000);
    }, function () { setTimeout(look, 5000); });
  }
  setTimeout(look, 2000);
}());
