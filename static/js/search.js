// Choosing a facet or an order searches at once; the drawer of facets stands open where there is room.
document.querySelectorAll("[data-submit]").forEach((field) => field.addEventListener("change", () => field.form.requestSubmit()));
document.querySelectorAll("[data-without-script]").forEach((element) => { element.hidden = true; });
const wide = window.matchMedia("(min-width: 56rem)");
const drawer = document.querySelector("[data-open-wide]");
const fit = () => { if (drawer) drawer.open = wide.matches; };
wide.addEventListener("change", fit);
fit();
