"""What was done in the demo year: figures with their sources, promises with their results, entries of the log."""

import random
from datetime import date, timedelta
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any

import yaml
from django.core.management import call_command

from shuzhi.duties import actions as duties
from shuzhi.duties.states import Kind, Outcome
from shuzhi.indicators import actions as indicators
from shuzhi.indicators.models import Indicator
from shuzhi.organisations.models import Organisation, Tenure
from shuzhi.organisations.states import Kind as UnitKind
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps

SEED = 2026
MONTHS = 4


@cache
def work() -> dict[str, Any]:
    """What work.yaml says."""
    loaded: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "work.yaml").read_text(encoding="utf-8"))
    return loaded


def enter_figures(cast: Cast, today: date, steps: Steps) -> None:
    """The sample list of indicators, and of every street the figures of this year and of the one before."""
    steps.begin("数据：指标与目标 Figures")
    call_command("import_figures", stdout=StringIO())
    known = {one.code: one for one in Indicator.objects.all()}
    streets = [
        tenure.organisation for tenure in cast.tenures if tenure.organisation.kind == UnitKind.TOWNSHIP
    ]
    entered = 0
    for street in steps.over(streets, len(streets)):
        rng = random.Random(f"{SEED} {street.code}")
        entered += _yearly(known, street, today, rng) + _monthly(known, street, today, rng)
        for code, scaled in work()["targets"].items():
            indicators.set_target(known[code], street, str(today.year), scaled, actor=None)
    steps.end(f"{len(known)} 项指标，{entered} 个数，{len(streets)} 个街道")


def _yearly(known: dict[str, Indicator], street: Organisation, today: date, rng: random.Random) -> int:
    weak = 0
    for code, low, high, source in work()["yearly"]:
        value = rng.randint(low, high)
        before = value + rng.randint(0, max(1, value // 6))
        weak = value if code == "ZZ-04" else weak
        _enter(known[code], street, str(today.year - 1), before, source, date(today.year - 1, 12, 31))
        _enter(
            known[code], street, str(today.year), value, source, today - timedelta(days=rng.randint(5, 25))
        )
    _enter(
        known["ZZ-05"], street, str(today.year), rng.randint(0, weak), "整顿台账", today - timedelta(days=5)
    )
    return len(work()["yearly"]) * 2 + 1


def _monthly(known: dict[str, Indicator], street: Organisation, today: date, rng: random.Random) -> int:
    entered = 0
    for month in range(max(1, today.month - MONTHS + 1), today.month + 1):
        period = f"{today.year}-{month:02}"
        day = min(today, date(today.year, month, 28))
        for code, low, high, source in work()["monthly"]:
            value = rng.randint(low, high)
            _enter(known[code], street, period, value, source, day)
            entered += 1
            if code == "RX-01":
                _enter(known["RX-02"], street, period, value - rng.randint(0, value // 10), source, day)
                entered += 1
    return entered


def _enter(
    indicator: Indicator, street: Organisation, period: str, scaled: int, source: str, day: date
) -> None:
    indicators.enter_fact(indicator, street, period, scaled, source=source, as_of=day, actor=None)


def keep_promises(cast: Cast, today: date, steps: Steps) -> None:
    """Each leader's list is fixed and reported on; most of it is done, some of it is not."""
    steps.begin("责任：承诺、项目、联系点、记实 Promises and log")
    for code, text, post in work()["responsibilities"]:
        duties.add_responsibility(
            cast.district, code, text.format(c=4), since=today.year, actor=cast.desks["office"], post=post
        )
    for tenure in steps.over(cast.tenures, len(cast.tenures)):
        _year_of(tenure, cast, today)
    steps.end(f"{len(cast.tenures)} 份年度清单，均已确定")


def _year_of(tenure: Tenure, cast: Cast, today: date) -> None:
    rng = random.Random(f"{SEED} {tenure.organisation.code} duties")
    me = cast.reporters[tenure.organisation.code]
    figures = {"a": rng.randint(60, 300), "b": rng.randint(8, 40), "c": rng.randint(2, 6)}
    duty_list = duties.begin_list(tenure, today.year, actor=me)
    point = tenure.organisation.get_children().first() or tenure.organisation
    lines: list[tuple[str, str, dict[str, Any]]] = [
        (Kind.PLEDGE, rng.choice(work()["pledges"]).format(**figures), {"published": "政务公开栏"}),
        (Kind.PROJECT, rng.choice(work()["projects"]), {"measure": rng.choice(work()["measures"])}),
        (Kind.POINT, f"{point.name}联系点", {"organisation": point}),
        (Kind.MATTER, rng.choice(work()["matters"]), {}),
        (Kind.DEED, rng.choice(work()["deeds"]), {}),
    ]
    items = [
        duties.add_item(duty_list, kind, name, actor=me, due=date(today.year, 12, 20), **values)
        for kind, name, values in lines
    ]
    duties.fix_list(duty_list, actor=me)
    for item in items:
        item.duty_list.refresh_from_db()
        duties.note_progress(item, "已过半，按计划推进", on=today - timedelta(days=140), actor=me)
    for text in work()["visits"]:
        duties.note_visit(
            items[2], text.format(**figures), on=today - timedelta(days=rng.randint(20, 200)), actor=me
        )
    duties.note_confirmation(
        items[4], "受益居民代表", "居民会议通报，无异议", on=today - timedelta(days=12), actor=me
    )
    for item in items[: rng.randint(3, 5)]:
        outcome = Outcome.DONE if rng.random() < 0.8 else Outcome.PARTLY
        duties.conclude(
            item,
            outcome,
            "已按承诺办结，接受群众监督" if outcome == Outcome.DONE else "完成大部，余下年底前完成",
            on=today - timedelta(days=6),
            actor=me,
        )
    for number, (title, text) in enumerate(work()["log"]):
        duties.write_entry(
            tenure, title, text.format(**figures), on=today - timedelta(days=30 + 40 * number), actor=me
        )
