/* One box in the head of a table ticks all boxes of its column. */
"use strict";

for (const all of document.querySelectorAll("[data-tick-all]")) {
  const boxes = () => document.querySelectorAll(`input[type=checkbox][name="${all.dataset.tickAll}"]`);
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
  });
  document.addEventListener("change", (event) => {
    if (event.target.name !== all.dataset.tickAll) return;
    const ticked = [...boxes()].filter((box) => box.checked).length;
    all.checked = ticked === boxes().length;
    all.indeterminate = ticked > 0 && !all.checked;
  });
}
