/* Two people wrote in the same field: both texts side by side under it, and the writer chooses. */
"use strict";

function fill(words, values) {
  return words.replace(/{(\w+)}/g, (_all, name) => values[name] ?? "");
}

/* `choose` is called with "mine", "theirs" or "both". */
function showClash(field, words, choose) {
  const place = document.getElementById(`clash-${field.name}`);
  const { name, at, text } = field.clash;
  const found = place.firstElementChild;
  if (found && found.dataset.n === String(field.clash.n)) {
    found.querySelector(".clash-own").textContent = field.area.value;
    return;
  }
  const box = document.getElementById("clash-template").content.firstElementChild.cloneNode(true);
  box.dataset.n = field.clash.n;
  box.querySelector(".clash-said").textContent = fill(words.clash, { name: name || "—", at, time: at });
  box.querySelector(".clash-theirs").textContent = fill(words.theirs, { name: name || "—" });
  box.querySelector(".clash-mine").textContent = words.mine;
  box.querySelector(".clash-text").textContent = text || "—";
  box.querySelector(".clash-own").textContent = field.area.value || "—";
  const labels = { mine: words.keepMine, theirs: words.takeTheirs, both: words.both };
  for (const button of box.querySelectorAll("[data-choose]")) {
    button.textContent = labels[button.dataset.choose];
    button.addEventListener("click", () => choose(button.dataset.choose));
  }
  place.replaceChildren(box);
}

function hideClash(field) {
  document.getElementById(`clash-${field.name}`).replaceChildren();
}
