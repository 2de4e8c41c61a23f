/* The codes are shown once: ask before the page is left unprinted. */
"use strict";
let printed = false;
document.querySelector("[data-print]").addEventListener("click", () => window.print());
window.addEventListener("afterprint", () => { printed = true; });
window.addEventListener("beforeunload", (event) => { if (!printed) event.preventDefault(); });
