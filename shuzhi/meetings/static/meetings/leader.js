/* A leader's comment: saved while it is written, kept on the device while there is no network, sent again by
   itself, and never silently over what another device has saved. */
"use strict";

(() => {
  const form = document.querySelector("form[data-draft]");
  const words = form?.dataset ?? {};
  const REST = 1500;
  const page = Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => n.toString(16).padStart(2, "0")).join("");
  const device = new Device(`shuzhi.draft.${words.user}.`);
  let n = Number(words.n || 0);
  let saved = "";
  let timer = 0;
  let busy = false;
  let giving = false;
  let over = false;
  let clash = null;

  const field = (name) => form.elements.namedItem(name);
  const ticked = () => [...form.querySelectorAll("[name=findings]:checked")].map((box) => box.value);
  const written = () => ({ text: field("text").value, problems: field("problems").value, findings: ticked() });
  const asText = (entry) => JSON.stringify([entry.text, entry.problems, entry.findings]);
  const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;

  const keep = (more = {}) => device.put(words.item, { ...written(), base: n, window: page, url: words.draft, ...more });
  const forget = () => device.drop(words.item);

  /* -- what the page says -- */

  function tell(text) {
    document.getElementById("draft-saved").textContent = text;
  }

  /* A text that this script put in; whoever counts it hears of it. */
  function put(name, text) {
    field(name).value = text;
    field(name).dispatchEvent(new Event("input"));
  }

  /* The comment stands already, or the meeting has ended: nothing is saved any more, and nothing is lost unseen. */
  function rest(why) {
    clearTimeout(timer);
    over = true;
    forget();
    for (const name of ["text", "problems"]) field(name).readOnly = true;
    for (const one of document.querySelectorAll("[form=comment-form]")) one.disabled = true;
    tell("");
    const place = document.getElementById("draft-clash");
    place.replaceChildren(`${why} ${words.over} `, button(words.look, () => location.reload()));
    place.hidden = false;
    place.scrollIntoView({ block: "center" });
  }

  function button(label, done) {
    const made = document.createElement("button");
    Object.assign(made, { type: "button", className: "btn btn-outline-secondary", textContent: label });
    made.addEventListener("click", done);
    return made;
  }

  function showClash(other) {
    clash = other;
    const place = document.getElementById("draft-clash");
    const head = document.createElement("p");
    head.textContent = words.clash;
    const theirs = document.createElement("blockquote");
    const said = [other.text, other.problems].filter(Boolean).join("\n\n");
    Object.assign(theirs, { className: "comment long-text", textContent: said });
    const tools = document.createElement("p");
    tools.className = "toolbar";
    tools.append(
      button(words.mine, () => settle("mine")),
      button(words.theirs, () => settle("theirs")),
      button(words.both, () => settle("both")),
    );
    place.replaceChildren(head, theirs, tools);
    place.hidden = false;
  }

  function settle(choice) {
    const other = clash;
    const join = (one, two) => {
      if (one.includes(two)) return one;
      return two.includes(one) ? two : `${one}\n${two}`;
    };
    if (choice === "theirs") {
      put("text", other.text);
      put("problems", other.problems);
    } else if (choice === "both") {
      put("text", join(field("text").value, other.text));
      put("problems", join(field("problems").value, other.problems));
    }
    n = other.n;
    clash = null;
    document.getElementById("draft-clash").hidden = true;
    keep();
    save();
  }

  /* -- the server -- */

  function body(entry) {
    const data = new URLSearchParams({ text: entry.text, problems: entry.problems, base: entry.base, window: entry.window });
    for (const one of entry.findings ?? []) data.append("findings", one);
    return data;
  }

  const post = (url, data) => send(url, data, token());

  function failed(error, text) {
    if (error instanceof SignedOut) {
      const link = document.createElement("a");
      const href = `${document.getElementById("live").dataset.login}?next=${encodeURIComponent(location.pathname)}`;
      Object.assign(link, { href, target: "_blank", textContent: words.signIn });
      tell(`${words.kept} `);
      document.getElementById("draft-saved").append(link);
      timer = setTimeout(resume, 5000);
      return;
    }
    tell(text);
    document.dispatchEvent(new CustomEvent("live:lost"));
  }

  async function save() {
    clearTimeout(timer);
    if (busy || clash || giving || over) return;
    const now = { ...written(), base: n, window: page };
    if (asText(now) === saved) return;
    busy = true;
    try {
      const answer = await post(words.draft, body(now));
      // The comment was given while this draft was on its way: what the page says now is about the comment.
      if (giving) {
        busy = false;
        return;
      }
      if (answer.over) {
        rest(answer.over);
      } else if (answer.clash) {
        showClash(answer.clash);
      } else if (answer.saved) {
        n = answer.saved.n;
        saved = asText(now);
        document.getElementById("draft-saved").outerHTML = answer.saved.said;
        if (asText(written()) === saved) forget();
      } else {
        tell(answer.refused ?? words.kept);
      }
    } catch (error) {
      if (giving) {
        busy = false;
        return;
      }
      keep();
      failed(error, words.kept);
    }
    busy = false;
    if (!clash && !over && saved && asText(written()) !== saved && document.getElementById("live").hidden) timer = setTimeout(save, REST);
  }

  async function give() {
    clearTimeout(timer);
    giving = true;
    keep({ give: true });
    try {
      const answer = await post(form.action || location.href, new FormData(form));
      if (answer.given) {
        forget();
        location.reload();
        return;
      }
      giving = false;
      if (answer.over) {
        rest(answer.over);
        return;
      }
      keep();
      tell(answer.refused);
    } catch (error) {
      failed(error, words.waits);
      const place = document.getElementById("draft-saved");
      place.append(" ", button(words.notYet, () => { giving = false; keep(); tell(words.kept); }));
    }
  }

  /* What other pages of this device could not send is sent from here; a clash waits for its own page. */
  async function sendOthers() {
    for (const key of device.others(words.item)) {
      const entry = device.get(key);
      if (!entry || entry.give) continue;
      try {
        const answer = await post(entry.url, body(entry));
        if (answer.saved || answer.over) device.drop(key);
      } catch { return; }
    }
  }

  function resume() {
    if (giving) give();
    else save();
    sendOthers();
  }

  /* -- begin -- */

  function recover() {
    const entry = device.get(words.item);
    saved = asText(written());
    if (!entry) return;
    if (asText(entry) === saved && !entry.give) {
      forget();
      return;
    }
    put("text", entry.text);
    put("problems", entry.problems);
    for (const box of form.querySelectorAll("[name=findings]")) box.checked = (entry.findings ?? []).includes(box.value);
    // What the server has may be of a window that was closed: its last answer may never have come back.
    n = entry.window === words.window ? n : Math.min(n, entry.base);
    tell(words.found);
    if (entry.give) {
      giving = true;
      give();
    } else {
      save();
    }
  }

  if (form) {
    form.addEventListener("input", () => {
      if (over) return;
      keep();
      clearTimeout(timer);
      timer = setTimeout(save, REST);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      give();
    });
    document.addEventListener("live:back", resume);
    // Given on another device, or written down by the office: the part that follows the hall knows it first.
    document.addEventListener("htmx:afterSwap", () => {
      const turn = document.querySelector("#turn[data-stands]");
      if (turn && !giving && !over) rest(turn.dataset.stands);
    });
    window.addEventListener("pagehide", () => {
      if (asText(written()) !== saved && !clash && !giving && !over) fetch(words.draft, { method: "POST", headers: { "X-CSRFToken": token() }, body: body({ ...written(), base: n, window: page }), keepalive: true }).catch(() => {});
    });
    recover();
    sendOthers();
  }
})();
