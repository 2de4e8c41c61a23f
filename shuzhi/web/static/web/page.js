/* What a page does by itself: small conveniences, nothing a form needs in order to work. */
"use strict";

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

/* A second press while the first is on its way would only be refused; spare the person the page. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent || event.defaultPrevented) return;
  if (form.method.toLowerCase() !== "post" || form.hasAttribute("hx-post")) return;
  form.dataset.sent = "1";
  setTimeout(() => {
    // Its own buttons and those in the rows of a table that belong to it.
    for (const button of form.elements) if (button.type === "submit") button.disabled = true;
  });
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

/* On a phone the rail is a strip: bring the current step into sight. */
document.querySelector(".rail [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

/* A table wider than the screen scrolls in its box; the keyboard must be able to get there. */
for (const box of document.querySelectorAll(".table-scroll")) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
}

document.querySelector(".error-summary")?.focus();

/* What was refused is said at the top of the page; whoever pressed further down is taken there. */
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "notices") event.detail.target.scrollIntoView({ block: "nearest" });
});

function notConnected() {
  const box = document.getElementById("notices");
  const zh = document.documentElement.lang.startsWith("zh");
  const text = zh
    ? "没有连上服务器，刚才的操作没有完成；页面上的内容还在，请稍后再试。"
    : "The server could not be reached; this was not done. What you wrote is still on the page; please try again.";
  const line = document.createElement("p");
  line.className = "notice notice-error";
  line.setAttribute("role", "alert");
  line.textContent = text;
  box?.replaceChildren(line);
}
document.addEventListener("htmx:sendError", notConnected);
document.addEventListener("htmx:timeout", notConnected);
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  if (status !== 403 && status !== 409) notConnected();
});
