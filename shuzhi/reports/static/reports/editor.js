/* Saves the text while it is written, field by field, and loses nothing when the server cannot be reached. */
"use strict";

const REST = 1500; // after the last keystroke
const LONGEST_WAIT = 4000; // after the first one that is not saved
const PULSE = 20000;
const PATIENCE = 15000;

const editor = document.getElementById("editor");
const settings = JSON.parse(document.getElementById("editor-settings").textContent);
const { words } = settings;
const journal = new Journal(settings.reporter, settings.user);
const fields = new Map();
let token = editor.querySelector("[name=csrfmiddlewaretoken]").value;
let seq = 0;
let busy = false;
let again = false;
let failures = 0;
let waitingSince = 0;
let timer = 0;
let stopped = "";

for (const area of editor.querySelectorAll("textarea, [data-part]")) {
  fields.set(area.name, { name: area.name, area, n: settings.marks[area.name]?.[0] ?? 0, saved: area.value, clash: null, over: "" });
}

const isUnsaved = (field) => field.area.value !== field.saved;
const unsaved = () => [...fields.values()].filter(isUnsaved);

function keepJournal() {
  const left = Object.fromEntries(unsaved().map((field) => [field.name, { base: field.n, text: field.area.value }]));
  if (!journal.keep(left)) trouble(words.noJournal);
}

/* -- what the page shows -- */

function tell(text, state = "") {
  const place = document.getElementById("save-state");
  place.textContent = text;
  place.dataset.state = state;
}

function trouble(text, link) {
  const place = document.getElementById("trouble");
  if (!text) {
    place.replaceChildren();
    return;
  }
  if (place.textContent.startsWith(text)) return;
  const line = document.createElement("p");
  line.className = "notice notice-error";
  line.textContent = text;
  if (link) line.append(" ", link);
  place.replaceChildren(line);
}

/* Of a part of a topic there is nothing to count: its state is a choice, its note one line. */
const isText = (field) => field.area instanceof HTMLTextAreaElement;

function count(field) {
  if (!isText(field)) return;
  const { all, spoken } = countsOf(field.area.value);
  const said = [fill(words.count, { n: all })];
  const read = spoken || all;
  if (read) {
    const seconds = Math.ceil((read * 60) / settings.speed);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    said.push(fill(spoken ? words.spokenTime : words.time, { time }));
  }
  document.getElementById(`count-${field.name}`).textContent = said.join(" · ");
}

function grow(area) {
  if (CSS.supports("field-sizing", "content")) return;
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

function setText(field, text) {
  const { selectionStart: start, selectionEnd: end } = field.area;
  field.area.value = text;
  if (!isText(field)) return;
  if (document.activeElement === field.area) field.area.setSelectionRange(Math.min(start, text.length), Math.min(end, text.length));
  count(field);
  grow(field.area);
}

/* -- saving -- */

function schedule(wait = REST) {
  clearTimeout(timer);
  waitingSince ||= Date.now();
  const latest = Math.max(0, waitingSince + LONGEST_WAIT - Date.now());
  timer = setTimeout(save, failures ? Math.min(1000 * 2 ** failures, 8000) : Math.min(wait, latest));
}

function message(chosen) {
  seq += 1;
  const entries = chosen.map((field) => [field.name, { base: field.over ? field.clash.n : field.n, text: field.area.value, over: field.over }]);
  const known = Object.fromEntries([...fields.values()].map((field) => [field.name, field.n]));
  return JSON.stringify({ user: settings.user, window: journal.window, seq, fields: Object.fromEntries(entries), known });
}

async function post(body, more = {}) {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return fetch(editor.action, { method: "POST", headers, body, redirect: "manual", ...more });
}

async function save() {
  clearTimeout(timer);
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  const chosen = unsaved();
  const sent = new Map(chosen.map((field) => [field.name, field.area.value]));
  waitingSince = 0;
  if (chosen.length) tell(words.saving);
  try {
    const body = message(chosen);
    let response = await post(body, { signal: AbortSignal.timeout(PATIENCE) });
    if (response.status === 403) {
      // The token is of an older sign-in, or nobody is signed in any more.
      const asked = await freshToken();
      response = asked.ok ? await post(body, { signal: AbortSignal.timeout(PATIENCE) }) : asked;
    }
    await take(response, sent);
  } catch {
    failed(fill(words.offline, { n: unsaved().reduce((sum, field) => sum + (isText(field) ? countsOf(field.area.value).all : 0), 0) }));
  }
  busy = false;
  if (again || (unsaved().some((field) => field.area.value !== sent.get(field.name)) && !stopped)) {
    again = false;
    schedule();
  }
}

function failed(text, link) {
  failures += 1;
  trouble(text, link);
  tell(words.unsaved);
  keepJournal();
  schedule();
}

async function take(response, sent) {
  if (response.type === "opaqueredirect" || response.status === 401) {
    const link = document.createElement("a");
    link.href = `${editor.dataset.login}?next=${encodeURIComponent(location.pathname)}`;
    link.target = "_blank";
    link.textContent = words.signIn;
    failed(words.signedOut, link);
    return;
  }
  if (response.status >= 500) {
    failed(words.failed);
    return;
  }
  const answer = await response.json().catch(() => ({ refused: words.failed }));
  if (answer.refused) {
    // Not the moment: what was written stays here and on the device until it can be saved.
    stopped = answer.other_user ? "" : answer.refused;
    failed(answer.refused);
    return;
  }
  failures = 0;
  stopped = "";
  trouble("");
  settle(answer, sent);
}

function settle(answer, sent) {
  for (const [name, n] of Object.entries(answer.saved)) {
    const field = fields.get(name);
    Object.assign(field, { n, saved: sent.get(name), over: "", clash: null });
    hideClash(field);
  }
  for (const [name, newer] of Object.entries(answer.clash)) {
    const field = fields.get(name);
    Object.assign(field, { clash: newer, over: "" });
    showClash(field, words, (choice) => choose(field, choice));
  }
  for (const [name, newer] of Object.entries(answer.news)) takeNews(fields.get(name), newer);
  document.getElementById("status").innerHTML = answer.status;
  document.getElementById("voices").innerHTML = answer.voices;
  keepJournal();
  const left = unsaved();
  if (left.length) tell(words.unsaved);
  else tell(fill(words.saved, { time: new Date().toTimeString().slice(0, 8) }), "saved");
}

/* Somebody else saved a field that is not being written here: it is simply shown. */
function takeNews(field, newer) {
  if (!field || isUnsaved(field)) return;
  const differs = field.saved !== newer.text;
  Object.assign(field, { n: newer.n, saved: newer.text, clash: null });
  if (!differs) return;
  setText(field, newer.text);
  if (!isText(field)) {
    tell(fill(words.changedBy, { name: newer.name || "—", time: newer.at }));
    return;
  }
  document.getElementById(`count-${field.name}`).append(` · ${fill(words.changedBy, { name: newer.name || "—", time: newer.at })}`);
}

function choose(field, choice) {
  const other = field.clash;
  if (choice === "theirs") {
    Object.assign(field, { n: other.n, saved: other.text, clash: null, over: "" });
    setText(field, other.text);
    hideClash(field);
    keepJournal();
    tell(words.kept);
  } else {
    if (choice === "both") setText(field, joined(field.area.value, other.text));
    field.over = choice;
    save();
  }
  field.area.focus();
}

/* -- signed in anew, or written elsewhere -- */

async function freshToken() {
  const response = await fetch(editor.dataset.pulse, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (response.ok) token = (await response.json()).token;
  return response;
}

async function pulse() {
  if (document.hidden || busy) return;
  const response = await fetch(editor.dataset.pulse, { redirect: "manual" }).catch(() => null);
  if (!response?.ok) return;
  const answer = await response.json();
  token = answer.token;
  if ([...fields.values()].some((field) => (answer.marks[field.name] ?? 0) > field.n && !field.clash)) save();
}

async function recover() {
  const entries = await journal.left();
  let found = false;
  for (const { key, fields: left } of entries) {
    for (const [name, { base, text }] of Object.entries(left)) {
      const field = fields.get(name);
      if (!field || text === field.area.value) continue;
      if (isUnsaved(field) && isText(field)) field.area.value = joined(field.area.value, text);
      else if (isUnsaved(field) && !field.area.options) field.area.value += `；${text}`;
      else setText(field, text);
      // What the server has may be from that very window, whose last answer never came back.
      const [, writer, since] = settings.marks[name] ?? [0, "", 0];
      if (!key.endsWith(`.${writer}`) || base < since) field.n = Math.min(field.n, base);
      found = true;
    }
    keepJournal();
    if (journal.works) journal.forget(key);
  }
  if (!found) return;
  trouble(words.recovered);
  save();
}

/* -- the person -- */

editor.addEventListener("input", (event) => {
  const field = fields.get(event.target.name);
  if (!field) return;
  keepJournal();
  count(field);
  if (isText(field)) grow(field.area);
  if (!busy) tell(words.unsaved);
  schedule();
});
editor.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-hand-in]");
  if (!link || !unsaved().length) return;
  event.preventDefault();
  await save();
  if (!unsaved().length) location.assign(link.href);
});
window.addEventListener("beforeunload", (event) => {
  if (!unsaved().length) return;
  keepJournal();
  event.preventDefault();
});
window.addEventListener("pagehide", () => {
  if (unsaved().length) post(message(unsaved()), { keepalive: true }).catch(() => {});
});
window.addEventListener("online", () => { if (unsaved().length) save(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) pulse(); });

for (const field of fields.values()) {
  if (!isText(field)) continue;
  count(field);
  grow(field.area);
}
setInterval(pulse, PULSE);
recover();
