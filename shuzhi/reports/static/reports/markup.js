/* The light markup of a text, and how long it is: as shuzhi/reports/models/markup.py reads and counts it. */
"use strict";

const COUNTED = /(?:(?![\u2e80-\uffef_])[\p{L}\p{N}])+(?:[.,'’%-]?(?:(?![\u2e80-\uffef_])[\p{L}\p{N}])+)*%?|\S/gu;
const TOKENS = /\[\[fact:[^[\]@\s]{1,40}(?:@[0-9Q-]{4,7})?\]\]|\[\[file:\d{1,4}\]\]/g;
const TABLE_RULE = /^\|(\s*:?-{2,}:?\s*\|)+$/;

/* One line without its signs: {kind, text, spoken}. */
function passageOf(line) {
  const heading = /^(#{1,2})\s+(\S.*)$/.exec(line);
  if (heading) return { kind: heading[1].length === 1 ? "heading" : "subheading", text: heading[2], spoken: false };
  const row = /^\|(.*)\|$/.exec(line);
  if (row) {
    const cells = row[1].split("|").map((cell) => cell.trim()).filter(Boolean);
    return { kind: "row", text: cells.join(" "), spoken: false };
  }
  if (line.startsWith("»")) return { kind: "paragraph", text: line.slice(1).trim(), spoken: true };
  return { kind: "paragraph", text: line, spoken: false };
}

function passagesOf(text) {
  return text.split("\n").map((line) => line.trim()).filter((line) => line && !TABLE_RULE.test(line)).map(passageOf);
}

/* A figure counts as one number, a mention of a file as nothing. */
function lengthOf(words) {
  const plain = words.replace(TOKENS, (token) => (token.startsWith("[[fact") ? " 0 " : ""));
  return plain.match(COUNTED)?.length ?? 0;
}

/* How long a text is, and how much of it is marked as spoken. */
function countsOf(text) {
  const passages = passagesOf(text);
  const words = (chosen) => lengthOf(chosen.map((one) => one.text).join("\n"));
  return { all: words(passages), spoken: words(passages.filter((one) => one.spoken)) };
}

/* The lines of both texts: what they share once, then what only one of them has, in its place. */
function joined(mine, theirs) {
  const a = mine.split("\n");
  const b = theirs.split("\n");
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] = a[i] === b[j] ? table[i + 1][j + 1] + 1 : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(a[i]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && table[i + 1][j] >= table[i][j + 1])) {
      lines.push(a[i]);
      i += 1;
    } else {
      lines.push(b[j]);
      j += 1;
    }
  }
  return lines.join("\n");
}
