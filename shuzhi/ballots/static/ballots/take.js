/* The voter's half of RFC 9474 (RSABSSA-SHA384-PSS-Randomized), on this device alone: draws a token, blinds it, has it
   signed, takes the blinding off, and keeps token and signature here. The site sees a random number; the door sees the
   token; nobody sees both. Hashing is written out because the browser's own is missing where a hall has no certificate.
   No newer syntax, so that an old browser can still say that it is too old. */
(function () {
  "use strict";
  var place = document.getElementById("take");
  if (!place) { return; }
  var given = JSON.parse(document.getElementById("given").textContent);
  /* Several people may use one device: each entry of the roll has a drawer of its own, named by its key. */
  var drawers = "entitlement:" + given.form, drawer = drawers + ":" + given.drawer, big = window.BigInt, kept = null;

  function show(id, why) {
    Array.prototype.forEach.call(place.querySelectorAll("[data-state]"), function (part) {
      part.hidden = part.getAttribute("data-state") !== id;
    });
    if (why) { place.querySelector("[data-why]").textContent = why; }
  }
  function remember() {
    try { return JSON.parse(localStorage.getItem(drawer)); } catch (broken) { return null; }
  }
  function keep() {
    try { localStorage.setItem(drawer, JSON.stringify(kept)); return !!remember(); } catch (full) { return false; }
  }

  function filled() {
    var names = [], at;
    try { for (at = 0; at < localStorage.length; at++) { names.push(localStorage.key(at)); } } catch (shut) { /* none */ }
    return names.filter(function (name) { return name === drawers || name.indexOf(drawers + ":") === 0; });
  }
  function empty(names) {
    names.forEach(function (name) { try { localStorage.removeItem(name); } catch (shut) { /* nothing was kept */ } });
  }

  /* ---- bytes and numbers ---- */
  function random(count) {
    var bytes = new Uint8Array(count);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.slice.call(bytes);
  }
  function hex(bytes) {
    return bytes.map(function (byte) { return (256 + byte).toString(16).slice(1); }).join("");
  }
  function bytesOf(text) {
    var bytes = [], at;
    for (at = 0; at < text.length; at += 2) { bytes.push(parseInt(text.slice(at, at + 2), 16)); }
    return bytes;
  }
  function numberOf(bytes) { return big("0x" + (hex(bytes) || "0")); }
  function written(number, count) {
    var text = number.toString(16);
    while (text.length < 2 * count) { text = "0" + text; }
    return bytesOf(text);
  }
  function power(base, exponent, n) {
    var bits = exponent.toString(2), result = big(1), at;
    for (at = 0; at < bits.length; at++) {
      result = result * result % n;
      if (bits.charAt(at) === "1") { result = result * base % n; }
    }
    return result;
  }
  function inverseOf(number, n) {
    var a = number, b = n, x = big(1), y = big(0), zero = big(0), q, swap;
    while (b !== zero) {
      q = a / b;
      swap = a - q * b; a = b; b = swap;
      swap = x - q * y; x = y; y = swap;
    }
    return a === big(1) ? (x < zero ? x + n : x) : null;
  }
  function root(number, degree) {
    var low = big(0), high = big(1), middle, one = big(1);
    function raised(base) { var all = one, at; for (at = 0; at < degree; at++) { all = all * base; } return all; }
    while (raised(high) <= number) { high = high * big(2); }
    while (high - low > one) {
      middle = (low + high) / big(2);
      if (raised(middle) <= number) { low = middle; } else { high = middle; }
    }
    return low;
  }

  /* ---- SHA-384: its constants are roots of primes, so they are worked out instead of copied ---- */
  var whole, rounds, start;
  function prepareHash() {
    var primes = [], candidate;
    whole = big(1) << big(64);
    for (candidate = 2; primes.length < 80; candidate++) {
      if (primes.every(function (prime) { return candidate % prime; })) { primes.push(candidate); }
    }
    rounds = primes.map(function (prime) { return root(big(prime) << big(192), 3) % whole; });
    start = primes.slice(8, 16).map(function (prime) { return root(big(prime) << big(128), 2) % whole; });
  }
  function turn(x, by) { return (x >> big(by)) | ((x << big(64 - by)) % whole); }
  function mixed(x, one, two, three, shift) {
    return turn(x, one) ^ turn(x, two) ^ (shift ? x >> big(three) : turn(x, three));
  }
  function sha384(message) {
    var length = message.length * 8, bytes = message.concat([128]), state = start.slice(), block;
    while (bytes.length % 128 !== 112) { bytes.push(0); }
    bytes = bytes.concat(written(big(length), 16));
    for (block = 0; block < bytes.length; block += 128) { state = chewed(state, bytes.slice(block, block + 128)); }
    return state.slice(0, 6).reduce(function (all, word) { return all.concat(written(word, 8)); }, []);
  }
  function chewed(state, block) {
    var words = [], at, v = state.slice(), first, second;
    for (at = 0; at < 16; at++) { words.push(numberOf(block.slice(8 * at, 8 * at + 8))); }
    for (at = 16; at < 80; at++) {
      words.push((words[at - 16] + mixed(words[at - 15], 1, 8, 7, true) + words[at - 7] +
        mixed(words[at - 2], 19, 61, 6, true)) % whole);
    }
    for (at = 0; at < 80; at++) {
      first = v[7] + mixed(v[4], 14, 18, 41) + ((v[4] & v[5]) ^ ((whole - big(1) - v[4]) & v[6])) + rounds[at] + words[at];
      second = mixed(v[0], 28, 34, 39) + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
      v = [(first + second) % whole, v[0], v[1], v[2], (v[3] + first) % whole, v[4], v[5], v[6]];
    }
    return state.map(function (word, index) { return (word + v[index]) % whole; });
  }

  /* ---- EMSA-PSS with SHA-384 and a salt of 48 bytes ---- */
  function mask(seed, count) {
    var bytes = [], at = 0;
    while (bytes.length < count) { bytes = bytes.concat(sha384(seed.concat([0, 0, 0, at]))); at += 1; }
    return bytes.slice(0, count);
  }
  function encoded(message, bits) {
    var length = Math.ceil(bits / 8), salt = random(48), zeros = [], block, masked, digest;
    digest = sha384([0, 0, 0, 0, 0, 0, 0, 0].concat(sha384(message), salt));
    while (zeros.length < length - 98) { zeros.push(0); }
    block = zeros.concat([1], salt);
    masked = mask(digest, block.length).map(function (byte, at) { return byte ^ block[at]; });
    masked[0] &= 255 >> (8 * length - bits);
    return masked.concat(digest, [188]);
  }

  /* ---- taking ---- */
  function begin() {
    var n = big("0x" + given.key.n), e = big("0x" + given.key.e), size = Math.ceil(n.toString(2).length / 8);
    var token = random(32), prefix = random(32), message, blinding, inverse = null;
    message = numberOf(encoded(prefix.concat(token), n.toString(2).length - 1));
    while (inverse === null) {
      blinding = numberOf(random(size)) % n;
      inverse = inverseOf(blinding, n);
    }
    kept = {
      token: hex(token), prefix: hex(prefix), inverse: inverse.toString(16), message: message.toString(16),
      blinded: hex(written(message * power(blinding, e, n) % n, size))
    };
  }
  function finish(signature) {
    var n = big("0x" + given.key.n), e = big("0x" + given.key.e), size = signature.length / 2;
    var own = big("0x" + signature) * big("0x" + kept.inverse) % n;
    if (power(own, e, n) !== big("0x" + kept.message)) { return false; }
    /* A drawn time, 5 to 30 minutes ahead: it stays the same however often the page is looked at. */
    kept = {
      token: kept.token, prefix: kept.prefix, signature: hex(written(own, size)),
      wait: Date.now() + (5 + random(1)[0] % 26) * 60000
    };
    return keep();
  }
  function ask() {
    var request = new XMLHttpRequest();
    show("working");
    request.open("POST", place.getAttribute("data-sign"));
    request.setRequestHeader("Content-Type", "application/x-www-form-urlencoded");
    request.setRequestHeader("X-CSRFToken", place.querySelector("[name=csrfmiddlewaretoken]").value);
    request.timeout = 20000;
    request.onloadend = function () {
      var back = {};
      try { back = JSON.parse(request.responseText); } catch (broken) { /* no answer of ours */ }
      if (request.status === 200 && back.signature) {
        if (finish(back.signature)) { ready(); } else { show("refused", place.getAttribute("data-false")); }
      } else if (back.why) { show("refused", back.why); } else { show("again"); }
    };
    request.send("blinded=" + kept.blinded);
  }
  function take() {
    if (!kept || !kept.blinded) { begin(); }
    if (!keep()) { show("refused", place.getAttribute("data-unkept")); return; }
    ask();
  }
  function ready() {
    var link = place.querySelector("[data-door]"), at = new Date(kept.wait);
    link.href = given.door + "/remote#" + ["token", "prefix", "signature"].map(function (name) {
      return name + "=" + kept[name];
    }).concat(["form=" + given.form, "group=" + encodeURIComponent(given.group)]).join("&");
    place.querySelector("[data-time]").textContent =
      ("0" + at.getHours()).slice(-2) + ":" + ("0" + at.getMinutes()).slice(-2);
    show("ready");
  }

  if (place.getAttribute("data-first") === "over") { empty(filled()); return; }
  place.querySelector("[data-other]").hidden = filled().every(function (name) { return name === drawer; });
  place.querySelector("[data-empty]").addEventListener("click", function () {
    empty([drawer]);
    kept = null;
    show("emptied");
  });
  if (!big || !window.crypto || !window.crypto.getRandomValues) { show("old"); return; }
  kept = remember();
  Array.prototype.forEach.call(place.querySelectorAll("[data-take]"), function (button) {
    button.addEventListener("click", function () {
      show("working");
      /* The page draws "working" before the numbers are worked out. */
      setTimeout(function () { if (!start) { prepareHash(); } take(); }, 30);
    });
  });
  if (kept && kept.signature) { ready(); } else if (kept && kept.blinded) { show("again"); }
  else { show(place.getAttribute("data-first")); }
})();
