"""The plan and the independent recount agree to the last digit, whatever the rulebook."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from tests.scoring.agreement import differences
from tests.scoring.strategies import Case, cases, seeds


def test_plan_and_recount_agree_on_every_figure_of_hundreds_of_random_rulebooks():
    found = {seed: differences(inputs, rulebook)[:5] for seed, (rulebook, inputs) in seeds(20_000, 500)}

    assert {seed: lines for seed, lines in found.items() if lines} == {}


@given(cases())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_hypothesis_finds_no_rulebook_on_which_they_differ(case: Case):
    rulebook, inputs = case

    assert differences(inputs, rulebook) == []
