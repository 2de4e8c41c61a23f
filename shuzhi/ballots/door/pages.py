"""The door's few pages, as text; no template engine, no outside resource, less than 60 kB with everything."""

import hashlib
import json
from functools import lru_cache
from html import escape
from pathlib import Path

from shuzhi.ballots.codes import shown
from shuzhi.ballots.door import texts
from shuzhi.ballots.door.texts import Text
from shuzhi.ballots.sheet import Sheet

STATIC = Path(__file__).parent / "static"
FRAME = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex"><title>{title}</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/door.css?{css}">{script}</head>
<body>{body}</body></html>
"""


@lru_cache
def static_file(name: str) -> bytes:
    return (STATIC / name).read_bytes()


@lru_cache
def _version(name: str) -> str:
    return hashlib.sha256(static_file(name)).hexdigest()[:8]


def both(text: Text) -> str:
    """Chinese, and English beneath in a quieter type."""
    return f'{escape(text.zh)}<span class="en" lang="en">{escape(text.en)}</span>'


def entry_page(*, typed: str = "", wrong: bool = False) -> str:
    """Where a voter without a camera types the code."""
    fault = f'<p class="fault" id="fault" role="alert">{both(texts.ENTRY_WRONG)}</p>' if wrong else ""
    described = "help fault" if wrong else "help"
    body = (
        f'<main class="plain"><h1>{both(texts.ENTRY_TITLE)}</h1>{fault}'
        '<form method="post" action="/enter"><label class="unseen" for="code">Code</label>'
        '<input id="code" name="code" class="code" maxlength="24" '
        f'value="{escape(typed)}" aria-describedby="{described}" autofocus required '
        'autocomplete="off" autocapitalize="characters" spellcheck="false">'
        f'<p id="help" class="quiet">{both(texts.ENTRY_HELP)}</p>'
        f'<button class="main">{both(texts.ENTRY_BUTTON)}</button></form></main>'
    )
    return _page(texts.ENTRY_TITLE.zh, body)


def message_page(text: Text, *, outcome: str = "", code: str = "", form: str = "") -> str:
    """One plain answer. With a code the script looks whether this phone knows more about it."""
    known = f' data-outcome="{outcome}" data-code="{escape(code)}" data-form="{form}"' if code else ""
    slip = f'<p class="slip">{escape(shown(code))}</p>' if code else ""
    body = f'<main class="plain" id="message"{known}><h1 class="answer">{both(text)}</h1>{slip}</main>'
    data = _data("words", {name: list(word) for name, word in texts.SCRIPT.items()}) if code else ""
    return _page(text.zh, body + data, script=bool(code))


def ballot_page(sheet: Sheet, group: str, code: str, form: str) -> str:
    """The ballot itself; the script draws the cards from the data beside it."""
    label = next((g.label for g in sheet.groups if g.name == group), group)
    slip = f"{escape(label)} · {escape(shown(code))}"
    body = (
        f'<header><h1>{escape(sheet.title)}</h1><p class="quiet">{slip}</p></header>'
        f'<main id="ballot"><noscript><p class="answer">{both(texts.NO_SCRIPT)}</p></noscript></main>'
        f'<footer><p class="quiet">{both(texts.SECRET)}</p></footer>'
    )
    words = {name: list(word) for name, word in texts.SCRIPT.items()}
    data = _data("sheet", _for_phone(sheet, code, form)) + _data("words", words)
    return _page(sheet.title, body + data, script=True)


def _for_phone(sheet: Sheet, code: str, form: str) -> dict[str, object]:
    rows = [
        {
            "name": row.name,
            "options": [[option, texts.OPTIONS.get(option, "")] for option in row.options],
            "scale": [row.low, row.high, row.step],
        }
        for row in sheet.rows
    ]
    people = [[reporter.name, reporter.unit, reporter.post] for reporter in sheet.reporters]
    return {"code": code, "form": form, "reporters": people, "rows": rows}


def _data(name: str, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{text}</script>'


def _page(title: str, body: str, *, script: bool = False) -> str:
    tag = f'<script src="/door.js?{_version("door.js")}" defer></script>' if script else ""
    return FRAME.format(title=escape(title), css=_version("door.css"), script=tag, body=body)
