/* The researcher's page: writes to the phone first, sends when there is a network. */
"use strict";

const page = document.getElementById("phone");
const form = document.getElementById("form");
const $ = (id) => document.getElementById(id);
let luggage = null;
let queue = [];
let draftId = crypto.randomUUID();
let photos = [];
let sending = false;
let onceMore = false;
let fileTaken = false;
let signedOut = false;

const say = (name, n) => page.dataset[name].replace("{n}", n);

function tell(text) {
  $("said").textContent = text;
  $("said").hidden = !text;
}

/* ---- what is shown ---- */

function fill(select, entries) {
  select.replaceChildren(...entries.map(([value, label]) => new Option(label, value)));
}

function ticks(box, type, name, entries) {
  const legend = box.querySelector("legend");
  const rows = entries.map(([value, label, checked]) => {
    const row = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type, name, value, checked: Boolean(checked) });
    row.append(input, ` ${label}`);
    return row;
  });
  box.replaceChildren(legend, ...rows);
}

const chosenVisit = () => luggage?.visits.find((visit) => String(visit.id) === $("visit").value);
const what = () => form.elements.what.value;

function showLuggage() {
  const there = Boolean(luggage?.visits.length);
  form.hidden = !there;
  $("no-visits").hidden = there;
  if (!there) return;
  const before = $("visit").value;
  fill($("visit"), luggage.visits.map((visit) => [visit.id, `${visit.place} · ${visit.day} · ${visit.method}`]));
  if (luggage.visits.some((visit) => String(visit.id) === before)) $("visit").value = before;
  ticks($("kinds"), "radio", "kind", Object.entries(luggage.kinds).map(([code, name]) => [code, name, code === "problem"]));
  showVisit();
}

function showVisit() {
  const visit = chosenVisit();
  if (!visit) return;
  fill($("tag"), [["", "—"], ...Object.entries(visit.tags)]);
  ticks($("topics"), "checkbox", "topics", Object.entries(visit.topics));
  const here = (row) => visit.path.startsWith(row.path);
  const rows = [...visit.reporters].sort((a, b) => here(b) - here(a));
  ticks($("reporters"), "checkbox", "reporters", rows.map((row) => [row.id, row.name, here(row)]));
  $("counts").hidden = !visit.counts;
}

function showWhat() {
  $("finding-part").hidden = what() !== "finding";
  $("record-part").hidden = what() !== "record";
}

function showQueue() {
  const waiting = queue.filter((item) => item.ready);
  const foreign = luggage && waiting.some((item) => item.user !== luggage.user);
  $("state").classList.toggle("waits", waiting.length > 0);
  let text = waiting.length ? say("wait", waiting.length) : say("noneWait");
  if (waiting.length && signedOut) text += ` ${say("signIn")}`;
  else if (waiting.length && !navigator.onLine) text += ` ${say("offline")}`;
  else if (foreign) text += ` ${say("other")}`;
  $("state-text").textContent = text;
  $("send").hidden = !waiting.length || signedOut;
  $("login").hidden = !signedOut;
  $("waiting").hidden = !waiting.length;
  $("waiting-list").replaceChildren(...waiting.map(waitingRow));
}

function waitingRow(item) {
  const row = document.createElement("li");
  const head = Object.assign(document.createElement("p"), { className: "quiet", textContent: item.place });
  const text = document.createElement("p");
  text.textContent = item.values.text || item.values.note || "";
  row.append(head, text);
  for (const [name, fault] of Object.entries(item.faults || {})) {
    const line = Object.assign(document.createElement("p"), { className: "wrong", textContent: `${say("problem")}: ${fault}` });
    line.dataset.name = name;
    row.append(line);
  }
  if (item.faults) {
    const mend = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-outline-secondary", textContent: say("problem") });
    mend.addEventListener("click", () => putIntoForm(item));
    row.append(mend);
  }
  return row;
}

function showFaults(faults) {
  for (const box of form.querySelectorAll("[data-field]")) {
    const line = box.querySelector(".wrong");
    const rule = { ...luggage.fields[what()], photos: luggage.fields.photos }[box.dataset.field] || {};
    const fault = faults[box.dataset.field];
    if (!line) continue;
    line.hidden = !fault;
    line.textContent = fault ? luggage.sentences[fault].replace("{n}", rule[fault]) : "";
    box.classList.toggle("field-wrong", Boolean(fault));
    if (fault && box.tagName === "DETAILS") box.open = true;
  }
  form.querySelector(".field-wrong input, .field-wrong textarea")?.focus();
}

/* ---- what is written ---- */

function values() {
  const all = (name) => [...form.querySelectorAll(`[name=${name}]:checked`)].map((one) => one.value);
  if (what() === "record") {
    const counts = chosenVisit()?.counts ? { received: $("received").value, solved: $("solved").value } : {};
    return { ...counts, note: $("note").value };
  }
  return { kind: all("kind")[0] || "", text: $("text").value, tag: $("tag").value, topics: all("topics"), reporters: all("reporters") };
}

function draft(ready) {
  const visit = chosenVisit();
  return { id: draftId, user: luggage.user, kind: what(), visit: visit.id, place: visit.place, values: values(), photos, ready };
}

async function keep(item) {
  try {
    await Queue.put(item);
    $("draft-state").textContent = say("saved");
    return true;
  } catch {
    tell(say("failed"));
    return false;
  }
}

async function refresh() {
  queue = await Queue.all();
  showQueue();
}

function clearForm() {
  draftId = crypto.randomUUID();
  photos = [];
  for (const name of ["text", "note", "received", "solved", "photos"]) $(name).value = "";
  $("photo-names").textContent = "";
  $("draft-state").textContent = "";
  showVisit();
  showFaults({});
}

function putIntoForm(item) {
  draftId = item.id;
  photos = item.photos || [];
  $("visit").value = item.visit;
  showVisit();
  form.elements.what.value = item.kind;
  showWhat();
  for (const name of ["text", "tag", "note", "received", "solved"]) $(name).value = item.values[name] ?? "";
  for (const name of ["kind", "topics", "reporters"]) {
    const wanted = [item.values[name] ?? []].flat().map(String);
    for (const input of form.querySelectorAll(`[name=${name}]`)) input.checked = wanted.includes(input.value);
  }
  $("photo-names").textContent = photos.map((one) => one.name).join("、");
  $("text").focus();
}

form.addEventListener("input", (event) => {
  if (event.target.name === "what") showWhat();
  if (event.target.name === "visit") showVisit();
  if (event.target.name === "photos") return;
  keep({ ...draft(false), ready: queue.some((item) => item.id === draftId && item.ready) });
});

$("photos").addEventListener("change", async () => {
  photos = [...$("photos").files].map((file) => ({ name: file.name, blob: file }));
  $("photo-names").textContent = photos.map((one) => one.name).join("、");
  await keep(draft(false));
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const faults = faultsIn(luggage.fields[what()], values());
  if (photos.length > luggage.fields.photos.most_items) faults.photos = "most_items";
  showFaults(faults);
  if (Object.keys(faults).length) return;
  if (!(await keep(draft(true)))) return;
  fileTaken = false;
  navigator.storage?.persist?.().then(showPersisted);
  clearForm();
  await refresh();
  send();
});

/* ---- sending ---- */

async function fetchLuggage() {
  const answer = await fetch(page.dataset.luggage, { redirect: "manual", headers: { Accept: "application/json" } });
  signedOut = answer.type === "opaqueredirect" || answer.status === 401;
  if (signedOut || !answer.ok) return null;
  return answer.json();
}

async function sendOne(item, token) {
  const body = new FormData();
  body.append("item", JSON.stringify({ id: item.id, kind: item.kind, visit: item.visit, values: item.values }));
  for (const photo of item.photos || []) body.append("photo", photo.blob, photo.name);
  const answer = await fetch(page.dataset.send, { method: "POST", body, redirect: "manual", headers: { "X-CSRFToken": token } });
  if (answer.ok) {
    const said = await answer.json();
    if (said.accepted === item.id) await Queue.remove(item.id);
    return said.accepted === item.id;
  }
  if (answer.status === 422) await Queue.put({ ...item, faults: (await answer.json()).faults });
  if (answer.type === "opaqueredirect") signedOut = true;
  return false;
}

async function send() {
  if (sending) {
    onceMore = true;
    return;
  }
  sending = true;
  let sent = 0;
  try {
    const fresh = await fetchLuggage();
    if (fresh) {
      luggage = fresh;
      await Queue.keep("luggage", { ...fresh, token: "" });
      for (const item of (await Queue.all()).filter((one) => one.ready && one.user === fresh.user && one.id !== draftId)) {
        sent += await sendOne(item, fresh.token);
      }
    }
  } catch {
    /* no network: everything stays where it is */
  } finally {
    sending = false;
    await refresh();
  }
  if (sent) tell(say("sent", sent));
  if (onceMore) {
    onceMore = false;
    await send();
  }
}

/* ---- the phone itself ---- */

async function showPersisted() {
  const kept = await navigator.storage?.persisted?.();
  $("persisted").textContent = say(kept ? "kept" : "notKept");
}

$("send").addEventListener("click", send);
addEventListener("online", send);
addEventListener("offline", showQueue);
setInterval(() => queue.some((item) => item.ready) && send(), 20000);

$("take-file").addEventListener("click", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await Queue.asFile(queue));
  link.download = `fieldwork-${new Date().toISOString().slice(0, 10)}.json`;
  link.click();
  fileTaken = true;
});

$("put-back").addEventListener("change", async () => {
  try {
    tell(say("back", await Queue.fromFile(await $("put-back").files[0].text())));
  } catch {
    tell(say("badFile"));
  }
  $("put-back").value = "";
  await refresh();
  send();
});

$("clear").addEventListener("click", () => {
  $("clear-text").textContent = queue.length ? say("clearWarn", queue.length) : say("clearSure");
  $("clear-yes").disabled = queue.length > 0 && !fileTaken;
  $("clear-ask").hidden = false;
});
$("clear-no").addEventListener("click", () => { $("clear-ask").hidden = true; });
$("clear-yes").addEventListener("click", async () => {
  await Queue.clear();
  $("clear-ask").hidden = true;
  clearForm();
  await refresh();
});

addEventListener("beforeunload", (event) => {
  if (queue.some((item) => item.ready) && $("persisted").textContent === say("notKept")) event.preventDefault();
});

async function begin() {
  navigator.serviceWorker?.register(page.dataset.worker);
  luggage = (await Queue.kept("luggage")) || null;
  showLuggage();
  await refresh();
  await send();
  showLuggage();
  const open = queue.find((item) => !item.ready && luggage && item.user === luggage.user);
  if (open && chosenVisit()) putIntoForm(open);
  await showPersisted();
  page.dataset.begun = "yes";
}
begin();
