"""The district with a team of researchers, a visit, findings, and a draw as far along as a test needs it."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from unittest.mock import patch

from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.tests import factories as district
from shuzhi.fieldwork import actions
from shuzhi.fieldwork.models import Draw, Finding, Visit

TEXT = "窗口排队超过一小时，三个窗口只开一个，群众反映半年没有变化。"
BEACON = "开启当日公布的福利彩票双色球开奖号码"


@dataclass
class Field:
    """Who does the fieldwork of the district."""

    place: Any
    cycle: Cycle
    researcher: User
    colleague: User  # another researcher, not sent
    discipline: User
    auditor: User


def field(place: district.District) -> Field:
    cycle = district.opened(place)
    people = {
        "researcher": district.user("researcher", "调研员 方行"),
        "colleague": district.user("colleague", "调研员 言实"),
        "discipline": district.user("discipline", "纪检 严正"),
        "auditor": district.user("auditor", "审计 明察"),
    }
    for name, role in [
        ("researcher", "researcher"),
        ("colleague", "researcher"),
        ("discipline", "discipline"),
    ]:
        district.grant(people[name], role, place.organiser)
    district.grant(people["auditor"], "auditor", place.root)
    return Field(place, cycle, **people)


def visit(there: Field, **values: Any) -> Visit:
    plan = {"method": "site", "team": [there.researcher], **values}
    organisation = plan.pop("organisation", there.place.streets[0])
    day = plan.pop("day", timezone.localdate())
    return actions.plan_visit(there.cycle, organisation, day, actor=there.place.office, **plan)


def finding(there: Field, at: Visit, **values: Any) -> Finding:
    plan = {"kind": "problem", "text": TEXT, "reporters": there.place.reporters[:1], **values}
    return actions.write_finding(at, plan.pop("kind"), plan.pop("text"), actor=there.researcher, **plan)


def frame(there: Field) -> list[list[str]]:
    return [[street.code, street.name, "街道"] for street in there.place.streets]


def draft(there: Field, **values: Any) -> Draw:
    today = timezone.localdate()
    plan = {
        "title": "第一次抽签",
        "day": today + timedelta(days=1),
        "until": today + timedelta(days=3),
        "beacon": BEACON,
        "method": "site",
        "frame": frame(there),
        "sizes": {"街道": 2},
        "team": [there.researcher],
        "holders": (there.place.office, there.discipline),
        **values,
    }
    return actions.prepare_draw(there.cycle, actor=there.place.office, **plan)


def sealed(there: Field, **values: Any) -> tuple[Draw, list[str]]:
    draw = draft(there, **values)
    words = [actions.take_word(holder, actor=holder.user) for holder in draw.holders.all()]
    return actions.seal_draw(draw, actor=there.place.office), words


def opened(there: Field, value: str = "0308172226", **values: Any) -> Draw:
    """A draw opened on its day; the clock of the test then goes back to today."""
    draw, words = sealed(there, **values)
    with on(draw.day):
        for holder, word in zip(draw.holders.all(), words, strict=True):
            actions.enter_word(holder, word, value, actor=holder.user)
    return Draw.objects.get(pk=draw.pk)


def on(day: date) -> Any:
    """The clock on another day."""
    return patch("django.utils.timezone.localdate", lambda *_args, **_more: day)
