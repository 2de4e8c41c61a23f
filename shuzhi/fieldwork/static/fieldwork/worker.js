/* Keeps the shell of the phone page; the server puts SHELL = {version, shell, assets} before this text.
   Nothing else goes through a cache: no list, no finding, no name. */
"use strict";

const CACHE = `shuzhi-fieldwork-${SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(SHELL.assets)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith("shuzhi-fieldwork-") && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

/* The network first, so that a new version is seen at once; what was kept when there is none. */
async function freshOrKept(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(key, answer.clone());
    return answer.status >= 500 ? (await cache.match(key)) || answer : answer;
  } catch (error) {
    const kept = await cache.match(key);
    if (kept) return kept;
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== self.location.origin) return;
  if (event.request.mode === "navigate" && address.pathname === SHELL.shell) {
    event.respondWith(freshOrKept(event.request, SHELL.shell));
  } else if (SHELL.assets.includes(address.pathname)) {
    event.respondWith(freshOrKept(event.request, address.pathname));
  }
});
