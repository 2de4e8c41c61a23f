/* Clocks that run from a moment of the server: up, or down from a limit; the server's time, not this machine's. */
"use strict";

const offsets = new WeakMap();

function show(clock) {
  if (!offsets.has(clock)) offsets.set(clock, Date.parse(clock.dataset.now) - Date.now());
  const gone = Math.max(0, Math.floor((Date.now() + offsets.get(clock) - Date.parse(clock.dataset.since)) / 1000));
  const limit = Number(clock.dataset.limit || 0);
  const over = limit > 0 && gone > limit;
  const seconds = "down" in clock.dataset && limit ? Math.abs(limit - gone) : gone;
  const two = (n) => String(n).padStart(2, "0");
  const text = `${over && "down" in clock.dataset ? "+" : ""}${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
  if (clock.textContent !== text) clock.textContent = text;
  clock.classList.toggle("over", over);
  clock.classList.toggle("soon", limit > 0 && !over && limit - gone <= 60);
  if (clock.dataset.say) speak(document.getElementById(clock.dataset.say), over, limit > 0 && limit - gone <= 60);
}

/* Not by colour alone: a sentence at one minute, and one when the time is up. */
function speak(place, over, soon) {
  if (!place) return;
  const text = over ? place.dataset.over : soon ? place.dataset.soon : "";
  if (place.textContent !== text) place.textContent = text;
  place.classList.toggle("over", over);
}

function tick() {
  for (const clock of document.querySelectorAll("[data-clock]")) show(clock);
}

tick();
setInterval(tick, 250);
document.addEventListener("htmx:afterSwap", tick);
