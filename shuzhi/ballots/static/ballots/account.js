/* What is left over follows from the rest of the line, until somebody types it. */
(function () {
  "use strict";
  Array.prototype.forEach.call(document.querySelectorAll("tr[data-returned]"), function (line) {
    function field(name) { return line.querySelector('[data-count="' + name + '"]'); }
    var issued = field("issued"), spoiled = field("spoiled"), unused = field("unused");
    var note = line.querySelector(".suggested"), mine = note.hidden && unused.value !== "";
    function suggest() {
      var left = Number(issued.value) - Number(line.dataset.returned) - Number(spoiled.value);
      if (mine) { return; }
      unused.value = issued.value !== "" && left >= 0 ? String(left) : "";
      note.hidden = unused.value === "";
    }
    issued.addEventListener("input", suggest);
    spoiled.addEventListener("input", suggest);
    unused.addEventListener("input", function () {
      mine = unused.value !== "";
      note.hidden = true;
    });
  });
})();
