// Copies a calendar's address. Without this script the address can be selected by hand.
(function () {
  "use strict";
  if (!navigator.clipboard) { return; }
  document.querySelectorAll(".js-copy").forEach(function (button) {
    var field = document.getElementById(button.dataset.copy);
    var words = button.querySelector("span");
    if (!field || !words) { return; }
    words.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", function () {
      navigator.clipboard.writeText(field.value).then(function () {
        words.textContent = button.dataset.done;
      }, function () { field.focus(); field.select(); });
    });
  });
}());
