"""Topics: a list is loaded and issued by the command, and a cycle below takes it over as it was written."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command

from shuzhi.accounts.tests.factories import user_with
from shuzhi.cycles import actions, queries
from shuzhi.cycles.models import Cycle, TopicList
from shuzhi.cycles.tests import factories as district
from shuzhi.reports import actions as reports
from shuzhi.reports.models import state_field, state_words
from shuzhi.reports.queries.side_by_side import answers_side_by_side
from shuzhi.reports.states import PartState
from shuzhi.reports.tests import factories as texts
from shuzhi.web.refusal import Refused
from tests.mechanisms.rows import Row
from tests.mechanisms.world import World, unit

UNCOMPARED = {"mechanism", "code", "text", "parts"}


def topics_come_down(row: Row, world: World) -> None:
    """Every topic the row names reaches a cycle below, word for word, and exactly those it is meant for."""
    below: dict[str, Cycle] = {}
    for path, codes in row.in_folder("topics/"):
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
        issuer = issuer_of(path, said)
        call_command("load_topics", path, issuer=issuer, issue=True, verbosity=0)
        cycle = below.setdefault("V01" if issuer == "V01" else "", cycle_for(issuer, world))
        actions.take_over_topics(cycle, actor=None)
        for code in codes:
            written = next(topic for topic in said["topics"] if topic["code"] == code)
            arrived(cycle, written, set(written.get("categories") or []), set(said.get("guides") or []))


def issuer_of(path: Path, said: dict[str, Any]) -> str:
    if said.get("guides"):
        return "3702LX"
    return "V01" if "vertical" in path.name else "3702"


def cycle_for(issuer: str, world: World) -> Cycle:
    if issuer != "V01":
        return Cycle.objects.filter(title="2026年度各类述职").first() or world.cycle()
    cycle = actions.create_cycle(world.up.bureau, 2026, "省局2026", actor=None)
    actions.add_reporter(cycle, world.up.station, actor=None)
    return cycle


def arrived(cycle: Cycle, written: dict[str, Any], categories: set[str], guides: set[str]) -> None:
    topic = cycle.topics.get(text=written["text"], issued__isnull=False)
    wanted = {name: value for name, value in written.items() if name not in UNCOMPARED}
    assert {name: getattr(topic, name) for name in wanted} == wanted
    assert (topic.part_texts, topic.issued.list.is_draft) == (written.get("parts") or [], False)
    asked = {r.tenure.organisation.category for r in cycle.reporters.all() if topic in queries.topics_for(r)}
    meant = categories or guides
    assert asked
    assert not meant or asked <= meant


def first_content_stands_first(row: Row, world: World) -> None:
    topics_come_down(row, world)
    cycle = Cycle.objects.get()
    assert cycle.topics.first().code == row.places[0][1][0]


def nothing_is_handed_in_before_each_item_is_answered(_row: Row, world: World) -> None:
    place = world.place
    cycle = texts_cycle(world, "11-ledger.yaml")
    report = reports.begin_report(place.reporters[0], actor=place.secretaries[0])
    answers = {topic.pk: "已办结，群众确认。" for topic in cycle.topics.exclude(code="件2")}
    report = reports.save_draft(
        report, texts.TEXTS, answers, actor=place.secretaries[0], parts=texts.all_done(report)
    )
    with pytest.raises(Refused, match="件2"):
        reports.hand_in(report, actor=place.secretaries[0])

    last = cycle.topics.get(code="件2")
    reports.save_draft(
        report, texts.TEXTS, {**answers, last.pk: "正在办，六月底完成。"}, actor=place.secretaries[0]
    )
    reports.hand_in(report, actor=place.secretaries[0])


def texts_cycle(world: World, name: str) -> Cycle:
    """The small cycle, opened with the topics of a ready list."""
    call_command("load_topics", settings.ROOT / "topics" / name, issuer="3702", issue=True, verbosity=0)
    cycle = district.prepared(world.place)
    actions.take_over_topics(cycle, actor=world.place.office)
    actions.open_cycle(cycle, actor=world.place.office)
    world.place.reporters = list(cycle.reporters.select_related("tenure__organisation", "tenure__person"))
    cycle.refresh_from_db()
    return cycle


def a_third_question_is_refused(row: Row, world: World) -> None:
    topics_come_down(row, world)
    draft = actions.create_list(world.place.root, 2026, "又一张表", actor=world.up.city_office)
    with pytest.raises(Refused):
        actions.add_issued(draft, "答3", "第三道", actor=world.up.city_office, kind="must_answer")


def answers_stand_side_by_side(_row: Row, world: World) -> None:
    cycle = texts_cycle(world, "09-people.yaml")
    for reporter, author in zip(world.place.reporters[:2], world.place.secretaries, strict=False):
        texts.handed_in(reporter, author)
    for code in ("共1", "共2"):
        asked = answers_side_by_side(world.place.office, cycle.topics.get(code=code))
        assert [bool(one.text) for one in asked] == [True, True, False]


def parts_are_answered_one_by_one(row: Row, world: World) -> None:
    """Nothing is handed in while a part has no state; what is done is counted and read side by side."""
    place = world.place
    ((path, codes), *_others) = row.in_folder("topics/")
    parts = next(
        topic["parts"]
        for topic in yaml.safe_load(path.read_text(encoding="utf-8"))["topics"]
        if topic["code"] == codes[0]
    )
    cycle = district.prepared(place)
    topic = actions.add_topic(cycle, codes[0], "逐项作答", actor=place.office, kind="checklist", parts=parts)
    actions.open_cycle(cycle, actor=place.office)
    reporter, author = cycle.reporters.get(pk=place.reporters[0].pk), place.secretaries[0]
    report = texts.drafted(reporter, author)
    last = state_field(topic.parts.last())
    report = reports.save_draft(report, {}, {}, actor=author, parts={last: ""})
    with pytest.raises(Refused, match=str(len(parts))):
        reports.hand_in(report, actor=author)

    report = reports.save_draft(report, {}, {}, actor=author, parts={last: PartState.UNDER_WAY})
    reports.hand_in(report, actor=author)
    answer = answers_side_by_side(place.office, topic)[0]
    assert [one["text"] for one in answer.parts] == parts
    assert (answer.done, answer.part_words(len(parts))) == (len(parts) - 1, state_words("under_way"))


def it_stays_across_years(row: Row, world: World) -> None:
    """The list of the next year begins with it, a cycle of that year has it, and the years are read together."""
    topics_come_down(row, world)
    code = row.places[0][1][0]
    cycle = Cycle.objects.get()
    topic = cycle.topics.get(code=code)
    draft = actions.carry_list_over(TopicList.objects.get(topics__code=code), actor=None)
    actions.issue_list(draft, actor=None)
    later = world.cycle(2027)
    actions.take_over_topics(later, actor=None)

    assert later.topics.get(text=topic.text).lineage == topic.lineage
    years = queries.topic_over_years(world.place.office, topic)
    assert [one.topic.cycle.year for one in years] == [2027, 2026]


def it_ends_with_its_last_year(row: Row, world: World) -> None:
    it_stays_across_years(row, world)
    code = row.places[0][1][0]
    source = TopicList.objects.get(topics__code=code, year=2027)
    after = actions.carry_list_over(source, actor=None)

    assert code not in set(after.topics.values_list("code", flat=True))


def one_event_joins_region_and_ministry(row: Row, world: World) -> None:
    topics_come_down(row, world)
    reader = user_with("auditor", "", name="审计")
    topic = Cycle.objects.get(organiser=world.up.bureau).topics.get(event="地震（样例）")
    found = {one.topic.cycle.organiser.code for one in queries.topic_over_years(reader, topic)}

    assert found == {"V0137", "370213"}


def two_organisers_of_one_rank(row: Row, world: World) -> None:
    """The same list issued by two provincial bodies: each runs a cycle of its own, neither sees the other's topics."""
    ((path, codes),) = row.in_folder("topics/")
    titles = {}
    for number, name in enumerate(["某自治区", "某兵团"], start=1):
        top = unit(f"9{number}", name, None, kind="province", tree="territorial")
        below = unit(f"9{number}01", f"{name}下级", top, kind="city", tree="territorial")
        call_command("load_topics", path, issuer=top.code, issue=True, verbosity=0)
        cycle = actions.create_cycle(below, 2026, f"{name}2026", actor=None)
        actions.take_over_topics(cycle, actor=None)
        titles[top.code] = {topic.issued.list.issuer.code for topic in cycle.topics.filter(code__in=codes)}
    assert titles == {"91": {"91"}, "92": {"92"}}
