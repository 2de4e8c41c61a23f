"""The agenda in minutes and the words of the host (F10): texts of the cycle, data of the meeting."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.cycles.models import Cycle
from shuzhi.meetings.models import AgendaItem, HallRules, Meeting, ReportingGroup
from shuzhi.meetings.queries.meetings import agenda, superior_of, tracks_of
from shuzhi.meetings.queries.room import observers_of, presence_of
from shuzhi.meetings.rules.script import OF_EACH_REPORTER, SIGN
from shuzhi.web.papers import day

DATA = Path(__file__).parent.parent / "data" / "script.json"


@cache
def ready_script() -> dict[str, Any]:
    """The script a cycle begins with, and the signs that stand for data of the meeting."""
    found: dict[str, Any] = json.loads(DATA.read_text(encoding="utf-8"))
    return found


def signs() -> set[str]:
    """What may stand in braces in a host script."""
    return set(ready_script()["signs"].values())


def hall_rules_of(cycle: Cycle) -> HallRules:
    """The rules of the meetings of a cycle; the ready ones where the office has laid down none."""
    laid = HallRules.objects.filter(cycle=cycle).first()
    if laid is None:
        return HallRules(cycle=cycle, script=ready_script()["parts"])
    laid.script = laid.script or ready_script()["parts"]
    return laid


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the agenda: what, who speaks, how long, from when, and what the host says."""

    title: str
    speaker: str
    minutes: int
    at: time | None
    text: str
    key: str
    part: str
    item: AgendaItem | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """What is heard in one place; several with the same beginning run side by side."""

    group: ReportingGroup | None
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Programme:
    """The whole meeting: opening, reports (side by side where there are groups), and the rest."""

    stretches: list[Stretch]
    minutes: int
    ends_at: time | None


def programme_of(meeting: Meeting) -> Programme:
    """The agenda in minutes, with the host's words; a part with neither minutes nor words is left out."""
    made = _Maker(meeting)
    opening = made.stretch(None, 0, [("opening", made.chair, None)])
    longest, tracks = opening.minutes, []
    for track in tracks_of(made.items):
        turns = [(key, made.speaker(key, item), item) for item in track.items for key in OF_EACH_REPORTER]
        stretch = made.stretch(track.group, opening.minutes, turns)
        tracks.append(stretch.done)
        longest = max(longest, opening.minutes + stretch.minutes)
    rest = [("written", made.chair)] if made.written else []
    rest += [("remarks", made.observers)] if made.observers else []
    rest += [("ballot", _("tellers")), ("summing_up", made.superior), ("closing", made.chair)]
    last = made.stretch(None, longest, [(key, speaker, None) for key, speaker in rest])
    total = longest + last.minutes
    return Programme([opening.done, *tracks, last.done], total, made.clock(total))


@dataclass(frozen=True, slots=True)
class _Made:
    done: Stretch
    minutes: int


class _Maker:
    """Puts the data of one meeting into the texts of its cycle."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.parts = {part["key"]: part for part in hall_rules_of(meeting.cycle).script}
        self.items = agenda(meeting)
        self.written = [item for item in self.items if item.written]
        self.observers = "、".join(f"{one.unit}{one.post}{one.name}" for one in observers_of(meeting))
        self.chair = meeting.chair or pgettext("agenda", "Host")
        self.superior = meeting.heard_by or superior_of(meeting.cycle) or meeting.cycle.organiser.name
        self.known = self._known()

    def stretch(
        self, group: ReportingGroup | None, begins: int, turns: Iterable[tuple[str, str, AgendaItem | None]]
    ) -> _Made:
        lines: list[Line] = []
        passed = 0
        for key, speaker, item in turns:
            part = self.parts[key]
            minutes = self.meeting.minutes_each if key == "report" else int(part["minutes"])
            text = self._filled(str(part["text"]), group, item)
            if text or minutes:
                title = f"{part['title']} {item.who.person_name}" if item else str(part["title"])
                lines.append(
                    Line(
                        title,
                        speaker,
                        minutes,
                        self.clock(begins + passed),
                        text,
                        key,
                        str(part["title"]),
                        item,
                    )
                )
                passed += minutes
        return _Made(Stretch(group, lines), passed)

    def speaker(self, key: str, item: AgendaItem) -> str:
        if key == "comment":
            return self.superior
        return item.who.person_name if key == "report" else _("the floor")

    def clock(self, minutes: int) -> time | None:
        if self.meeting.starts_at is None:
            return None
        begins = datetime.combine(date(2000, 1, 1), self.meeting.starts_at)
        return (begins + timedelta(minutes=minutes)).time()

    def _known(self) -> dict[str, str]:
        meeting = self.meeting
        presence = presence_of(meeting)
        venues = "、".join(f"{venue.name}（{venue.place}）" for venue in meeting.venues.all())
        return {
            "meeting": meeting.title,
            "day": day(meeting.date),
            "place": meeting.place,
            "chair": meeting.chair,
            "organiser": meeting.cycle.organiser.name,
            "superior": self.superior,
            "onsite": str(len(self.items) - len(self.written)),
            "written": str(len(self.written)),
            "names": "、".join(item.who.person_name for item in self.written),
            "voters": str(presence.expected),
            "present": "____" if presence.present is None else str(presence.present),
            "venues": _("Connected by video: %(venues)s.") % {"venues": venues} if venues else "",
            "observers": _("Attending from above: %(who)s.") % {"who": self.observers}
            if self.observers
            else "",
            "minutes": str(meeting.minutes_each),
        }

    def _filled(self, text: str, group: ReportingGroup | None, item: AgendaItem | None) -> str:
        own = {"group": group.name if group else ""}
        if item is not None:
            who = item.who
            own |= {"unit": who.organisation_name, "name": who.person_name, "post": who.post}
            own["order"] = str(1 + [one.pk for one in self.items].index(item.pk))
        names = {sign: name for name, sign in ready_script()["signs"].items()}
        values = self.known | own
        return SIGN.sub(lambda found: values.get(names.get(found[1], ""), ""), text).strip()
