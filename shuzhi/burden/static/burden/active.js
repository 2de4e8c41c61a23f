/* How long a page is really worked on. The seconds stay in this browser; when the report is handed in, one number
   is sent and counted into a histogram. Nobody's name, unit or report goes with it. */
"use strict";

(() => {
  const PAUSE = 60;
  const place = document.querySelector("[data-active-for]");
  if (!place) return;
  const key = `active-seconds:${place.dataset.activeFor}`;
  const read = () => {
    try { return Number(localStorage.getItem(key)) || 0; } catch { return 0; }
  };
  const write = (seconds) => {
    try {
      if (seconds === null) localStorage.removeItem(key);
      else localStorage.setItem(key, String(seconds));
    } catch { /* A browser that keeps nothing is simply not measured. */ }
  };

  let last = Date.now();
  const touched = () => { last = Date.now(); };
  for (const what of ["input", "keydown", "pointerdown", "scroll"]) {
    document.addEventListener(what, touched, { passive: true });
  }
  setInterval(() => {
    if (document.visibilityState === "visible" && Date.now() - last < PAUSE * 1000) write(read() + 5);
  }, 5000);

  const url = place.dataset.activeUrl;
  if (!url) return;
  document.addEventListener("submit", (event) => {
    const token = event.target.querySelector("[name=csrfmiddlewaretoken]");
    if (!event.target.hasAttribute("data-active-ends") || !token || !read()) return;
    const body = new URLSearchParams({
      csrfmiddlewaretoken: token.value,
      form: "report",
      level: place.dataset.activeLevel,
      minutes: String(Math.round(read() / 60)),
    });
    fetch(url, { method: "POST", body, keepalive: true }).catch(() => {});
    write(null);
  });
})();
