// Puts a Delta Window calendar in the place of this script, as high as its content. What it takes: /embed/compose
(function () {
  "use strict";
  var script = document.currentScript;
  if (!script || !script.src) { return; }
  var home = new URL(script.src).origin, own = ["language", "show", "query", "title"], told = script.dataset;
  var query = new URLSearchParams(told.query || ""), english = told.language === "en";
  Array.from(script.attributes).forEach(function (each) {
    var name = each.name.slice(5);
    if (each.name.indexOf("data-") === 0 && own.indexOf(name) < 0) { query.append(name, each.value); }
  });
  var path = (english ? "/en" : "") + "/embed" + (told.show ? "/" + told.show : ""), asked = query.toString();
  var frame = document.createElement("iframe");
  frame.src = home + path + (asked ? "?" + asked : "");
  frame.title = told.title || (english ? "Delta Window: what is on" : "长三角之窗：近期演出");
  frame.width = "100%";
  frame.height = "640";
  frame.frameBorder = "0";
  frame.addEventListener("load", function () { frame.contentWindow.postMessage("height", home); });
  addEventListener("message", function (event) {
    var high = event.data;
    if (event.origin !== home || event.source !== frame.contentWindow) { return; }
    if (typeof high === "number" && high >= 50 && high <= 20000) { frame.height = String(Math.ceil(high)); }
  });
  script.replaceWith(frame);
}());
