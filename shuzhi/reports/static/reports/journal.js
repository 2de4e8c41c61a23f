/* What the server has not got yet is kept on this device at every keystroke, one entry for each open window.

   An entry leaves when the server says that it has the text. A window that was closed or crashed leaves its
   entry behind; the next window of the same person takes it over. Windows that are still open answer a call
   and keep what is theirs. */
"use strict";

class Journal {
  constructor(reporter, user) {
    this.prefix = `shuzhi.report.${reporter}.${user}.`;
    this.window = Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
    this.works = true;
    this.alive = new Set([this.window]);
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(this.prefix) : null;
    this.channel?.addEventListener("message", (event) => {
      if (event.data.who) this.channel.postMessage({ here: this.window });
      else if (event.data.here) this.alive.add(event.data.here);
    });
  }

  /* `fields` is {name: {base, text}}; an empty one clears the entry. */
  keep(fields) {
    try {
      if (Object.keys(fields).length === 0) localStorage.removeItem(this.prefix + this.window);
      else localStorage.setItem(this.prefix + this.window, JSON.stringify({ at: Date.now(), fields }));
      this.works = true;
    } catch {
      this.works = false;
    }
    return this.works;
  }

  /* The entries of windows that are gone, oldest first, each with the key to forget it by. */
  async left() {
    this.channel?.postMessage({ who: true });
    await new Promise((done) => { setTimeout(done, 400); });
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(this.prefix) || this.alive.has(key.slice(this.prefix.length))) continue;
        found.push({ key, ...JSON.parse(localStorage.getItem(key)) });
      }
    } catch {
      this.works = false;
    }
    return found.sort((one, other) => one.at - other.at);
  }

  forget(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      this.works = false;
    }
  }
}
