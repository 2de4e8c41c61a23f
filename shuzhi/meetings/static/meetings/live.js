/* The pages of the day: they ask whether the hall has moved on, survive a lost network and a restarted
   server, and lose nothing that was typed. */
"use strict";

(() => {
  const live = document.getElementById("live");
  const told = live.dataset;
  const every = Number(told.every);
  const JITTER = 2; // seconds, so that a thousand phones never ask in step
  const RESTS = 15;
  const QUICK = 2;
  let failures = 0;
  let timer = 0;
  let composing = false;
  let asking = false;

  /* -- what has changed -- */

  function shown(name) {
    return document.querySelector(`[data-shows-${name}]`)?.getAttribute(`data-shows-${name}`) ?? null;
  }

  /* The part itself carries what it shows: when fetching it fails, the next answer finds it old again. */
  function compare(state) {
    for (const [name, event] of [["v", "hall-changed"], ["b", "ballot-changed"]]) {
      const mine = shown(name);
      if (mine !== null && mine !== state[name] && !composing) {
        document.body.dispatchEvent(new CustomEvent(event));
        if (name === "b") document.querySelectorAll("[data-shows-b]").forEach((part) => part.setAttribute("data-shows-b", state.b));
      }
    }
  }

  async function ask() {
    if (asking) return;
    asking = true;
    clearTimeout(timer);
    let wait = every;
    try {
      const response = await fetch(told.state, { cache: "no-cache", credentials: "omit", signal: AbortSignal.timeout(6000) });
      if (!response.ok) throw new Error(String(response.status));
      const state = await response.json();
      if (failures) back();
      compare(state);
      // Many pages together are told to look less often; walls and control pages, a few, keep their pace.
      if (every > QUICK) wait = Math.max(every, state.s - 1);
      if (!state.on) wait = Math.max(wait, RESTS - JITTER);
    } catch {
      failures += 1;
      lost();
      wait = Math.min(failures, 4);
    }
    asking = false;
    timer = setTimeout(ask, (wait + (failures ? Math.random() : Math.random() * Math.min(JITTER, every))) * 1000);
  }

  /* -- the network -- */

  function say(text, state) {
    live.textContent = text;
    live.dataset.is = state;
    live.hidden = !text;
  }

  function lost() {
    say(navigator.onLine ? told.lost : told.offline, "lost");
  }

  function back() {
    failures = 0;
    say(told.back, "back");
    document.querySelectorAll("#notices .notice-error").forEach((line) => line.remove());
    document.dispatchEvent(new CustomEvent("live:back"));
    // What was on the page may be old; each part is fetched anew.
    for (const name of ["hall-changed", "ballot-changed"]) document.body.dispatchEvent(new CustomEvent(name));
    setTimeout(() => { if (!failures) say("", ""); }, 3000);
  }

  window.addEventListener("offline", () => { failures += 1; lost(); });
  window.addEventListener("online", ask);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  document.addEventListener("live:lost", () => { failures += 1; lost(); clearTimeout(timer); timer = setTimeout(ask, 1000); });
  document.addEventListener("htmx:sendError", () => document.dispatchEvent(new CustomEvent("live:lost")));

  /* Leaving the page without a network would lose it: the browser's own error page knows no way back. */
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!failures || !link || link.target || link.origin !== location.origin || link.hash) return;
    event.preventDefault();
    lost();
  }, true);
  document.addEventListener("submit", (event) => {
    if (!failures || event.target.hasAttribute("hx-post") || event.target.dataset.draft) return;
    event.preventDefault();
    event.stopPropagation();
    lost();
  }, true);

  /* A part that would be the sign-in page is not put into the page. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!new URL(event.detail.xhr.responseURL || location.href, location.href).pathname.startsWith(told.login)) return;
    event.detail.shouldSwap = false;
    const link = document.createElement("a");
    link.href = `${told.login}?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = told.signIn;
    say(`${told.signedOut} `, "lost");
    live.append(link);
  });

  /* Refused because it came too late: what this page shows is old, and is fetched anew beneath the refusal. */
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status === 409 && requestConfig?.elt?.closest("#hall")) document.body.dispatchEvent(new CustomEvent("hall-changed"));
  });

  /* -- what was typed -- */

  const keyOf = (field) => `shuzhi.hall.${told.user}.${field.form.dataset.keep}.${field.name}`;
  const kept = (root) => [...root.querySelectorAll("form[data-keep] textarea, form[data-keep] input:not([type=hidden])")];

  function remember(field) {
    try {
      if (field.value) localStorage.setItem(keyOf(field), field.value);
      else localStorage.removeItem(keyOf(field));
    } catch { /* no room or not allowed: the page still works */ }
  }

  function restore() {
    for (const field of kept(document)) {
      let text = null;
      try { text = localStorage.getItem(keyOf(field)); } catch { return; }
      if (text && !field.value) field.value = text;
    }
  }

  document.addEventListener("input", (event) => {
    if (event.target.form?.dataset.keep) remember(event.target);
  });
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => { composing = false; });
  /* Taken by the server: what this form kept on the device goes, before the new part is put in. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    const form = event.detail.requestConfig?.elt;
    if (event.detail.isError || !(form instanceof HTMLFormElement) || !form.dataset.keep) return;
    for (const field of kept(document)) {
      if (field.form !== form) continue;
      field.value = "";
      remember(field);
    }
  });

  /* The next step has the focus, but a second press of the same Enter must not be the step after it. */
  const PAUSE = 1200;
  document.addEventListener("htmx:afterSwap", (event) => {
    restore();
    const button = document.getElementById("next-step");
    if (!button || !event.detail.requestConfig?.elt?.classList.contains("step-form")) return;
    if (button.disabled) return;
    button.disabled = true;
    setTimeout(() => {
      button.disabled = false;
      if (document.activeElement === document.body) button.focus();
    }, PAUSE);
  });

  /* On a phone the row of names is longer than the screen: the one on the page comes into sight. */
  document.querySelector(".who [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  restore();
  timer = setTimeout(ask, Math.random() * JITTER * 1000);
})();
