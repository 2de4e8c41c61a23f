"""The digest stands for the meaning: not for comments, language of keys, quoting or the order of fixed keys."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzhi.scoring.rulebook.canonical import digest, dump
from shuzhi.scoring.rulebook.load import load

CHINESE = """\
# 注释
考核办法版式: 1
名称: 办法
版本: "1"
选项组:
  四档: {好: 100, 较好: 85, 一般: 70, 差: 0, 弃权: 不计}
票种:
  测评:
    选项: 四档
    票类:
      A: {权重: 60, 票数不足: 暂停}
      B: {权重: 40, 最少票数: 3, 票数不足: 并入A}
计分:
  测评: {权重: 70, 来源: 测评, 票种: 测评, 缺项: 计零分}
  成绩: {权重: 30, 来源: 分值, 范围: [0, 100]}
等次: {好: "[90, 100]", 较好: "[75, 90)", 差: "[0, 75)"}
比例:
  好: {等次: 好, 不超过: 30%, 取整: 四舍五入}
"""

ENGLISH = """\
quotas: {"好": {rounding: half up, at_most: 3/10, grades: ['好']}}
grades:
  好: {from: 90.0}
  较好: {from: ７５}
  差: {from: 0}
score:
  测评: {when missing: zero, form: 测评, from: ballot, weight: "70"}
  成绩: {range: [0, 100], weight: 30, from: number}
forms:
  测评:
    groups:
      A: {when-small: block, weight: 60, minimum: 1}
      B: {weight: 40, minimum: 3, when_small: merge into A}
    options: 四档
options:
  四档: {好: 100, 较好: 85, 一般: 70, 差: 0, 弃权: skip}
version: 1
title: 办法   # comment
rulebook: 1
"""


def test_the_same_rules_in_another_language_order_and_quoting_have_the_same_digest():
    assert load(CHINESE) == load(ENGLISH)
    assert load(CHINESE).digest == load(ENGLISH).digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("好: 100, 较好: 85", "较好: 85, 好: 100"),
        ("名称: 办法", "名称: 另一办法"),
        ("缺项: 计零分", "缺项: 暂停"),
        ("不超过: 30%", "不超过: 31%"),
        ("[75, 90)", "[75.5, 90)"),
        ("取整: 四舍五入", "取整: 进位"),
        ("范围: [0, 100]", "范围: [0, 99]"),
        ("A: {权重: 60, 票数不足: 暂停}", "A: {权重: 60, 票数不足: 暂停, 名称: 领导}"),
    ],
)
def test_every_change_of_meaning_or_of_the_order_of_names_changes_the_digest(old, new):
    changed = (
        CHINESE.replace(old, new).replace("[0, 75)", "[0, 75.5)")
        if "75.5" in new
        else CHINESE.replace(old, new)
    )

    assert load(changed).digest != load(CHINESE).digest


def test_the_canonical_text_is_a_rulebook_with_the_same_digest():
    sound = load(Path(__file__).parent / "sound.yaml")
    again = load(dump(sound))

    assert (again, again.digest, dump(again)) == (sound, digest(sound), dump(sound))


def test_names_with_quotes_colons_and_rare_signs_survive_the_canonical_text():
    text = CHINESE.replace("名称: 办法", "名称: 'a: \"b\" #c \\\\ ‘’\u2028\U0001f600'").replace(
        "成绩", '"成绩: {1}"'
    )

    assert load(dump(load(text))) == load(text)


def test_the_digest_of_a_given_text_never_changes():
    assert load(CHINESE).digest == "ca4cddd29ec6be79ecb425a031970ed6f0c573a028481cbab95cfa453523cb51"
