// The composer: whatever changes in the form shows at once. The page itself is asked anew; without this script one submits.
(function () {
  "use strict";
  var form = document.getElementById("compose"), frame = document.getElementById("preview");
  var told = document.getElementById("told"), measured = document.getElementById("measured");
  var waiting = 0, latest = 0;
  if (!form || !frame || !window.fetch) { return; }
  form.querySelector(".js-submit").hidden = true;

  function measure() { frame.contentWindow.postMessage("height", location.origin); }
  addEventListener("message", function (event) {
    if (event.origin !== location.origin || event.source !== frame.contentWindow || typeof event.data !== "number") { return; }
    frame.height = String(event.data);
    measured.textContent = measured.dataset.words.replace("{}", String(event.data));
    measured.hidden = false;
  });
  frame.addEventListener("load", measure);
  measure();

  function take(text, address) {
    var fresh = new DOMParser().parseFromString(text, "text/html");
    ["script-line", "frame-line"].forEach(function (id) {
      document.getElementById(id).value = fresh.getElementById(id).value;
    });
    var shown = fresh.getElementById("preview");
    if (shown.getAttribute("src") !== frame.getAttribute("src")) {
      frame.title = shown.title;
      frame.lang = shown.lang;
      frame.setAttribute("src", shown.getAttribute("src"));
      told.textContent = told.dataset.words;
    }
    history.replaceState(null, "", address);
  }
  function ask() {
    var number = latest += 1, address = form.action + "?" + new URLSearchParams(new FormData(form)).toString();
    if (!form.checkValidity()) { return; }
    told.textContent = "";
    fetch(address).then(function (answer) { return answer.ok ? answer.text() : ""; }).then(function (text) {
      if (text && number === latest) { take(text, address); }
    }, function () { form.querySelector(".js-submit").hidden = false; });
  }
  form.addEventListener("input", function (event) {
    if (event.target.type === "color") { form.elements.own.checked = true; }
    clearTimeout(waiting);
    waiting = setTimeout(ask, 250);
  });
  form.addEventListener("submit", function (event) { event.preventDefault(); ask(); });
}());
