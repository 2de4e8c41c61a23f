/* What one person writes, on its way: kept on this device until the server has it, and sent there. */
"use strict";

/* One entry a key. A device that keeps nothing (no room, not allowed) loses nothing else. */
class Device {
  constructor(prefix) {
    this.prefix = prefix;
  }

  put(key, entry) {
    try { localStorage.setItem(this.prefix + key, JSON.stringify(entry)); } catch { /* the page still works */ }
  }

  get(key) {
    try { return JSON.parse(localStorage.getItem(this.prefix + key)); } catch { return null; }
  }

  drop(key) {
    try { localStorage.removeItem(this.prefix + key); } catch { /* nothing was kept */ }
  }

  others(key) {
    const names = Object.keys(localStorage).filter((one) => one.startsWith(this.prefix) && one !== this.prefix + key);
    return names.map((one) => one.slice(this.prefix.length));
  }
}

class SignedOut extends Error {}

const PATIENCE = 10000;

/* The server's answer; an error when it is out of reach, and one of its own when the person is no longer signed in. */
async function send(url, data, token) {
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: data, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (response.type === "opaqueredirect") throw new SignedOut();
  if (response.status >= 500) throw new Error(String(response.status));
  return response.json();
}
