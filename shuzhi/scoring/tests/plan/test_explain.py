"""The explanation says what was computed: every formula in it, worked out, gives the value beside it."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from fractions import Fraction

import pytest

from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.explain import compare, lines, steps
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import rounded
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.plan.settling import settled
from shuzhi.scoring.tests.recount.office import OPTIONS, F, book, form, group, number, part
from tests.scoring.records import random_inputs
from tests.scoring.rulebooks import random_rulebook

BEYOND = ("中位", "清单")  # formulas that name marks and items without saying how they are chosen or capped
SUM = re.compile(r"^[\d.+\-−×÷()/ ]+$")


def worked_out(formula: str) -> Fraction | None:
    """The exact value of a formula made of numbers, None for one with other words in it."""
    text = re.sub(r"\) ÷ (\d+) (票|marks)$", r") ÷ \1", formula)
    text = re.sub(
        r"(^|[(+] ?)[^\d(+−×÷. ][^(+×÷]*? (?=\d+×)", r"\1", text
    )  # names of options before their counts
    if not SUM.match(text):
        return None
    exact = re.sub(r"\d+(\.\d+)?", lambda found: f"Fraction('{found[0]}')", text)
    return eval(exact.replace("×", "*").replace("÷", "/").replace("−", "-"), {"Fraction": Fraction})  # noqa: S307


def random_settlements(seeds: range):
    for seed in seeds:
        rng = random.Random(seed)
        rules = random_rulebook(rng)
        try:
            yield settle_inputs(random_inputs(rng, rules), rules)
        except Refused:
            continue


def test_every_formula_gives_the_value_beside_it():
    checked = 0
    for settlement in random_settlements(range(40_000, 40_120)):
        book = settlement.plan.rulebook
        for row in range(len(settlement)):
            for step in steps(settlement, row, "zh"):
                told = step.value != "—" and step.key[:2] in {"g/", "ro", "v/", "ba"}
                value = worked_out(step.formula) if told else None
                if value is None or any(word in step.rule for word in BEYOND):
                    continue
                exact = Fraction(rounded(value * 10**book.precision, book.rounding), 10**book.precision)
                assert Fraction(step.value) == exact, (step, settlement.plan.rulebook.title)
                checked += 1
    assert checked > 5_000


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everybody_can_be_explained_in_both_languages(lang):
    for settlement in random_settlements(range(41_000, 41_060)):
        told = list(lines(settlement, lang))
        last = {code: step.key for code, _, _, step in told}

        assert set(last) == set(settlement.inputs.reporters.column("code").to_pylist())
        assert set(last.values()) <= {"exclusion", "blocked", "grade", "rank"}
        assert all(step.title and step.value for _, _, _, step in told)


OFFICE = form(
    group("领导", 50, 2, m.Small.MERGE, "代表"), group("代表", 30), group("群众", 20, 3, m.Small.RESPREAD),
    rows=(m.Row("总体", OPTIONS, F(60)), m.Row("作风", replace(OPTIONS, name="五档"), F(40))),
)  # fmt: skip
VOTES = {
    ("领导", "总体"): {"好": 1}, ("代表", "总体"): {"好": 2, "较好": 1}, ("群众", "总体"): {"差": 2},
    ("领导", "作风"): {"好": 2}, ("代表", "作风"): {"较好": 1, "不了解": 4}, ("群众", "作风"): {"好": 3, "差": 1},
}  # fmt: skip
RULES = book(
    part("测评", 60, m.BallotSource("票", m.Measure.MEAN)),
    number("指标", 40, m.Missing.ZERO),
    forms=(OFFICE,),
    adjustments=(
        m.Adjustment("表彰", True, (m.Item("省级", points=F(2), cap=F(3)), m.Item("市级", points=F(1))), F(4), True, False),
        m.Adjustment("只对企业", True, (m.Item("税收", points=F(1)),), None, False, False, categories=("企业",)),
    ),
    gates=(
        m.Gate("指标门", m.Condition("at_least", m.Subject(field="指标"), F(60)), negated=True, at_most="一般"),
        m.Gate("保底", m.Condition("is", m.Subject(attribute="区"), labels=("东",)), False, at_least="较好", when_missing="ignore"),
        m.Gate("只对企业", m.Condition("below", m.Subject(composite=True), F(1)), False, at_most="差", categories=("企业",)),
    ),
    vetoes=(m.Veto("失职", "差", proof_required=False),),
    quotas=(m.Quota("限好", ("好",), True, F(1, 2), None, (), 0, (), m.Rounding.DOWN),),
    ties=(m.Tie(m.Subject(field="指标")),),
    exclusions=(m.Exclusion("新任", "不满半年", m.Condition("is", m.Subject(attribute="区"), labels=("新",))), m.Exclusion("外派", "", None)),
    ranking=m.Ranking("shared"),
    attributes=("区",),
    categories=("村", "企业"),
)  # fmt: skip
TOLD = {
    "D1": {
        "votes": VOTES,
        "指标": 95,
        "区": "东",
        "claims": [("表彰", "省级", 2 * MICRO), ("表彰", "市级", MICRO)],
    },
    "D2": {"votes": VOTES, "指标": 96, "区": "西"},
    "D3": {"votes": VOTES},
    "D4": {"votes": {}, "指标": 90, "区": "东"},
    "D5": {"votes": VOTES, "指标": 99, "vetoes": ["失职"], "区": "东"},
    "D6": {"区": "新"},
    "D7": {"excluded": "外派"},
}


def told(row: int, lang: str = "zh") -> dict[str, tuple[str, str, str]]:
    trace = steps(settled(RULES, TOLD), row, lang)
    return {step.title: (step.formula, step.value, step.rule) for step in trace}


def test_a_ballot_is_told_down_to_its_counts():
    trace = told(0)

    assert trace["测评 · 总体 · 代表"] == (
        "(好 3×100 + 较好 1×85) ÷ 4 票",
        "96.25",
        "平均分，含并入的“领导” 1 票",
    )
    assert trace["测评 · 总体 · 领导"] == ("1 票", "—", "不足 2 票，并入“代表”")
    assert trace["测评 · 总体 · 群众"][2] == "不足 3 票：权重重新分摊给其他票类"
    assert trace["测评 · 总体"][0] == "(80×96.25) ÷ 80"
    assert trace["测评 · 作风"] == ("(50×100 + 30×85 + 20×75) ÷ 100", "90.5", "按票类权重加权")
    assert trace["测评"] == ("(60×96.25 + 40×90.5) ÷ 100", "93.95", "按测评内容权重加权，折成百分制")
    assert trace["基础分"] == ("(60×93.95 + 40×95) ÷ 100", "94.37", "计分公式")


def test_marks_that_are_dropped_stand_in_no_formula():
    rows = (m.Row("报告", m.Scale(""), F(100)),)
    source = m.BallotSource("票", m.Measure.MEAN, drop_highest=1, drop_lowest=1, drop_from=5)
    rules = book(part("评审", 100, source), forms=(form(group("评委", 100), rows=rows),))
    marks = {("评委", "报告"): {90: 2, 80: 1, 60: 1, 99: 1}}

    trace = steps(settled(rules, {"D1": {"votes": marks}}), 0, "zh")

    told = next((step.formula, step.value, step.rule) for step in trace if step.title == "评审 · 报告 · 评委")
    assert told == ("(2×90 + 80) ÷ 3 票", "86.67", "平均分，5 票中去掉最高 1 票、最低 1 票")


def test_the_way_from_composite_to_grade_is_told():
    trace = told(0)

    assert trace["表彰"] == ("+ 省级 2×2（最多 3） + 市级 1×1", "+3", "加分，只取最高一项，合计最多 4")
    assert trace["总分"] == ("94.37 + 3", "97.37", "不低于 0、不高于 100，保留 2 位小数")
    assert trace["按分数线"] == ("97.37 ≥ 90", "好", "“好”从 90 分起")
    assert trace["限制：指标门"] == ("除非“指标”不低于 60；实际 95", "好", "最高“一般”：不适用")
    assert trace["限制：保底"][1:] == ("好", "最低“较好”：适用，等次不变")
    assert trace["比例：限好"][0] == "同组 5 人，“好”及以上 2 个名额；排第 1 位"
    assert trace["建议等次"][1] == "好"
    assert trace["排名"] == ("同一组织方内", "1 / 3", "同分并列；同分依次看：“指标”")


def test_vetoes_and_those_who_are_no_candidates_are_told_in_english_too():
    trace = told(4, "en")

    assert trace["Veto: 失职"] == ("好 → 差", "差", "at most “差”")
    assert trace["Quota: 限好"][0] == "cohort of 5, 2 places for “好” or better; not a candidate"
    assert trace["Proposed grade"][1] == "差"


def test_a_blocked_reporter_is_told_every_reason():
    trace = told(2)

    assert trace["暂停"][0] == "限制 指标门"
    assert trace["指标"][1:] == ("0", "缺项：计 0 分")
    assert "建议等次" not in trace
    assert told(3)["暂停"][0] == "测评"


def test_the_excluded_are_told_why():
    assert told(5) == {"不参加考核": ("“区”为“新”", "新任", "不满半年")}
    assert told(6) == {"不参加考核": ("在述职人表中列明", "外派", "")}


def test_who_would_get_another_grade_and_why():
    before = settled(RULES, TOLD)
    milder = replace(RULES, quotas=(), gates=())
    heavier = replace(
        RULES,
        formulas=(m.Formula("", (), (RULES.formulas[0].parts[0], number("指标", 400, m.Missing.ZERO))),),
    )

    freed = {change.code: change for change in compare(before, settled(milder, TOLD), "zh")}
    weighed = {change.code: change for change in compare(before, settled(heavier, TOLD), "en")}

    assert freed["D3"].before == "暂停"
    assert freed["D3"].after == "差"
    assert compare(before, before, "zh") == []
    assert all(change.why for change in [*freed.values(), *weighed.values()])


def test_reporters_of_one_settlement_alone_are_not_compared():
    before = settled(RULES, TOLD)
    fewer = settled(RULES, {code: one for code, one in TOLD.items() if code != "D1"})

    assert "D1" not in {change.code for change in compare(before, fewer, "zh")}


def test_a_new_name_for_a_grade_is_a_change_without_a_step():
    rules = book(number("甲"))
    renamed = replace(rules, grades=(m.Grade("优秀", F(90)), *rules.grades[1:]))
    told = {"D1": {"甲": 20}, "D2": {"甲": 95}}
    same_line = replace(renamed, grades=(*rules.grades[:3], m.Grade("不合格", F(0))))

    found = compare(settled(rules, told), settled(same_line, told), "zh")

    assert [(change.code, change.before, change.after) for change in found] == [("D1", "差", "不合格")]
    assert "差 → 不合格" in found[0].why
    assert [change.code for change in compare(settled(rules, told), settled(renamed, told), "en")] == ["D2"]


def test_a_reporter_without_a_formula_is_told_so():
    rules = book(number("甲"), formulas=(m.Formula("村", ("村",), (number("甲"),)),))

    trace = steps(settled(rules, {"D1": {"甲": 90}}), 0, "en")

    assert [(step.title, step.formula) for step in trace] == [("Blocked", "no part of the formula remains")]
