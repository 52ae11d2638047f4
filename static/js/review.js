// The review: keys, the mark in view, the selection as a form, the recording at the right second. Everything works without it.
"use strict";

(() => {
  const desk = () => document.getElementById("desk");
  const find = (selector) => desk().querySelector(selector);
  const inField = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable], dialog");

  // Keys

  const opened = (details) => {
    details.open = true;
    details.querySelector("button[type=submit]").scrollIntoView({ block: "nearest" });
    return details;
  };

  // With something selected, Enter marks it; else it is to be written.
  const missed = () => {
    const form = opened(find("#rv-missed"));
    const text = form.querySelector("[name=text]");
    (text.value ? form.querySelector("[type=submit]") : text).focus();
  };

  const actions = {
    m: () => find("#rv-missed") && missed(),
    q: () => find("#rv-ask") && opened(find("#rv-ask")).querySelector("[name=text]").select(),
    s: () => find("#rv-page")?.select(),
    w: () => find("#rv-replacement")?.select(),
    v: () => find(".rv-picture")?.focus(),
    a: () => find("#rv-accept") && opened(find("#rv-accept")).querySelector("button").focus(),
    g: () => (find("#rv-making button, #rv-making a") || find("#rv-making"))?.focus(),
    "?": () => document.getElementById("rv-help").showModal(),
  };

  const press = (key) => {
    const target = find(`[data-key="${key}"]`);
    if (target) target.click();
    else actions[key]?.();
    return Boolean(target || actions[key]);
  };

  // On `window` and in the capturing phase: "?" would else open Wagtail's list of keys instead of ours.
  const onKey = (event) => {
    if (!desk() || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.key === "Escape" && inField(event.target) && !event.target.closest("dialog")) {
      find("#rv-finding").focus();
      return;
    }
    if (inField(event.target)) return;
    let key = event.key.toLowerCase();
    if (event.target.closest(".rv-groups")) key = { arrowdown: "j", arrowup: "k" }[key] || key;
    if (key.length === 1 && press(key)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  };
  window.addEventListener("keydown", onKey, true);
  window.addEventListener("keypress", (event) => event.key === "?" && !inField(event.target) && event.stopImmediatePropagation(), true);

  // What is looked at

  const intoView = (element, within) => {
    if (!element || !within) return;
    const [box, frame] = [element.getBoundingClientRect(), within.getBoundingClientRect()];
    if (box.top < frame.top + 40 || box.bottom > frame.bottom - 40) within.scrollTop += box.top - frame.top - frame.height / 3;
  };

  const mediaOf = () => document.querySelector("#rv-player video, #rv-player audio");

  const show = () => {
    const picture = find(".rv-picture img");
    if (picture && !picture.complete) picture.addEventListener("load", show, { once: true });
    intoView(find(".rv-left .rv-mark[data-now]"), find(".rv-left"));
    intoView(find(".rv-groups [aria-current]"), find(".rv-groups"));
  };

  // In the same turn as the swap (the page sets the delay to 0): a quick hand's next key must meet the new desk, ready.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "desk") return;
    show();
    (find("[data-stage=ready] button") || find("#rv-finding")).focus({ preventScroll: true });
    document.getElementById("rv-said").textContent = find(".rv-said").innerText;
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    const time = event.target.closest("[data-seek]");
    if (time && mediaOf()) {
      event.preventDefault();
      mediaOf().currentTime = Number(time.dataset.seek);
      mediaOf().play().catch(() => {}); // The browser may refuse to play; the place is found all the same.
    }
  });

  // A click that ends a selection within a mark is no click on it.
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("mark") && String(getSelection())) event.preventDefault();
  });

  // What was missed: what is selected in the text, or on a picture (words.js), fills the form. Offsets count Unicode
  // characters, as the server does.

  document.addEventListener("rv:missed", ({ detail: { text, passage, start, end } }) => {
    const form = find("#rv-missed form");
    if (!form) return;
    const values = { text: text.trim().split(/\s+/).join(" "), passage, start, end };
    for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
    form.closest("details").open = true;
  });

  const characters = (text) => [...text].length;

  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const passage = (range.startContainer.parentElement || range.startContainer).closest?.(".rv-passage");
    if (!passage || !passage.contains(range.endContainer)) return;
    const before = document.createRange();
    before.setStart(passage, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const start = characters(before.toString());
    const text = range.toString();
    const detail = { text, passage: passage.dataset.passage, start, end: start + characters(text) };
    document.dispatchEvent(new CustomEvent("rv:missed", { detail }));
  });

  show();
})();
