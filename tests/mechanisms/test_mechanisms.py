"""docs/mechanisms.md is true: everything it names is there, and each mechanism is loaded as data and works."""

import re
from collections.abc import Callable, Iterator
from functools import cache

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from tests.mechanisms import figures, going_there, handing_down, taking_on, whole_year
from tests.mechanisms.rows import ACCEPTED, HOW_FAR, Row, codes_in, rows
from tests.mechanisms.world import World, build

Check = Callable[[Row, World], None]
ROWS = rows()

# What every row that names files of a folder is asked.
OF_FOLDER: dict[str, Check] = {
    "topics/": handing_down.topics_come_down,
    "shuzhi/indicators/data/": figures.figures_are_counted,
    "shuzhi/duties/": taking_on.lines_are_counted_over_a_subtree,
}

# What a mechanism is asked beyond that.
OF_ITS_OWN: dict[str, list[Check]] = {
    "M2": [handing_down.first_content_stands_first],
    "M3": [handing_down.parts_are_answered_one_by_one],
    "M4": [taking_on.an_activity_is_logged],
    "M7": [handing_down.nothing_is_handed_in_before_each_item_is_answered],
    "M8": [going_there.a_second_look_follows_after_the_meeting],
    "M12": [whole_year.a_secretary_reports_above_and_reviews_below, taking_on.responsibilities_come_down],
    "M13": [taking_on.the_report_speaks_in_the_first_person],
    "M15": [whole_year.hearings_by_portfolio_cover_everybody],
    "M16": [taking_on.a_few_matters_is_what_the_office_says],
    "M21": [figures.a_missing_hard_figure_is_named],
    "M24": [handing_down.parts_are_answered_one_by_one],
    "M25": [handing_down.parts_are_answered_one_by_one],
    "M26": [handing_down.it_stays_across_years],
    "M27": [handing_down.two_organisers_of_one_rank],
    "M32": [handing_down.one_event_joins_region_and_ministry],
    "M34": [handing_down.a_third_question_is_refused],
    "M37": [whole_year.shortcomings_stand_in_the_ledger],
    "M39": [taking_on.a_team_reaches_its_milestones],
    "M42": [handing_down.it_stays_across_years, whole_year.open_problems_open_the_next_year],
    "M44": [going_there.leaders_go_down_before_the_meeting],
    "M45": [going_there.what_was_found_belongs_to_topics],
    "M46": [going_there.leaders_go_down_before_the_meeting],
    "M47": [going_there.ills_are_named_by_the_place],
    "M51": [figures.before_and_after_are_compared, whole_year.the_round_says_what_it_costs],
    "M52": [handing_down.answers_stand_side_by_side],
    "M55": [whole_year.a_joint_unit_reports_as_one],
    "M56": [whole_year.the_exit_test_is_anothers],
    "M57": [taking_on.a_project_names_its_figure],
    "M58": [handing_down.it_ends_with_its_last_year, figures.three_years_have_targets],
    "M59": [handing_down.parts_are_answered_one_by_one],
    "M60": [whole_year.a_joint_unit_reports_as_one],
    "M61": [whole_year.a_joint_unit_reports_as_one],
    "M63": [whole_year.three_links_follow_one_another],
    "M67": [whole_year.found_admitted_pointed_out],
    "M68": [going_there.places_are_drawn_and_sealed_until_the_day],
    "M69": [going_there.anybody_repeats_the_draw],
    "M77": [whole_year.the_round_says_what_it_costs],
}


def test_the_table_has_every_mechanism_of_the_acceptance_list_in_order():
    assert list(ROWS) == ACCEPTED
    assert {row.how_far.partition(":")[0] for row in ROWS.values()} <= set(HOW_FAR)
    assert all(row.needs and row.pages for row in ROWS.values())
    assert all(re.search(r": .+", row.how_far) for row in ROWS.values() if row.how_far != "whole")


@pytest.mark.parametrize("number", ROWS)
def test_everything_a_row_names_is_there(number):
    row = ROWS[number]
    missing = [path for path, _codes in row.places if not (settings.ROOT / path).is_file()]
    assert missing == []

    unknown = {code for path, codes in row.places for code in set(codes) - codes_in(settings.ROOT / path)}
    assert unknown == set()
    assert set(row.pages) - page_names() == set()


def test_every_ready_topic_of_the_list_stands_under_its_mechanism():
    said = {
        (number, path.name, code)
        for number, row in ROWS.items()
        for path, codes in row.in_folder("topics/")
        for code in codes
    }
    pattern = re.compile(r"mechanism: (M\d+)\b.*?code: ([^,\s]+)", re.DOTALL)
    written = {
        (number, path.name, code)
        for path in (settings.ROOT / "topics").glob("*.yaml")
        for number, code in pattern.findall(path.read_text(encoding="utf-8"))
        if number in ROWS
    }
    assert written - said == set()


@pytest.mark.django_db
@pytest.mark.parametrize("number", ACCEPTED)
def test_a_mechanism_is_expressed_with_data_alone(number):
    row = ROWS[number]
    checks = [check for folder, check in OF_FOLDER.items() if row.in_folder(folder)]
    checks += OF_ITS_OWN.get(number, [])

    assert checks
    for check in checks:
        with transaction.atomic():
            check(row, build())
            transaction.set_rollback(True)


@cache
def page_names() -> set[str]:
    return set(_names(get_resolver().url_patterns, ""))


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns, f"{one.namespace}:" if one.namespace else prefix)
        elif one.name:
            yield f"{prefix}{one.name}"
