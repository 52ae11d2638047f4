// The recording and its transcript: a line plays from where it was said, and the line that is heard is shown.
"use strict";

const player = document.getElementById("player");
const media = player && player.querySelector("video, audio");

if (media) {
  const lines = [...player.querySelectorAll(".lines li")];
  const list = player.querySelector(".lines");
  const share = player.querySelector(".share");
  const follow = player.querySelector(".follow");
  follow.hidden = false;

  const clock = (seconds) => {
    const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds) % 60];
    const two = (n) => String(n).padStart(2, "0");
    return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
  };

  const playFrom = (seconds) => {
    media.currentTime = seconds;
    media.play().catch(() => {}); // The browser may refuse to play; the place is found all the same.
  };

  player.addEventListener("click", (event) => {
    const line = event.target.closest(".lines li, a[data-start]");
    if (!line || String(window.getSelection())) return; // Somebody is selecting text.
    event.preventDefault();
    playFrom(Number(line.dataset.start));
  });

  const showHeard = () => {
    const now = media.currentTime;
    const heard = lines.findLast((line) => Number(line.dataset.start) <= now + 0.05);
    for (const line of lines) line.toggleAttribute("aria-current", false);
    share.href = shareUrl(now);
    share.querySelector(".share-at").textContent = clock(now);
    if (!heard || (now === 0 && media.paused)) return;
    heard.setAttribute("aria-current", "true");
    if (follow.querySelector("input").checked && !media.paused) {
      list.scrollTop = heard.offsetTop - list.clientHeight / 3;
    }
  };

  const shareUrl = (seconds) => {
    const url = new URL(window.location.href);
    url.search = "";
    url.searchParams.set("t", Math.floor(seconds));
    return url.href;
  };

  media.addEventListener("timeupdate", showHeard);
  media.addEventListener("seeked", showHeard);

  share.addEventListener("click", async (event) => {
    if (!navigator.clipboard) return; // The link itself leads to this second.
    event.preventDefault();
    await navigator.clipboard.writeText(share.href);
    document.getElementById("shared").textContent = player.dataset.copied;
  });

  const at = Number(media.dataset.at);
  if (at) lines.findLast((line) => Number(line.dataset.start) <= at + 0.5)?.setAttribute("aria-current", "true");
}
