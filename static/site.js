// Two small services; without this script the address can be selected by hand, and the words about WeChat stand below it.
(function () {
  "use strict";
  // Inside WeChat no calendar opens: say so first. The page is the same for everybody, only this hint waits.
  if (/MicroMessenger/i.test(navigator.userAgent)) {
    document.querySelectorAll(".js-wechat").forEach(function (hint) { hint.hidden = false; });
  }
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
