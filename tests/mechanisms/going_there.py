"""Fieldwork: visits by method, demands, marks, sealed draws; methods and marks are words of the cycle."""

from datetime import date, timedelta

from django.utils import timezone

from shuzhi.fieldwork import actions, queries
from shuzhi.fieldwork.models import Visit
from shuzhi.fieldwork.queries.words import from_lines, shipped
from shuzhi.fieldwork.tests import factories
from shuzhi.fieldwork.tests.factories import Field
from tests.mechanisms.rows import Row
from tests.mechanisms.world import World

METHODS = "preach 宣讲政策\nsite 实地察看\nreception 接访下访 *\noffice 现场办公 *\nagain 回头看"


def go(world: World) -> Field:
    """The district's open cycle with its researchers; its methods as the office has written them."""
    there = factories.field(world.place)
    methods = from_lines(METHODS, shipped()["methods"])
    actions.change_words(there.cycle, methods, shipped()["tags"], actor=world.place.office)
    return there


def made(there: Field, method: str, *, day: date | None = None, **values: object) -> Visit:
    """A visit that was made, with its demands where the method counts them."""
    visit = factories.visit(there, method=method, day=day or timezone.localdate(), **values)
    counted = {"received": 20, "solved": 15} if method in queries.counting_methods(there.cycle) else {}
    return actions.record_visit(visit, actor=there.researcher, **counted)


def leaders_go_down_before_the_meeting(_row: Row, world: World) -> None:
    """Four kinds of going down, each a method of the cycle, and the demands received there."""
    there = go(world)
    for method in ("preach", "site", "reception", "office"):
        made(there, method, announced=True, led_by="区委书记", place="振华路街道便民服务中心")
    rows = {one.code: one for one in queries.method_rows(world.place.office, there.cycle)}
    counts = {code: (row.before, row.solved_percent) for code, row in rows.items() if row.visits}
    assert counts == {"preach": (1, None), "site": (1, None), "reception": (1, 75), "office": (1, 75)}


def what_was_found_belongs_to_topics(_row: Row, world: World) -> None:
    there = go(world)
    visit = made(there, "site")
    topic = there.cycle.topics.get(code="二")
    actions.write_finding(visit, "strength", "产业项目落地三个。", topics=[topic], actor=there.researcher)
    found = {row["topic"]: row["strengths"] for row in queries.topic_rows(world.place.office, there.cycle)}
    assert found[topic] == 1


def a_second_look_follows_after_the_meeting(_row: Row, world: World) -> None:
    there = go(world)
    made(there, "again", phase="after")
    rows = {one.code: (one.before, one.after) for one in queries.method_rows(world.place.office, there.cycle)}
    assert rows["again"] == (0, 1)


def ills_are_named_by_the_place(_row: Row, world: World) -> None:
    """The marks of findings are the place's own list; the ones shipped are the three ills."""
    there = go(world)
    names = [word["zh"] for word in shipped()["tags"]]
    assert names == ["落不细", "跟不上", "上不来"]
    words = [*shipped()["tags"], {"code": "late", "zh": "慢半拍"}]
    actions.change_words(there.cycle, shipped()["methods"], words, actor=world.place.office)
    visit = made(there, "site")
    for tag in ("shallow", "late"):
        factories.finding(there, visit, tag=tag)
    rows = queries.tag_rows(world.place.office, there.cycle)
    counts = {row["code"]: row["problems"] for row in rows}
    assert (counts["shallow"], counts["late"], counts["weak"]) == (1, 1, 0)


def places_are_drawn_and_sealed_until_the_day(_row: Row, world: World) -> None:
    there = factories.field(world.place)
    draw, _words = factories.sealed(there)
    assert (draw.seed, queries.units_of(draw), Visit.objects.count()) == ("", [], 0)


def anybody_repeats_the_draw(_row: Row, world: World) -> None:
    there = factories.field(world.place)
    draw = factories.opened(there)
    assert queries.checks_of(draw).all_hold
    visits = list(draw.visits.all())
    assert (len(visits), {visit.announced for visit in visits}) == (2, {False})
    with factories.on(draw.until + timedelta(days=1)):
        assert queries.visits_for(world.place.office).filter(draw=draw).count() == len(visits)
