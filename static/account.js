// A look at the password that one types. Without this script the field simply hides it.
(function () {
  "use strict";
  document.querySelectorAll(".js-reveal").forEach(function (button) {
    var field = document.getElementById(button.getAttribute("aria-controls"));
    var words = button.querySelector("span");
    if (!field || !words) { return; }
    var shows = words.textContent;
    button.hidden = false;
    function set(open) {
      field.type = open ? "text" : "password";
      button.setAttribute("aria-pressed", String(open));
      words.textContent = open ? button.dataset.hide : shows;
    }
    button.addEventListener("click", function () { set(field.type === "password"); });
    // Nothing stays readable on its way out: the browser would remember it as ordinary text.
    if (field.form) { field.form.addEventListener("submit", function () { set(false); }); }
  });
}());
