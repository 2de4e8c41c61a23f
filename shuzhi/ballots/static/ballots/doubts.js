/* A key answers: the digit beside the mark. Held down it answers once. */
(function () {
  "use strict";
  var sent = false;
  document.addEventListener("keydown", function (event) {
    if (sent || event.repeat || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) { return; }
    var button = document.querySelector('.doubt-form [data-key="' + (/^[0-9]$/.test(event.key) ? event.key : "") + '"]');
    if (button) { sent = true; button.click(); }
  });
})();
