// Comfort at the desk: the radar follows what is typed, and a section saves itself. Without this script the buttons do it all.
(function () {
  "use strict";
  var SOON = 500, PAUSE = 1500, AGAIN = 15000;

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
    form.addEventListener("click", function (event) {
      var isLook = event.target.closest("button[name=look]") && form.hasAttribute("data-looks");
      if (isLook && form.elements.first.value) {
        event.preventDefault();
        ask();
      }
    });
  }

  // Typed before this script ran, or kept by the browser over a reload: nobody will hear of it by an event.
  function isTyped(form) {
    return Array.prototype.some.call(form.elements, function (field) {
      if (field.type === "hidden" || field.type === "file" || !field.name) { return false; }
      if (field.type === "checkbox" || field.type === "radio") { return field.checked !== field.defaultChecked; }
      if (field.options) {
        return Array.prototype.some.call(field.options, function (each) { return each.selected && !each.defaultSelected; }) &&
          Array.prototype.some.call(field.options, function (each) { return each.defaultSelected; });
      }
      return "defaultValue" in field && field.value !== field.defaultValue;
    });
  }

  function autosave(form) {
    var said = form.querySelector(".js-saved"), timer, busy = false, again = false, isKept = true, renewed = false;
    function say(words, isProblem) {
      said.hidden = false;
      said.textContent = words;
      said.classList.toggle("autosaved--problem", isProblem);
    }
    function later(wait) {
      clearTimeout(timer);
      timer = setTimeout(save, wait);
    }
    // What was typed stays in the fields; it is sent again by itself, and by the button.
    function fail(status) {
      isKept = false;
      say(status === 401 ? form.dataset.signedOut : form.dataset.unsent, true);
      if (status === 401) {
        var door = document.createElement("a");
        door.href = form.dataset.signIn;
        door.target = "_blank";
        door.textContent = form.dataset.signInWords;
        said.append(" ", door);
      }
      later(AGAIN);
    }
    function told(it) {
      if (it.seen) {
        form.elements.seen.value = it.seen;
        isKept = true;
        renewed = false;
        say(it.saved, false);
      } else if (it.token && !renewed) {
        form.elements.csrf_token.value = it.token;
        again = renewed = true;
      } else { say(it.problem, true); }
    }
    function save() {
      if (busy) { again = true; return; }
      busy = true;
      if (isKept) { say(form.dataset.wait, false); }
      fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, credentials: "same-origin" })
        .then(function (answer) {
          var isTold = (answer.headers.get("Content-Type") || "").indexOf("application/json") === 0;
          return isTold ? answer.json().then(told) : fail(answer.status);
        })
        .catch(function () { fail(0); })
        .finally(function () {
          busy = false;
          if (again) { again = false; save(); }
        });
    }
    function retry() { if (!isKept) { later(SOON); } }
    addEventListener("online", retry);
    addEventListener("focus", retry);
    form.addEventListener("input", function () {
      later(PAUSE);
    });
    form.addEventListener("submit", function () { clearTimeout(timer); });
    if (isTyped(form)) { later(PAUSE); }
  }

  document.querySelectorAll("form[data-radar]").forEach(radar);
  document.querySelectorAll("form[data-autosave]").forEach(autosave);
  var errors = document.getElementById("errors") || document.getElementById("alike") || document.getElementById("plan");
  if (errors) { errors.focus(); }
}());
