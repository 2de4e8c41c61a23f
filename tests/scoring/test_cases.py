"""Every worked case of every ready rulebook holds, in the plan and in the independent recount."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from shuzhi.scoring.cases import failures, read_cases
from shuzhi.scoring.rulebook.canonical import dump
from shuzhi.scoring.rulebook.explain import sentences
from shuzhi.scoring.rulebook.load import check, load

ROOT = Path(__file__).parents[2] / "rulebooks"
BOOKS = sorted(path.name for path in ROOT.iterdir() if path.is_dir())

read = cache(read_cases)


def every_case():
    for name in BOOKS:
        for case in read(ROOT / name / "cases.yaml")[1]:
            yield pytest.param(name, case.name, id=f"{name}: {case.name}")


@pytest.mark.parametrize(("book", "name"), list(every_case()))
def test_the_case_holds_in_plan_and_recount(book, name):
    rulebook, cases = read(ROOT / book / "cases.yaml")
    case = next(case for case in cases if case.name == name)

    assert failures(case, rulebook) == []


def test_there_are_at_least_ten_ready_rulebooks():
    assert len(BOOKS) >= 10


@pytest.mark.parametrize("book", BOOKS)
def test_a_ready_rulebook_is_sound_and_marked_as_a_sample_with_its_source(book):
    rulebook = load(ROOT / book / "rulebook.yaml")

    assert check(ROOT / book / "rulebook.yaml") == ()
    assert (rulebook.sample, bool(rulebook.source), bool(rulebook.notes)) == (True, True, True)
    assert len(read(ROOT / book / "cases.yaml")[1]) >= 3


@pytest.mark.parametrize("book", BOOKS)
def test_the_canonical_text_of_a_ready_rulebook_is_the_same_rulebook(book):
    rulebook = load(ROOT / book / "rulebook.yaml")

    assert load(dump(rulebook)) == rulebook


@pytest.mark.parametrize("book", BOOKS)
def test_a_ready_rulebook_says_itself_in_both_languages(book):
    rulebook = load(ROOT / book / "rulebook.yaml")

    assert [len(section.lines) for section in sentences(rulebook, "zh")] == [
        len(section.lines) for section in sentences(rulebook, "en")
    ]
