// Placeholders are put in where the cursor stands, by a press; without this they stand there to be copied.
(function () {
  "use strict";
  function into(field, text) {
    var start = field.selectionStart, end = field.selectionEnd;
    field.setRangeText(text, start, end, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  document.querySelectorAll(".palette[data-into]").forEach(function (palette) {
    var body = document.getElementById(palette.dataset.into);
    var subject = document.getElementById(palette.dataset.into.replace("body", "subject"));
    var last = body;
    [body, subject].forEach(function (field) { field.addEventListener("focus", function () { last = field; }); });
    palette.querySelectorAll(".palette__one").forEach(function (one) {
      var button = document.createElement("button");
      var code = one.querySelector("code").textContent;
      button.type = "button";
      button.className = "btn";
      button.textContent = one.querySelector(".muted").textContent;
      button.title = code;
      button.addEventListener("click", function () { into(last, code); });
      one.replaceWith(button);
    });
  });
}());
// What another choice does not need is out of the way.
(function () {
  "use strict";
  var form = document.querySelector(".form--wide");
  if (!form || !form.elements.when) { return; }
  function part(id) { var field = document.getElementById(id); return field && (field.closest(".pair") || field.closest(".field")); }
  function show(shown, part) { if (part) { part.hidden = !shown; } }
  function look() {
    show(form.elements.when.value === "at", part("day"));
    show(form.elements.when.value === "relative", part("offset"));
    var audience = form.elements.audience.value;
    var things = document.getElementById("subjects");
    show(things && things.dataset.for.split(" ").indexOf(audience) >= 0, things);
  }
  form.addEventListener("change", look);
  look();
}());
