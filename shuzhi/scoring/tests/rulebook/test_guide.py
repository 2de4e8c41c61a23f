"""Both guides: every YAML example loads, every wrong one gives the quoted words, every key is explained."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shuzhi.scoring.cases import failures, read_cases
from shuzhi.scoring.rulebook import words
from shuzhi.scoring.rulebook.load import check, load

DOCS = Path(__file__).parents[4] / "docs"
GUIDES = {"zh": DOCS / "rulebook.zh-CN.md", "en": DOCS / "rulebook.md"}
FENCE = re.compile(r"^```(yaml|fault|cases)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# One stands in for the other when a fragment is put into the first rulebook.
RIVALS = {"score": "formulas", "formulas": "score"}


def blocks(lang):
    return FENCE.findall(GUIDES[lang].read_text("utf-8"))


def sections(text):
    """Canonical key → its lines, for the top level of a file."""
    found, key = {}, ""
    for line in text.splitlines(keepends=True):
        if match := re.match(r"([^\s#][^:]*):(\s|$)", line):
            key = words.FILE.find(match[1])
            assert key, line
            found[key] = ""
        if key:
            found[key] += line
    return found


def completed(lang, fragment):
    """The fragment put into the guide's first rulebook."""
    if {"rulebook"} & set(sections(fragment)):
        return fragment
    base, fresh = sections(blocks(lang)[0][1]), sections(fragment)
    kept = {key: text for key, text in base.items() if RIVALS.get(key) not in fresh}
    if fresh.keys() & {"grades"} and "quotas" not in fresh and "好" not in fresh["grades"]:
        kept.pop("quotas", None)
    return "".join((kept | fresh).values())


def examples(lang):
    """(number, text, the faults quoted after it)."""
    found = blocks(lang)
    for number, (kind, text) in enumerate(found):
        if kind == "yaml":
            after = found[number + 1] if number + 1 < len(found) else ("", "")
            yield number, completed(lang, text), after[1] if after[0] == "fault" else ""


def quoted(faults, lang):
    if lang == "en":
        return "".join(f"{one.where}: {one.message_en}\n    To mend: {one.mend_en}\n" for one in faults)
    return "".join(f"{one.where}：{one.message_zh}\n    改法：{one.mend_zh}\n" for one in faults)


@pytest.mark.parametrize("lang", list(GUIDES))
def test_every_example_of_the_guide_does_what_the_guide_says(lang):
    told = {number: (quoted(check(text), lang), fault) for number, text, fault in examples(lang)}

    assert len(told) > 30
    assert {number: found for number, (found, should) in told.items() if found != should} == {}


@pytest.mark.parametrize("lang", list(GUIDES))
def test_the_worked_cases_of_the_guide_hold(lang, tmp_path):
    (tmp_path / "rulebook.yaml").write_text(blocks(lang)[0][1], "utf-8")
    ((text,),) = [[text for kind, text in blocks(lang) if kind == "cases"]]
    (tmp_path / "cases.yaml").write_text(text, "utf-8")
    rulebook, cases = read_cases(tmp_path / "cases.yaml")

    assert {case.name: failures(case, rulebook) for case in cases} == {case.name: [] for case in cases}
    assert len(cases) >= 3


@pytest.mark.parametrize("lang", list(GUIDES))
def test_every_key_and_fixed_word_is_in_the_guide(lang):
    text = GUIDES[lang].read_text("utf-8")
    tables = [
        table
        for name, table in vars(words).items()
        if isinstance(table, words.Keys) and not name.startswith("RESERVED")
    ]
    tables += [table for table in words.PART.values() if table]
    names = {name.replace("_", " ") for table in tables for name in table.chinese} - {"yes", "no"}
    chinese = {aliases[0] for table in tables for aliases in table.chinese.values()} - {"是", "否"}

    missing = [
        name
        for name in sorted(names)
        if f"`{name}`" not in text and f"`{name.replace(' ', '_')}`" not in text
    ]
    assert (missing, [name for name in sorted(chinese) if f"`{name}`" not in text]) == ([], [])


def test_both_guides_teach_with_the_same_examples():
    first = {lang: load(blocks(lang)[0][1]) for lang in GUIDES}

    assert first["zh"] == first["en"]
    assert [kind for kind, _ in blocks("zh")] == [kind for kind, _ in blocks("en")]
