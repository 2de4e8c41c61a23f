/* How long a comment is, beside its field while it is written; too brief a one is not sent but told where it stands.
   The rule is that of `fair_length`: a Chinese character or a mark counts one, a word one for every three letters. */
"use strict";

(() => {
  const COUNTED = /(?:(?![\u2e80-\uffef_])[\p{L}\p{N}])+(?:[.,'’%-]?(?:(?![\u2e80-\uffef_])[\p{L}\p{N}])+)*%?|\S/gu;
  const LETTERS = 3;

  const weight = (word) => Math.max(1, Math.ceil((word.match(/[\p{L}\p{N}]/gu) ?? []).length / LETTERS));
  const lengthOf = (text) => (text.match(COUNTED) ?? []).reduce((sum, word) => sum + weight(word), 0);

  for (const line of document.querySelectorAll("[data-length-of]")) {
    const field = document.getElementById(line.dataset.lengthOf);
    const least = Number(line.dataset.least);
    const figure = line.querySelector(".number");
    const wrong = document.createElement("p");
    wrong.className = "wrong";
    wrong.setAttribute("role", "alert");
    line.after(wrong);

    const count = () => {
      const length = lengthOf(field.value);
      figure.textContent = length;
      line.classList.toggle("length-short", length < least);
      if (length >= least) wrong.textContent = "";
      return length;
    };

    field.addEventListener("input", count);
    // What the device had kept was put into the field by the other scripts of the page, without a word.
    document.addEventListener("DOMContentLoaded", count);
    field.form.addEventListener("submit", (event) => {
      const length = count();
      if (length >= least) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      wrong.textContent = line.dataset.brief.replace("{n}", length);
      field.focus({ preventScroll: true });
      wrong.scrollIntoView({ block: "center" });
    });
  }
})();
