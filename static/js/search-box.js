// The search boxes: "/" goes there from anywhere, and what is typed is completed (the combobox pattern of the ARIA practices guide).
// Without this script they are plain search boxes.
"use strict";

(() => {
  const PAUSE = 200; // Milliseconds without a key before the server is asked.
  const SHORTEST = 2;
  const FIELDS = "input, textarea, select, video, audio, [contenteditable]";

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.closest(FIELDS)) return;
    const box = [...document.querySelectorAll("input[data-suggest], #within")].find((field) => field.checkVisibility());
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  };

  const combine = (box) => {
    const list = make("ul", { role: "listbox", id: `${box.id}-suggestions`, class: "suggestions plain", "aria-label": box.dataset.suggestLabel, hidden: "" });
    const holder = make("div", { class: "suggesting" });
    box.replaceWith(holder);
    holder.append(box, list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
    for (const [key, value] of Object.entries(attributes)) box.setAttribute(key, value);

    let [waiting, asking, active] = [0, null, -1];

    const options = () => [...list.children];

    const activate = (place) => {
      active = place;
      options().forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
      const option = options()[active];
      if (!option) return box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };

    const close = () => {
      clearTimeout(waiting);
      asking?.abort();
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      activate(-1);
    };

    const show = (suggestions) => {
      list.replaceChildren(...suggestions.map((suggestion, at) => {
        const option = make("li", { role: "option", id: `${list.id}-${at}`, "aria-selected": "false" });
        option.append(make("span", {}, suggestion.text), " ", make("span", { class: "quiet" }, suggestion.label));
        option.suggestion = suggestion;
        return option;
      }));
      activate(-1);
      list.hidden = !suggestions.length;
      box.setAttribute("aria-expanded", String(Boolean(suggestions.length)));
    };

    const ask = async () => {
      asking?.abort();
      asking = new AbortController();
      const address = `${box.dataset.suggest}?${new URLSearchParams({ q: box.value })}`;
      try {
        const response = await fetch(address, { signal: asking.signal });
        const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
        if (document.activeElement === box) show(suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close(); // The network is gone; the box still works when it is back.
      }
    };

    const choose = ({ suggestion }) => {
      close();
      if (suggestion.url) {
        window.location.assign(suggestion.url);
        return;
      }
      box.value = suggestion.query;
      box.form.requestSubmit();
    };

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      if (box.value.trim().length < SHORTEST) close();
      else waiting = setTimeout(ask, PAUSE);
    });

    box.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      const count = list.children.length;
      if (event.key === "ArrowDown") activate(active + 1 < count ? active + 1 : -1);
      else if (event.key === "ArrowUp") activate(active === -1 ? count - 1 : active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) choose(options()[active]);
      else return;
      event.preventDefault();
      event.stopPropagation();
    });

    box.addEventListener("blur", close);
    box.form.addEventListener("submit", close);
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // The focus stays in the box.
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
  };

  document.querySelectorAll("input[data-suggest]").forEach(combine);
})();
