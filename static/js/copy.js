// A button that copies the text of another element, and says so.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    const status = button.parentElement.querySelector("[data-copied]");
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).innerText.trim());
    status.textContent = status.dataset.copied;
  });
}
