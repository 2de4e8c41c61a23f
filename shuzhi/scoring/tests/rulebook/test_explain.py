"""The rulebook said back: complete, in both languages, the same every time."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

import pytest

from shuzhi.scoring.rulebook import model
from shuzhi.scoring.rulebook.explain import plain_text, sentences
from shuzhi.scoring.rulebook.load import load

HERE = Path(__file__).parent
ROOT = Path(__file__).parents[4] / "rulebooks"
BOOKS = sorted(path.name for path in ROOT.iterdir() if path.is_dir())

# What has no effect of its own: names of sets, and parts that only follow from others.
SILENT = {
    (model.Rulebook, "digest"),
    (model.Scale, "name"),
    (model.Component, "name"),
    (model.Disclosure, "group_minimum"),
    (model.Disclosure, "unanimity_below"),
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_whole_text_of_a_rulebook_with_every_kind_of_rule(lang):
    assert plain_text(load(HERE / "sound.yaml"), lang) == (HERE / f"sound.{lang}.txt").read_text("utf-8")


def mutations(value, at=()):
    """Every way to change one leaf of the rulebook: (path, changed rulebook part)."""
    if is_dataclass(value):
        for field in fields(value):
            if (type(value), field.name) in SILENT or skipped(value, field.name):
                continue
            for path, changed in mutations(getattr(value, field.name), (*at, field.name)):
                yield path, replace(value, **{field.name: changed})
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            for path, changed in mutations(one, (*at, number)):
                yield path, (*value[:number], changed, *value[number + 1 :])
    elif (changed := other(value)) is not None:
        yield at, changed


def other(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, StrEnum):
        return next(one for one in type(value) if one != value)
    if isinstance(value, int | Fraction):
        return value + 1
    return value + "乙" if isinstance(value, str) and value else None


def skipped(value, name):  # noqa: C901  (a table in the shape of a match)
    """Figures that another choice beside them makes idle."""
    match value, name:
        case model.Scale(), "low" | "high" | "step":
            return not value.numeric
        case model.Field(), "low" | "high":
            return value.kind != "number"
        case model.Field(), "kind":
            return True
        case model.FieldSource(), "full":
            return value.kind != "number"
        case model.FieldSource(), "minimum":
            return value.kind != "survey"
        case model.FieldSource(), "kind":
            return True
        case model.Group(), "when_small":
            return value.when_small is model.Small.MERGE
        case model.Condition(), "op":
            return True
        case model.Condition(), "value":
            return bool(value.labels or value.parts)
        case model.Quota(), "minimum":
            return not value.pool
        case model.Quota(), "rounding":
            return value.share is None
        case model.BallotSource(), "measure":
            return True
        case model.BallotSource(), "drop_from":
            return not value.drop_highest + value.drop_lowest
        case model.RankSource(), "computed" | "high_first":
            return not value.computed
        case model.Ranking(), "mode":
            return True
        case model.Gate(), "when_missing":
            return True
        case model.Disclosure(), "unit_minimum" | "decimals":
            return not value.publish_scores
    return value is None


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("book", BOOKS)
def test_no_rule_changes_without_changing_what_is_said(book, lang):
    rulebook = load(ROOT / book / "rulebook.yaml")
    said = sentences(rulebook, lang)

    silent = [path for path, changed in mutations(rulebook) if sentences(changed, lang) == said]

    assert silent == []


def test_the_policies_that_are_words_are_all_said_differently():
    rulebook = load(HERE / "sound.yaml")
    gate = rulebook.gates[0]
    gated = {
        policy: sentences(replace(rulebook, gates=(replace(gate, when_missing=policy),)), "zh")[7].lines[0]
        for policy in ("block", "apply", "ignore")
    }
    ranked = {
        mode: sentences(replace(rulebook, ranking=model.Ranking(mode)), "zh")[10].lines[-1]
        for mode in ("shared", "dense", "single", "none")
    }

    assert (len(set(gated.values())), len(set(ranked.values()))) == (3, 4)
