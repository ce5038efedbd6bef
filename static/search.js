// Suggestions under a search field (ARIA combobox). Without this script the form asks the page.
(function () {
  "use strict";
  function attach(field, number) {
    var list = document.createElement("ul"), timer, asking, chosen = -1;
    function mark(name, value) { field.setAttribute("aria-" + name, value); }
    function active() { return list.hidden ? null : list.children[chosen]; }
    list.id = "suggested-" + number;
    list.className = "suggested";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.label);
    field.form.appendChild(list);
    field.setAttribute("role", "combobox");
    mark("autocomplete", "list");
    mark("controls", list.id);
    mark("expanded", false);

    function open(isOpen) {
      list.hidden = !isOpen;
      chosen = -1;
      mark("expanded", isOpen);
      mark("activedescendant", "");
    }
    function choose(step) {
      var all = list.children, count = all.length + 1;
      if (list.hidden) { return; }
      if (active()) { active().setAttribute("aria-selected", false); }
      chosen = (chosen + 1 + step + count) % count - 1;
      mark("activedescendant", active() ? active().id : "");
      if (active()) {
        active().setAttribute("aria-selected", true);
        active().scrollIntoView({ block: "nearest" });
      }
    }
    function show(found) {
      list.replaceChildren.apply(list, found.map(function (each, at) {
        var option = document.createElement("li"), title = document.createElement("b"), note = document.createElement("span");
        option.id = list.id + "-" + at;
        option.dataset.href = each.href;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", false);
        title.textContent = each.title;
        title.lang = each.lang;
        note.textContent = each.note;
        option.append(title, note);
        return option;
      }));
      open(found.length > 0 && document.activeElement === field);
    }
    function ask() {
      var words = field.value.trim().slice(0, 64);
      if (asking) { asking.abort(); }
      if (!words) { open(false); return; }
      asking = new AbortController();
      fetch(field.dataset.suggest + "?q=" + encodeURIComponent(words), { signal: asking.signal })
        .then(function (answer) { return answer.json(); })
        .then(function (answer) { show(answer.results); }, function () {});
    }
    function soon(event) {
      clearTimeout(timer);
      if (!event.isComposing) { timer = setTimeout(ask, 150); }
    }
    field.addEventListener("input", soon);
    field.addEventListener("compositionend", soon);
    field.addEventListener("keydown", function (event) {
      var step = { ArrowDown: 1, ArrowUp: -1 }[event.key], goes = event.key === "Enter" && active();
      if (event.isComposing || !(step || goes || (event.key === "Escape" && !list.hidden))) { return; }
      event.preventDefault();
      if (goes) { location.href = goes.dataset.href; } else if (!step) { open(false); } else if (list.hidden) { ask(); }
      choose(step || 0);
    });
    field.addEventListener("blur", function () { open(false); });
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var option = event.target.closest("li");
      if (option) { location.href = option.dataset.href; }
    });
  }
  document.querySelectorAll("input[data-suggest]").forEach(attach);
}());
