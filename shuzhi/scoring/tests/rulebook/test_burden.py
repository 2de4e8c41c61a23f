"""Caps on what units are asked are part of the rulebook, and of its fingerprint; no score depends on them."""

import pytest

from shuzhi.scoring.rulebook.canonical import dump
from shuzhi.scoring.rulebook.explain import plain_text
from shuzhi.scoring.rulebook.load import check, load
from shuzhi.scoring.rulebook.model import LevelCaps

PLAIN = """\
rulebook: 1
title: 办法
version: "1"
score:
  测评: {weight: 100, from: number, range: [0, 100]}
grades: {好: {from: 60}, 差: {}}
"""
CAPS = "减负上限:\n  村: {自动带入: 80, 表格: 1}\n  township: {forms: 2, minutes: 60}\n"


def test_caps_are_read_in_a_fixed_order_in_either_language():
    english = "burden: {township: {minutes: 60, forms: 2}, village: {forms: 1, prefilled: 80}}\n"

    first, second = load(PLAIN + CAPS), load(PLAIN + english)

    assert first == second
    assert first.burden == (
        LevelCaps("township", (("forms", 2), ("minutes", 60))),
        LevelCaps("village", (("forms", 1), ("prefilled", 80))),
    )


def test_the_canonical_text_keeps_them_and_a_rulebook_without_them_is_what_it_was():
    book = load(PLAIN + CAPS)

    assert load(dump(book)) == book
    assert book.digest != load(PLAIN).digest
    assert "burden" not in dump(load(PLAIN))


def test_they_are_said_back_in_both_languages():
    assert "对村一级：每年表格不超过 1 张，自动带入的数据项不低于 80%" in plain_text(load(PLAIN + CAPS))
    assert "Of one unit of the level township: at most 2 forms a year" in plain_text(load(PLAIN + CAPS), "en")


@pytest.mark.parametrize(
    ("written", "where"),
    [
        ("减负上限: {组: {表格: 1}}\n", "减负上限"),
        ("减负上限: {村: {打卡: 1}}\n", "减负上限 › 村"),
        ("减负上限: {村: {表格: -1}}\n", "减负上限 › 村 › 表格"),
        ("减负上限: {村: {表格: 1.5}}\n", "减负上限 › 村 › 表格"),
        ("减负上限: {村: {自动带入: 101}}\n", "减负上限 › 村 › 自动带入"),
        ("减负上限: {村: 1}\n", "减负上限 › 村"),
    ],
)
def test_a_wrong_cap_is_named_with_its_place(written, where):
    assert [fault.where for fault in check(PLAIN + written)] == [where]
