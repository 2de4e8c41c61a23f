/* The ballot on the phone: draws the cards, keeps what is filled in on this phone, sends it once.
   Written for old browsers: no module, no arrow, no template text. */
(function () {
  "use strict";
  function read(id) {
    var place = document.getElementById(id);
    return place ? JSON.parse(place.textContent) : null;
  }
  var words = read("words"), sheet = read("sheet");
  var message = document.getElementById("message"), main = document.getElementById("ballot");
  var code = sheet ? sheet.code : message && message.getAttribute("data-code");
  var form = sheet ? sheet.form : message && message.getAttribute("data-form");
  var drawer = "ballot:" + code, kept = null, waits = 0, keeps = true, timer = 0;
  if (!words || !code) { return; }

  function keep() {
    try { localStorage.setItem(drawer, JSON.stringify(kept)); } catch (full) { keeps = false; /* it stays in this page */ }
  }
  function remember() {
    try { return JSON.parse(localStorage.getItem(drawer)); } catch (broken) { return null; }
  }
  function nonce() {
    var bytes = new Uint8Array(16), text = "", i;
    if (window.crypto && crypto.getRandomValues) { crypto.getRandomValues(bytes); }
    else { for (i = 0; i < 16; i++) { bytes[i] = Math.random() * 256; } }
    for (i = 0; i < 16; i++) { text += (256 + bytes[i]).toString(16).slice(1); }
    return text;
  }
  function make(tag, attributes, inside) {
    var element = document.createElement(tag), name;
    for (name in attributes) { element.setAttribute(name, attributes[name]); }
    (inside || []).forEach(function (part) {
      if (part) { element.appendChild(typeof part === "string" ? document.createTextNode(part) : part); }
    });
    return element;
  }
  function both(word) {
    return [word[0], make("span", { "class": "en", lang: "en" }, [word[1]])];
  }
  function press(word, kind, act) {
    var button = make("button", { type: "button", "class": kind }, both(word));
    button.addEventListener("click", act);
    return button;
  }
  function show(parts, title) {
    var place = main || message, focus;
    while (place.firstChild) { place.removeChild(place.firstChild); }
    parts.forEach(function (part) { if (part) { place.appendChild(part); } });
    window.scrollTo(0, 0);
    focus = place.querySelector(title || "h2");
    if (focus) { focus.setAttribute("tabindex", "-1"); focus.focus(); }
  }

  /* ---- filling in ---- */
  function complete(line) { return line.every(function (choice) { return choice !== null; }); }
  function blanks() {
    return kept.choices.reduce(function (sum, line) {
      return sum + line.filter(function (choice) { return choice === null; }).length;
    }, 0);
  }
  function filled() { return kept.choices.filter(complete).length; }
  function progress(at) {
    var count = sheet.reporters.length;
    return make("div", { "class": "progress" }, [
      make("b", {}, [at + "/" + count]),
      make("progress", { max: count, value: filled(), "aria-label": filled() + "/" + count }, [])
    ]);
  }
  function option(at, r, o, name) {
    var input = make("input", { type: "radio", name: "r" + r, value: o }, []);
    input.checked = kept.choices[at][r] === o;
    input.addEventListener("change", function () { choose(at, r, o); });
    return make("label", { "class": "option" }, [input, make("span", { "class": "face" }, [
      name[0], name[1] ? make("span", { "class": "en", lang: "en" }, [name[1]]) : null
    ])]);
  }
  function exact(text) {
    var parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text), places = parts && parts[3] ? parts[3].length : 0;
    return parts ? { whole: Number(parts[1] + parts[2] + (parts[3] || "")), places: places } : null;
  }
  function fits(text, scale) {
    var all = [text].concat(scale).map(exact), most, units;
    if (all.some(function (part) { return !part; })) { return false; }
    most = Math.max.apply(null, all.map(function (part) { return part.places; }));
    units = all.map(function (part) { return part.whole * Math.pow(10, most - part.places); });
    return units[0] >= units[1] && units[0] <= units[2] && (units[0] - units[1]) % units[3] === 0;
  }
  function mark(at, r, scale) {
    var hint = words.range.join(" / ") + " " + scale[0] + "–" + scale[1];
    var value = kept.choices[at][r];
    var input = make("input", { "class": "mark", inputmode: "decimal", autocomplete: "off", "aria-label": hint,
      placeholder: scale[0] + "–" + scale[1], value: value === null ? "" : value }, []);
    var fault = make("p", { "class": "fault", role: "alert" }, []);
    input.addEventListener("input", function () {
      var text = input.value.replace(/[\uff10-\uff19\uff0e]/g, function (wide) {
        return String.fromCharCode(wide.charCodeAt(0) - 0xfee0);
      }).trim();
      var good = fits(text, scale);
      input.setAttribute("aria-invalid", String(text !== "" && !good));
      while (fault.firstChild) { fault.removeChild(fault.firstChild); }
      if (text !== "" && !good) {
        both([words.badMark[0] + " " + scale[0] + "–" + scale[1], words.badMark[1] + " " + scale[0] + "–" + scale[1]])
          .forEach(function (part) { fault.appendChild(typeof part === "string" ? document.createTextNode(part) : part); });
      }
      choose(at, r, good ? text : null);
    });
    return make("div", {}, [input, fault]);
  }
  function choose(at, r, choice) {
    kept.choices[at][r] = choice;
    keep();
    ready(at);
  }
  function ready(at) {
    var next = document.getElementById("next"), bar = main.querySelector("progress");
    if (next) { next.className = "wide" + (complete(kept.choices[at]) ? " ready" : ""); }
    if (bar) { bar.value = filled(); }
  }
  function scale(at, row, r) {
    if (!row.options.length) { return mark(at, r, row.scale); }
    return make("div", { "class": "options" }, row.options.map(function (name, o) { return option(at, r, o, name); }));
  }
  function card(at) {
    var who = sheet.reporters[at], last = at === sheet.reporters.length - 1, next, back;
    kept.at = at;
    keep();
    next = press(last ? words.review : words.next, "wide", function () { if (last) { review(); } else { card(at + 1); } });
    next.id = "next";
    back = press(words.previous, "", function () { card(at - 1); });
    back.disabled = at === 0;
    show([
      progress(at + 1),
      make("section", { "class": "card" }, [
        make("h2", {}, [who[0]]),
        make("p", { "class": "unit" }, [who[1] + (who[2] ? " · " + who[2] : "")])
      ].concat(sheet.rows.map(function (row, r) {
        return make("fieldset", {}, [make("legend", {}, [row.name]), scale(at, row, r)]);
      }))),
      make("div", { "class": "turn" }, [next, back, press(words.review, "", review)]),
      make("p", { "class": keeps ? "quiet" : "note" }, both(keeps ? words.kept : words.notKept))
    ]);
    ready(at);
  }

  /* ---- one look, one press ---- */
  function chosen(row, choice) {
    if (choice === null) { return make("span", { "class": "no" }, both(words.blank)); }
    var name = row.options.length ? row.options[choice] : [String(choice), ""];
    return make("span", {}, name[1] ? both(name) : [name[0]]);
  }
  /* more rows than stand side by side on a phone are told one below the other there: roles keep it a table */
  function table() {
    var head = make("tr", { role: "row" }, [make("th", { scope: "col", role: "columnheader" }, both(words.who))].concat(sheet.rows.map(function (row) {
      return make("th", { scope: "col", role: "columnheader", "class": "chosen" }, [row.name]);
    })));
    var lines = sheet.reporters.map(function (who, at) {
      var name = make("button", { type: "button", "class": "line" }, [who[0], make("small", {}, [who[1]])]);
      name.addEventListener("click", function () { card(at); });
      return make("tr", { role: "row" }, [make("th", { scope: "row", role: "rowheader" }, [name])].concat(sheet.rows.map(function (row, r) {
        return make("td", { role: "cell", "class": "chosen", "data-row": row.name }, [chosen(row, kept.choices[at][r])]);
      })));
    });
    return make("div", { "class": "scroll" }, [make("table", { role: "table", "class": "review" + (sheet.rows.length > 3 ? " many" : "") }, [
      make("thead", { role: "rowgroup" }, [head]), make("tbody", { role: "rowgroup" }, lines)
    ])]);
  }
  function review() {
    var open = blanks(), all = sheet.reporters.length * sheet.rows.length, cast;
    cast = press(words.cast, "main", function () { cast.disabled = true; send(); });
    cast.id = "cast";
    cast.disabled = open === all;
    show([
      make("h2", {}, both(words.reviewTitle)),
      make("p", { "class": "quiet" }, both(words.change)),
      table(),
      open ? make("p", { "class": "note" }, both([open + " " + (open === all ? words.nothing[0] : words.blanks[0]),
        open === all ? words.nothing[1] : open + " " + words.blanks[1]])) : null,
      make("div", { id: "answer", role: "status" }, []),
      make("div", { "class": "turn" }, [make("div", { "class": "wide" }, [cast])])
    ]);
  }

  /* ---- sending: the nonce is kept before the first try, so a lost answer can be asked for again ---- */
  function say(answer, again) {
    var place = document.getElementById("answer") || main || message;
    while (place.firstChild) { place.removeChild(place.firstChild); }
    place.appendChild(make("p", { "class": "note" }, both(answer)));
    if (again) { place.appendChild(press(words.again, "main", send)); }
  }
  function send() {
    var request = new XMLHttpRequest();
    clearTimeout(timer);
    if (!kept.nonce) { kept.nonce = nonce(); }
    kept.sent = true;
    keep();
    say(words.sending);
    request.open("POST", "/cast");
    request.timeout = 15000;
    request.setRequestHeader("Content-Type", "application/json");
    request.onload = function () { answered(request); };
    request.onerror = request.ontimeout = function () { later(words.offline); };
    request.send(JSON.stringify({ code: code, nonce: kept.nonce, choices: kept.choices }));
  }
  function later(word) {
    say(word, true);
    waits += 1;
    clearTimeout(timer);
    timer = setTimeout(send, Math.min(20000, 1000 * Math.pow(2, waits)) * (0.5 + Math.random()));
  }
  function answered(request) {
    var answer;
    try { answer = JSON.parse(request.responseText); } catch (other) { later(words.offline); return; }
    if (answer.outcome === "broken") { later([answer.zh, answer.en]); return; }
    if (answer.outcome === "accepted") {
      kept = { accepted: [answer.zh, answer.en], receipt: answer.receipt };
      keep();
      accepted();
      return;
    }
    kept.sent = false;
    keep();
    say([answer.zh, answer.en], answer.outcome === "not_open");
  }
  function accepted() {
    show([make("section", { "class": "plain" }, [
      make("p", { "class": "done", "aria-hidden": "true" }, ["✓"]),
      make("h2", { "class": "answer" }, both(kept.accepted)),
      kept.receipt ? make("p", { "class": "receipt" }, both(words.receipt).concat([
        make("b", { id: "receipt" }, [kept.receipt])
      ])) : null,
      kept.receipt ? make("p", { "class": "quiet" }, both([words.note[0] + words.proves[0],
        words.note[1] + " " + words.proves[1]])) : null
    ])], "h2");
  }

  function fresh() {
    var rows = sheet.rows.map(function () { return null; });
    return { at: 0, choices: sheet.reporters.map(function () { return rows.slice(); }) };
  }
  function sound(old) {
    return old && old.choices && old.choices.length === sheet.reporters.length &&
      old.choices.every(function (line) { return line.length === sheet.rows.length; });
  }
  function start() {
    kept = remember();
    if (kept && kept.accepted) { accepted(); return; }
    if (kept && kept.sent && kept.nonce) { send(); return; }
    if (!sheet) { wait(); return; }
    if (!sound(kept)) { kept = fresh(); }
    card(Math.min(kept.at || 0, sheet.reporters.length - 1));
    watch("closed", 15, over);
  }
  function wait() {
    if (message.getAttribute("data-outcome") !== "not_open") { return; }
    message.appendChild(press(words.look, "main", function () { location.reload(); }));
    watch("open", 3, function () {
      /* Not all in the same moment. */
      setTimeout(function () { location.reload(); }, Math.random() * 2000);
    });
  }
  /* Asks for the small public state now and then, each phone at its own moment. */
  function watch(state, seconds, act) {
    setTimeout(function () {
      var request = new XMLHttpRequest();
      function again() { watch(state, seconds, act); }
      request.open("GET", "/state/" + form);
      request.timeout = 10000;
      request.onerror = request.ontimeout = again;
      request.onload = function () {
        var told = null;
        try { told = JSON.parse(request.responseText); } catch (other) { /* asked again */ }
        if (told && (told.state === state || (state === "closed" && told.state === "counted"))) { act(); } else { again(); }
      };
      request.send();
    }, seconds * 1000 + Math.random() * 2000);
  }
  function over() {
    if (kept.sent || kept.accepted || document.getElementById("over")) { return; }
    main.parentNode.insertBefore(make("p", { "class": "note", id: "over", role: "alert" }, both(words.over)), main);
  }
  start();
}());
