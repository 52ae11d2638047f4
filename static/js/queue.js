// The queue: j and k, or the arrows, go from item to item; Enter opens the one in focus, as links do.
"use strict";

(() => {
  const steps = { j: 1, arrowdown: 1, k: -1, arrowup: -1 };

  window.addEventListener("keydown", (event) => {
    const step = steps[event.key.toLowerCase()];
    const links = [...document.querySelectorAll(".rv-queue .title a")];
    if (!step || !links.length || event.ctrlKey || event.metaKey || event.altKey) return;
    const at = links.indexOf(document.activeElement);
    const isArrow = event.key.startsWith("Arrow");
    if ((isArrow && at < 0) || event.target.closest("input, select, textarea, dialog")) return;
    links[Math.min(Math.max(at + step, 0), links.length - 1)].focus();
    event.preventDefault();
  });
})();
