// Selecting on the picture of a page what was missed: drag, or click the first and the last word, or arrows with Shift and Enter.
// The selection goes into the form beneath, by review.js; offsets count Unicode characters, as the server sent them.
"use strict";

(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const NEAR = 0.02; // Of the page's height: how far beside a word still means it.

  // What is selected in `picture`: from word `anchor` to word `head`; `words` as the server sends them.
  let state = {};

  const pictureOf = (event) => event.target.closest?.(".rv-picture[data-words]");

  const load = async (picture) => {
    if (state.picture === picture) return state.words;
    const words = fetch(picture.dataset.words).then((response) => (response.ok ? response.json() : []));
    state = { picture, words, anchor: null, head: null, pressed: null, dragged: false };
    return words;
  };

  // Drawing and telling

  const selected = (words) => {
    const [first, last] = [state.anchor, state.head].sort((a, b) => a - b);
    return words.slice(first, last + 1);
  };

  const sameLine = (one, other) => Math.abs(one[3] - other[3]) < (other[5] - other[3]) / 2;

  const draw = (words) => {
    const boxes = [];
    for (const word of state.head === null ? [] : selected(words)) {
      const last = boxes.at(-1);
      if (last && sameLine(last, word) && word[2] >= last[2]) last[4] = word[4];
      else boxes.push([...word]);
    }
    const rectangles = boxes.map(([, , left, top, right, bottom]) => {
      const drawn = document.createElementNS(SVG, "rect");
      const places = { x: left, y: top, width: right - left, height: bottom - top };
      for (const [name, place] of Object.entries(places)) drawn.setAttribute(name, 1000 * place);
      return drawn;
    });
    state.picture.querySelector(".rv-words").replaceChildren(...rectangles);
  };

  const textOf = (words) => words.map((word) => word[6]).join(" ");

  const say = (words) => {
    document.getElementById("rv-said").textContent = textOf(selected(words));
  };

  const fill = (words) => {
    const chosen = selected(words);
    const { passage } = state.picture.dataset;
    const detail = { text: textOf(chosen), passage, start: chosen[0][0], end: chosen.at(-1)[1] };
    document.dispatchEvent(new CustomEvent("rv:missed", { detail }));
  };

  // Keys

  const firstInView = (words) => {
    const now = state.picture.querySelector("[data-now] rect");
    const [frame, picture] = [state.picture.closest(".rv-left"), state.picture].map((each) => each.getBoundingClientRect());
    const top = now ? now.getAttribute("y") / 1000 : (frame.top - picture.top) / picture.height;
    const left = now ? now.getAttribute("x") / 1000 : 0;
    const found = words.findIndex((word) => word[5] > top + 0.001 && word[4] > left);
    return Math.max(found, 0);
  };

  const line = (words, at, step) => {
    const from = words[at];
    let other = at;
    while (words[other] && sameLine(words[other], from)) other += step;
    if (!words[other]) return at;
    const middle = (from[2] + from[4]) / 2;
    const away = (word) => Math.abs((word[2] + word[4]) / 2 - middle);
    let best = other;
    for (let next = other; words[next] && sameLine(words[next], words[other]); next += step) {
      if (away(words[next]) < away(words[best])) best = next;
    }
    return best;
  };

  const moves = {
    ArrowRight: (words, at) => Math.min(at + 1, words.length - 1),
    ArrowLeft: (words, at) => Math.max(at - 1, 0),
    ArrowDown: (words, at) => line(words, at, 1),
    ArrowUp: (words, at) => line(words, at, -1),
  };

  const follow = (words) => {
    const frame = state.picture.closest(".rv-left");
    const picture = state.picture.getBoundingClientRect();
    const top = picture.top + words[state.head][3] * picture.height;
    const { top: start, bottom: end } = frame.getBoundingClientRect();
    if (top < start + 60 || top > end - 60) frame.scrollTop += top - (start + end) / 2;
  };

  document.addEventListener("keydown", async (event) => {
    const picture = pictureOf(event);
    if (!picture || event.ctrlKey || event.metaKey || event.altKey) return;
    const move = moves[event.key];
    const taken = state.picture === picture && state.head !== null;
    if (move || (taken && ["Enter", "Escape"].includes(event.key))) event.preventDefault();
    else return;
    const words = await load(picture);
    if (!words.length) return;
    if (event.key === "Enter") {
      fill(words);
      document.querySelector("#rv-missed [type=submit]").focus();
      return;
    }
    if (event.key === "Escape") {
      state.anchor = state.head = null;
      draw(words);
      document.getElementById("rv-finding").focus();
      return;
    }
    state.head = state.head === null ? firstInView(words) : move(words, state.head);
    if (!event.shiftKey || state.anchor === null) state.anchor = state.head;
    draw(words);
    say(words);
    follow(words);
  });

  // Pointer

  const wordAt = (words, event) => {
    const frame = state.picture.getBoundingClientRect();
    const [x, y] = [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
    let [best, least] = [null, NEAR];
    words.forEach(([, , left, top, right, bottom], at) => {
      const away = Math.hypot(Math.max(left - x, x - right, 0), Math.max(top - y, y - bottom, 0));
      if (away < least) [best, least] = [at, away];
    });
    return best;
  };

  document.addEventListener("pointerover", (event) => pictureOf(event) && load(pictureOf(event)));

  // A quick hand is done before the words have come: where it pressed is noted at once, what it meant is found out later.
  document.addEventListener("pointerdown", (event) => {
    const picture = pictureOf(event);
    if (!picture || event.button || event.pointerType === "touch") return;
    load(picture);
    [state.pressed, state.dragged] = [event, false];
  });

  document.addEventListener("pointermove", async (event) => {
    const { picture, pressed } = state;
    if (!picture || !pressed || event.buttons !== 1) return;
    const words = await state.words;
    const [from, to] = [wordAt(words, pressed), wordAt(words, event)];
    if (from === null || to === null || (from === to && !state.dragged)) return;
    [state.anchor, state.head, state.dragged] = [from, to, true];
    draw(words);
  });

  document.addEventListener("pointerup", async () => {
    if (!state.pressed) return;
    state.pressed = null;
    const words = await state.words;
    if (state.dragged) fill(words);
  });

  // In the capturing phase: a drag that began or ended on a mark is no click on it.
  document.addEventListener("click", async (event) => {
    const picture = pictureOf(event);
    if (!picture) return;
    if (state.dragged) {
      state.dragged = false;
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    state.pressed = null;
    if (event.target.closest("a")) return;
    const words = await load(picture);
    if (state.dragged) {
      state.dragged = false;
      return;
    }
    const at = wordAt(words, event);
    if (at === null) return;
    const second = state.anchor !== null && state.anchor === state.head && state.anchor !== at;
    if (!second && !event.shiftKey) state.anchor = at;
    state.anchor ??= at;
    state.head = at;
    draw(words);
    fill(words);
  }, true);

  document.addEventListener("dragstart", (event) => pictureOf(event) && event.preventDefault());
})();
