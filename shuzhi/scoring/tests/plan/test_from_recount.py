"""Small cases in which the plan and the recount once differed."""

from __future__ import annotations

from fractions import Fraction

from shuzhi.scoring.engines import settle_inputs
from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.rulebook import model as m
from shuzhi.scoring.tests.recount.office import book, part, records


def test_a_block_of_deductions_may_bear_the_name_of_a_component():
    late = m.Item("迟报", points=Fraction(10))
    minus = m.Adjustment(
        "党建", bonus=False, items=(late,), cap=None, highest_only=False, proof_required=False
    )
    checklist = part("党建", 100, m.ChecklistSource(Fraction(100), (late,)))
    rules = book(checklist, fields=(), adjustments=(minus,))
    told = {"checks": [("党建", "迟报", MICRO)], "claims": [("党建", "迟报", 3 * MICRO)]}

    found = settle_inputs(records(rules, {"D1": told}), rules).columns.values

    assert {name: int(found[name][0]) for name in ("v/党建", "composite")} == {
        "v/党建": 9000,
        "composite": 6000,
    }
