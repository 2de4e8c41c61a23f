/* The toolbar: marks lines as headings, rows or spoken passages in the field that was written in last. */
"use strict";

const SIGNS = { heading: "# ", subheading: "## ", spoken: "» " };
const KEYS = { Digit1: "heading", Digit2: "subheading", KeyT: "table", KeyS: "spoken" };
let current = editor.querySelector("textarea");

editor.addEventListener("focusin", (event) => {
  if (event.target instanceof HTMLTextAreaElement) current = event.target;
});

/* By way of the browser's own command, so that undo takes it back. */
function insert(text) {
  current.focus();
  if (!document.execCommand("insertText", false, text)) {
    current.setRangeText(text, current.selectionStart, current.selectionEnd, "end");
    current.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function mark(tool) {
  const text = current.value;
  const start = text.lastIndexOf("\n", current.selectionStart - 1) + 1;
  const found = text.indexOf("\n", Math.max(current.selectionEnd - (current.selectionEnd > current.selectionStart ? 1 : 0), start));
  const end = found < 0 ? text.length : found;
  const lines = text.slice(start, end).split("\n");
  const bare = lines.map((line) => line.replace(/^(#{1,2}\s+|»\s*)/, ""));
  const marked = lines.every((line) => !line.trim() || line.startsWith(SIGNS[tool]));
  const fresh = bare.map((line) => (marked || (!line.trim() && bare.length > 1) ? line : SIGNS[tool] + line)).join("\n");
  current.focus();
  current.setSelectionRange(start, end);
  insert(fresh);
  current.setSelectionRange(start + fresh.length, start + fresh.length);
}

function table() {
  const before = current.value.slice(0, current.selectionStart);
  const line = before && !before.endsWith("\n") ? "\n" : "";
  insert(`${line}| ${words.tableHead} | ${words.tableValue} |\n|  |  |\n`);
}

function use(tool) {
  if (tool === "table") table();
  else if (SIGNS[tool]) mark(tool);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-tool]");
  if (button) use(button.dataset.tool);
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(`${opener.dataset.open}-dialog`);
    dialog.showModal();
    htmx.trigger(dialog.querySelector("[hx-get]"), "opened");
  }
  event.target.closest("[data-close]")?.closest("dialog").close();
  const token = event.target.closest("[data-insert]");
  if (token) {
    token.closest("dialog")?.close();
    insert(token.dataset.insert);
  }
});
editor.addEventListener("keydown", (event) => {
  if (!event.ctrlKey || !event.altKey || !KEYS[event.code]) return;
  event.preventDefault();
  use(KEYS[event.code]);
});
