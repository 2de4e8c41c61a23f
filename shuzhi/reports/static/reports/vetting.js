/* Takes the words chosen in the text, or a whole line, into the form that speaks of them. */
"use strict";

const text = document.getElementById("vet-text");
const form = document.getElementById("passage-form");
const raw = JSON.parse(document.getElementById("raw-text")?.textContent ?? "{}");

const take = (part, start, end) => {
  if (!form || !(part in raw) || end <= start) return;
  form.elements.section.value = part;
  form.elements.quote.value = raw[part].slice(start, end);
  form.elements.start.value = start;
};

/* Where a point of the page lies in the text of its part; marks between the words count to the words before. */
const placeOf = (node, offset, atEnd) => {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const words = element.closest("[data-start]");
  if (words) {
    const from = Number(words.dataset.start);
    return node.nodeType === Node.TEXT_NODE ? from + offset : from;
  }
  const range = document.createRange();
  range.setStart(node, offset);
  const spans = [...text.querySelectorAll("[data-start]")];
  const after = (span) => range.comparePoint(span, 0) >= 0;
  if (atEnd) {
    const before = spans.filter((span) => !after(span)).at(-1);
    return before ? Number(before.dataset.end) : 0;
  }
  const next = spans.find(after);
  return next ? Number(next.dataset.start) : 0;
};

const chosen = () => {
  const selection = document.getSelection();
  if (!text || !selection || selection.isCollapsed || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  const parts = [...text.querySelectorAll("[data-part]")].filter((part) => range.intersectsNode(part));
  if (!text.contains(range.startContainer) || !text.contains(range.endContainer) || parts.length !== 1) return;
  const part = parts[0].dataset.part;
  take(part, placeOf(range.startContainer, range.startOffset, false), placeOf(range.endContainer, range.endOffset, true));
};

document.addEventListener("pointerup", () => setTimeout(chosen));
document.addEventListener("keyup", (event) => { if (event.shiftKey) chosen(); });

text?.addEventListener("click", (event) => {
  const button = event.target.closest(".note-here");
  if (!button) return;
  take(button.closest("[data-part]").dataset.part, Number(button.dataset.from), Number(button.dataset.to));
  form.elements[form.elements.text ? "text" : "reason"].focus();
});

/* Words typed by hand into the passage are looked up again by the server. */
form?.elements.quote.addEventListener("input", () => { form.elements.start.value = ""; });
form?.elements.section.addEventListener("change", () => { form.elements.start.value = ""; });
