"""Every kind of fault, planted alone: its place and its whole message in both languages, as written in messages.txt."""

from __future__ import annotations

from pathlib import Path

import pytest

from shuzhi.scoring.rulebook.load import RulebookFaults, check, format_faults, load
from shuzhi.scoring.rulebook.messages import MESSAGES
from shuzhi.scoring.tests.rulebook import planted as planting

HERE = Path(__file__).parent


# Kinds whose planting must make other names unknown, or hits two places alike.
WITH_COMPANY = {"few_grades", "row_without_scale", "formulas_without_categories"}


def written():
    """kind → the lines of messages.txt."""
    blocks = (HERE / "messages.txt").read_text("utf-8").strip().split("\n\n")
    return {block.split("\n")[0]: [line[2:] for line in block.split("\n")[1:]] for block in blocks}


def told(fault):
    place = f"{fault.line}:{fault.column} {fault.where}"
    return [place, fault.message_zh, fault.mend_zh, fault.message_en, fault.mend_en]


def test_the_sound_rulebook_is_sound():
    assert check(planting.SOUND) == ()


def test_every_kind_is_planted_and_written_down():
    assert set(planting.PLANTED) | {"not_utf8"} == set(MESSAGES)
    assert set(written()) == set(planting.PLANTED)


@pytest.mark.parametrize("kind", list(planting.PLANTED))
def test_a_planted_fault_is_told_at_its_place_in_both_languages(kind):
    faults = check(planting.planted(kind))

    assert told(next(fault for fault in faults if fault.kind == kind)) == written()[kind]
    assert kind in WITH_COMPANY or [fault.kind for fault in faults] == [kind]


def test_a_file_in_gb18030_is_refused_with_the_way_to_save_it():
    assert [
        (fault.kind, fault.line, fault.mend_zh) for fault in check("版本: 一\n名称: 甲\n".encode("gb18030"))
    ] == [("not_utf8", 1, "请在编辑器里“另存为”，编码选 UTF-8。")]


TEN = (
    ("A: {权重: 50,", "A: {权重: 45,"),
    ("并入A", "并入D"),
    ("C: {权重: 20, 票数不足: 重新分摊}", "C: {权重: 20}"),
    ("票种: 民主测评, 算法", "票种: 民主测平, 算法"),
    ("来源: 分值", "来源: 分直"),
    ("逾期: {每次扣: 2, 最多: 10}", "逾期: {每次扣: 2, 最多: 1}"),
    ('较好: "[75, 90)"', '较好: "[75, 89)"'),
    ("违纪: {最高: 差}", "违纪: {最高: 好}"),
    (", 取整: 舍去", ""),
    ("票类最少: 5", "票类最少: 1"),
)


def test_ten_faults_in_one_file_are_all_told_at_once_in_the_order_of_the_file():
    text = planting.SOUND
    for old, new in TEN:
        assert old in text
        text = text.replace(old, new, 1)

    with pytest.raises(RulebookFaults) as caught:
        load(text)

    assert [(fault.line, fault.kind) for fault in caught.value.faults] == [
        (17, "weights_sum"),
        (18, "unknown_name"),
        (19, "group_without_policy"),
        (29, "unknown_name"),
        (34, "unknown_word"),
        (39, "cap_below_points"),
        (56, "band_gap"),
        (61, "cap_at_best"),
        (63, "quota_without_rounding"),
        (69, "out_of_range"),
    ]


def test_faults_are_printed_with_place_path_and_mending():
    faults = check(planting.planted("cap_at_best"))

    assert format_faults(faults, "zh", "办法.yaml") == (
        "办法.yaml 第 58 行第 37 列  限制 › 整改慢 › 最高：“好”是最高等次，最高到“好”等于没有限制。\n"
        "    改法：请写一个较低的等次。"
    )
    assert format_faults(faults, "en", "rules.yaml") == (
        "rules.yaml:58:37  限制 › 整改慢 › 最高: “好” is the best grade: a cap there does nothing.\n"
        "    To mend: Name a lower grade."
    )
