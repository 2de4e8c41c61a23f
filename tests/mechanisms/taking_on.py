"""What leaders take on: promises, projects, points, matters and deeds, fixed, reported on and counted over a subtree."""

from datetime import date

from shuzhi.duties import actions, queries
from shuzhi.duties.models import DutyList, Item, Milestone
from shuzhi.reports.queries.first_person import voices_in
from tests.mechanisms.rows import Row
from tests.mechanisms.world import World

DAY = date(2026, 10, 1)
USUAL = ("pledge", "project", "point")


def lines_are_counted_over_a_subtree(row: Row, world: World) -> None:
    """The kinds of lines the row names are promised by two leaders, fixed, done, and counted for the city."""
    ((_path, kinds),) = row.in_folder("shuzhi/duties/")
    for tenure in world.place.tenures[:2]:
        duty_list = full_list(tenure, world, kinds)
        for item in duty_list.items.filter(kind__in=kinds):
            done(item)
    whole, rows = queries.statistics_of(world.up.city_office, world.place.root, 2026)
    counts = {kind.value: (all_of, made) for kind, all_of, made in whole.cells}
    assert {kind: counts[kind] for kind in kinds} == dict.fromkeys(kinds, (2, 2))
    assert [(one.organisation.code, one.fixed) for one in rows if one.fixed] == [("370213", 2)]


def full_list(tenure: object, world: World, kinds: list[str]) -> DutyList:
    """The usual three lines and one of each further kind, under their hash."""
    duty_list = actions.begin_list(tenure, 2026, actor=None)
    for kind in dict.fromkeys([*USUAL, *kinds]):
        where = {"organisation": world.units["village"]} if kind == "point" else {}
        actions.add_item(duty_list, kind, "把高频诉求办成实事", actor=None, published="公示栏", **where)
    actions.fix_list(duty_list, actor=None)
    return duty_list


def done(item: Item) -> None:
    if item.kind == "point":
        actions.note_visit(item, "入户走访", on=DAY, solved="修好路灯", actor=None)
    if item.kind == "deed":
        actions.note_confirmation(item, "小区居民", "居民会议通过", on=DAY, actor=None)
    actions.conclude(item, "done", "已办成", on=DAY, actor=None)


def the_report_speaks_in_the_first_person(_row: Row, _world: World) -> None:
    voices = voices_in(["我到社区现场办公。街道开展了活动。被评为先进。"])
    assert (voices.sentences, voices.own) == (3, 1)


def a_few_matters_is_what_the_office_says(_row: Row, world: World) -> None:
    actions.set_quota(world.place.organiser, 2026, "matter", 2, 4, actor=None)
    assert queries.quota_of(world.place.streets[0], 2026)["matter"] == (2, 4)


def an_activity_is_logged(_row: Row, world: World) -> None:
    tenure = world.place.tenures[0]
    text = "带队学习，三十人参加。"
    for day, place in [(DAY, "纪念馆"), (date(2026, 10, 2), "纪念馆"), (date(2026, 10, 3), "旧址")]:
        actions.write_entry(tenure, "现场学习", text, on=day, place=place, actor=None)
    assert [one.on for one in queries.entries_of(tenure, year=2026, place="旧址")] == [date(2026, 10, 3)]
    assert queries.places_of(tenure, year=2026) == [("纪念馆", 2), ("旧址", 1)]


def responsibilities_come_down(_row: Row, world: World) -> None:
    """Written once above, held at every tier below."""
    above = actions.add_responsibility(world.place.root, "1", "书记抓、抓书记", since=2026, actor=None)
    own = actions.add_responsibility(
        world.place.organiser, "1.1", "区委书记点评街道书记", since=2026, actor=None, refines=above
    )
    lines = queries.responsibilities_of(world.units["village"], 2026)
    assert [(one.responsibility, one.carried_out) for one in lines] == [(above, [own])]


def a_team_reaches_its_milestones(_row: Row, world: World) -> None:
    duty_list = actions.begin_list(world.place.tenures[0], 2026, actor=None)
    steps = [(date(2026, 9, 1), "开工"), (date(2026, 12, 1), "封顶")]
    actions.add_item(duty_list, "team", "党员突击队", actor=None, leader="赵工", milestones=steps)
    full_list(world.place.tenures[0], world, [])
    first = Milestone.objects.get(name="开工")
    actions.reach_milestone(first, on=DAY, actor=None)
    whole, _rows = queries.statistics_of(world.up.city_office, world.place.root, 2026)
    assert (whole.milestones, whole.reached) == (2, 1)


def a_project_names_its_figure(_row: Row, world: World) -> None:
    duty_list = actions.begin_list(world.place.tenures[0], 2026, actor=None)
    item = actions.add_item(duty_list, "project", "加装电梯", actor=None, demand="RX-01")
    assert item.promised["demand"] == "RX-01"
