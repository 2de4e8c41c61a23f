/* Two people wrote in the same field: both texts side by side under it, and the writer chooses. */
"use strict";

function fill(words, values) {
  return words.replace(/{(\w+)}/g, (_all, name) => values[name] ?? "");
}

/* A text as people read it: a state by the name it is chosen by. */
function shownAs(field, text) {
  const chosen = [...(field.area.options ?? [])].find((option) => option.value === text);
  return (chosen?.textContent ?? text) || "—";
}

/* `choose` is called with "mine", "theirs" or "both". */
function showClash(field, words, choose) {
  const place = document.getElementById(`clash-${field.name}`);
  const { name, at, text } = field.clash;
  const found = place.firstElementChild;
  if (found && found.dataset.n === String(field.clash.n)) {
    found.querySelector(".clash-own").textContent = shownAs(field, field.area.value);
    return;
  }
  const box = document.getElementById("clash-template").content.firstElementChild.cloneNode(true);
  box.dataset.n = field.clash.n;
  box.querySelector(".clash-said").textContent = fill(words.clash, { name: name || "—", at, time: at });
  box.querySelector(".clash-theirs").textContent = fill(words.theirs, { name: name || "—" });
  box.querySelector(".clash-mine").textContent = words.mine;
  box.querySelector(".clash-text").textContent = shownAs(field, text);
  box.querySelector(".clash-own").textContent = shownAs(field, field.area.value);
  const labels = { mine: words.keepMine, theirs: words.takeTheirs, both: words.both };
  for (const button of box.querySelectorAll("[data-choose]")) {
    button.textContent = labels[button.dataset.choose];
    // A state, or a note of one line, is the one or the other.
    button.hidden = button.dataset.choose === "both" && "part" in field.area.dataset;
    button.addEventListener("click", () => choose(button.dataset.choose));
  }
  place.replaceChildren(box);
}

function hideClash(field) {
  document.getElementById(`clash-${field.name}`).replaceChildren();
}
