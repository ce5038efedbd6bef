// Comfort at the desk: the radar follows what is typed, and a section saves itself. Without this script the buttons do it all.
(function () {
  "use strict";
  var SOON = 500, PAUSE = 1500;

  function radar(form) {
    var place = document.querySelector(".js-radar"), timer, asking;
    if (!place) { return; }
    function ask() {
      var query = new URLSearchParams();
      new FormData(form).forEach(function (value, name) {
        if (name !== "csrf_token" && typeof value === "string" && value) { query.append(name, value); }
      });
      if (!query.get("first") && !query.get("day")) { return; }
      if (asking) { asking.abort(); }
      asking = new AbortController();
      var address = form.dataset.radar + (form.dataset.radar.indexOf("?") < 0 ? "?" : "&") + query;
      fetch(address, { signal: asking.signal, credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.text() : null; })
        .then(function (html) {
          if (html === null) { return; }
          var made = new DOMParser().parseFromString(html, "text/html");
          place.replaceChildren.apply(place, Array.from(made.body.childNodes));
        }, function () {});
    }
    form.addEventListener("change", function (event) {
      if (["title", "contact", "title_zh", "title_en", "minutes"].indexOf(event.target.name) >= 0) { return; }
      clearTimeout(timer);
      timer = setTimeout(ask, SOON);
    });
  }

  function autosave(form) {
    var said = form.querySelector(".js-saved"), timer, busy = false, again = false;
    function say(words, isProblem) {
      said.hidden = false;
      said.textContent = words;
      said.classList.toggle("autosaved--problem", isProblem);
    }
    function save() {
      if (busy) { again = true; return; }
      busy = true;
      say(form.dataset.wait, false);
      fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin" })
        .then(function (answer) { return answer.json(); })
        .then(function (told) {
          if (told.seen) { form.elements.seen.value = told.seen; say(told.saved, false); } else { say(told.problem, true); }
        }, function () { said.hidden = true; })
        .finally(function () {
          busy = false;
          if (again) { again = false; save(); }
        });
    }
    form.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(save, PAUSE);
    });
    form.addEventListener("submit", function () { clearTimeout(timer); });
  }

  document.querySelectorAll("form[data-radar]").forEach(radar);
  document.querySelectorAll("form[data-autosave]").forEach(autosave);
  var errors = document.getElementById("errors") || document.getElementById("alike") || document.getElementById("plan");
  if (errors) { errors.focus(); }
}());
