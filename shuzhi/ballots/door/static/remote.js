/* Carries a token from the address, which no browser sends, to the door; then goes to the ballot of its slip.
   The ballot itself needs no newer browser than ever. */
(function () {
  "use strict";
  var said = document.getElementById("said"), waits = 0;
  var sent = {};
  location.hash.slice(1).split("&").forEach(function (part) {
    var at = part.indexOf("=");
    sent[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
  });
  function show(id) { said.innerHTML = document.getElementById(id).innerHTML; }
  function answer(request) {
    var back;
    try { back = JSON.parse(request.responseText); } catch (broken) { back = {}; }
    if (request.status === 200 && back.code) {
      /* The token leaves the address bar and the history; the device where it was taken still has it. */
      location.replace("/b/" + back.code);
      return;
    }
    if (request.status && request.status !== 503 && back.zh) {
      said.textContent = back.zh;
      var english = document.createElement("span");
      english.className = "en"; english.lang = "en"; english.textContent = back.en;
      said.appendChild(english);
      return;
    }
    show("broken");
    waits += 1;
    setTimeout(ask, Math.min(1000 * waits, 10000) + Math.random() * 1000);
  }
  function ask() {
    var request = new XMLHttpRequest();
    request.open("POST", "/remote");
    request.setRequestHeader("Content-Type", "application/json");
    request.timeout = 15000;
    request.onloadend = function () { answer(request); };
    request.send(JSON.stringify(sent));
  }
  if (sent.form && sent.token && sent.signature) { ask(); } else { show("none"); }
})();
