/* Warns before a text that is not saved yet is left, and says when the server cannot be reached. */
"use strict";

const editor = document.getElementById("editor");
let unsaved = false;

editor?.addEventListener("input", () => { unsaved = true; });
editor?.addEventListener("submit", () => { unsaved = false; });
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target !== editor) return;
  if (event.detail.successful || event.detail.xhr?.status === 409) unsaved = false;
  if (event.detail.successful) document.getElementById("conflict").replaceChildren();
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
for (const area of editor?.querySelectorAll("textarea") ?? []) {
  const grow = () => {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  };
  area.addEventListener("input", grow);
  grow();
}
