/* Files that are too large are told at once, before they travel; the others stay chosen. */
(function () {
  "use strict";
  var input = document.getElementById("scans"), place = document.getElementById("scans-wrong");
  var MEGABYTE = 1024 * 1024, AROUND = 4096; /* what the form adds to a file on its way */
  if (!input || !place) { return; }
  function megabytes(bytes, most) { return String(Math.max(Math.round(bytes / MEGABYTE), Number(most) + 1)); }
  function faults(files) {
    var found = [], all = AROUND;
    files.forEach(function (file) {
      all += file.size + AROUND;
      if (file.size > input.dataset.file * MEGABYTE) {
        found.push(input.dataset.tooLarge.replace("SIZE", megabytes(file.size, input.dataset.file)).replace("NAME", function () { return file.name; }));
      }
    });
    if (!found.length && all > input.dataset.all * MEGABYTE) {
      found.push(input.dataset.tooMuch.replace("SIZE", megabytes(all, input.dataset.all)));
    }
    return found;
  }
  input.addEventListener("change", function () {
    var found = faults(Array.prototype.slice.call(input.files));
    input.setCustomValidity(found.join("\n"));
    input.setAttribute("aria-invalid", String(found.length > 0));
    place.parentNode.classList.toggle("field-wrong", found.length > 0);
    place.textContent = found.join("\n");
  });
})();
