// Choosing a facet or an order searches at once; the drawer of facets stands open where there is room.
document.querySelectorAll("[data-submit]").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
document.querySelectorAll("[data-without-script]").forEach((element) => { element.hidden = true; });
const wide = window.matchMedia("(min-width: 56rem)");
const drawer = document.querySelector("[data-open-wide]");
const fit = () => { if (drawer) drawer.open = wide.matches; };
wide.addEventListener("change", fit);
fit();
// The arrows go from hit to hit, from the search box too; Enter opens, as on every link.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const box = document.getElementById("q");
  const titles = [...document.querySelectorAll(".hit h2 a")];
  const at = titles.indexOf(document.activeElement?.closest(".hit")?.querySelector("h2 a"));
  const free = at >= 0 || [box, document.body, document.getElementById("content")].includes(document.activeElement);
  if (!free || !titles.length) return;
  event.preventDefault();
  (titles[at + step] ?? (at + step < 0 ? box : titles.at(-1))).focus();
});
