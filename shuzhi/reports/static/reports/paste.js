/* What comes from Word or WPS becomes light markup: headings and tables stay, formatting and pictures go. */
"use strict";

const DROPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "XML", "TEMPLATE", "HEAD", "NOSCRIPT", "OBJECT", "IFRAME"]);
const BLOCKS = new Set(["P", "DIV", "LI", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "SECTION", "ARTICLE", "PRE", "DT", "DD", "CENTER"]);

/* A style sheet comes along with the clipboard; a class may carry the outline level there. */
function outlineClasses(sheet) {
  const levels = new Map();
  for (const [, names, body] of sheet.matchAll(/([^{}]+)\{([^{}]*)\}/g)) {
    const level = /mso-outline-level:\s*(\d)/.exec(body)?.[1] ?? /mso-style-name:\s*"?(?:标题|heading)\s*\\?(\d)/i.exec(body)?.[1];
    if (level) for (const [, name] of names.matchAll(/\.([\w-]+)/g)) levels.set(name, Number(level));
  }
  return levels;
}

function levelOf(block, levels) {
  if (/^H[1-6]$/.test(block.tagName)) return Number(block.tagName[1]);
  const own = /mso-outline-level:\s*(\d)/.exec(block.getAttribute("style") ?? "")?.[1];
  if (own) return Number(own);
  for (const name of block.classList) if (levels.has(name)) return levels.get(name);
  return 0;
}

function isHidden(node) {
  if (DROPPED.has(node.tagName) || node.tagName.startsWith("V:")) return true;
  return /display:\s*none|mso-hide:\s*all/.test(node.getAttribute("style") ?? "");
}

/* A line end of the source within Chinese words is no content; any other white space is one space. */
function clean(text) {
  return text.replace(/([\u2e80-\uffef])[ \t]*\r?\n[ \t]*(?=[\u2e80-\uffef])/g, "$1").replace(/[\s\u00a0\u200b\ufeff]+/g, " ").trim();
}

class Reader {
  constructor(levels) {
    this.levels = levels;
    this.lines = [];
    this.words = "";
    this.pictures = 0;
  }

  end(level = 0) {
    const text = clean(this.words);
    this.words = "";
    if (text) this.lines.push((level === 1 ? "# " : level > 1 ? "## " : "") + text);
  }

  read(node) {
    if (node.nodeType === Node.TEXT_NODE) this.words += node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || isHidden(node)) return;
    if (node.tagName === "IMG") this.pictures += 1;
    else if (node.tagName === "BR") this.end();
    else if (node.tagName === "TABLE") this.table(node);
    else if (BLOCKS.has(node.tagName)) {
      this.end();
      for (const child of node.childNodes) this.read(child);
      this.end(levelOf(node, this.levels));
    } else for (const child of node.childNodes) this.read(child);
  }

  table(node) {
    this.end();
    for (const row of node.querySelectorAll("tr")) {
      if (row.closest("table") !== node) continue;
      const cells = [];
      for (const cell of row.cells) {
        const inner = new Reader(this.levels);
        for (const child of cell.childNodes) inner.read(child);
        inner.end();
        this.pictures += inner.pictures;
        const text = inner.lines.join(" ").replace(/(^|\s)(#{1,2} |\|)/g, "$1").replaceAll("|", "｜").trim();
        cells.push(text, ...Array(Math.max(0, cell.colSpan - 1)).fill(""));
      }
      if (cells.some(Boolean)) this.lines.push(`| ${cells.join(" | ")} |`);
    }
  }
}

/* {text, pictures} of the HTML that an office program put on the clipboard. */
function fromOffice(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const sheet = [...page.querySelectorAll("style")].map((style) => style.textContent).join("\n");
  const reader = new Reader(outlineClasses(sheet));
  reader.read(page.body);
  reader.end();
  return { text: reader.lines.join("\n"), pictures: reader.pictures };
}

editor.addEventListener("paste", (event) => {
  const html = event.clipboardData?.getData("text/html");
  if (!html || !(event.target instanceof HTMLTextAreaElement)) return;
  // A word copied inside the page or from a plain place is pasted as it is.
  if (!/<(table|p|h[1-6]|li|div|br)\b/i.test(html)) return;
  const { text, pictures } = fromOffice(html);
  if (!text) return;
  event.preventDefault();
  insert(text);
  tell(pictures ? fill(words.pictures, { n: pictures }) : words.pasted);
});
