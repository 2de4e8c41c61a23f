"""Before the meeting: visits and what they found, a sealed draw, and what the office matched with the reports."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import reporters_of
from shuzhi.fieldwork import actions, queries
from shuzhi.fieldwork.models import Finding
from shuzhi.meetings.actions import match_finding
from shuzhi.meetings.queries import portrait_of
from shuzhi.meetings.states import Side
from shuzhi.project.demo.content import content
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps

WORDS = "draw-words.txt"


def research(cast: Cast, cycle: Cycle, today: date, folder: Path, steps: Steps) -> None:
    """Visits of several kinds with their findings; a draw that is sealed for tomorrow; the first matches."""
    steps.begin("调研：走访、发现、抽签 Fieldwork")
    people = list(reporters_of(cycle))
    plan = content()["fieldwork"]
    pairs = zip(plan["visits"], plan["findings"], strict=True)
    findings = [_visit(cast, people[visit["reporter"]], visit, found, today) for visit, found in pairs]
    matched = sum(_match(cast, finding) for finding in findings)
    _seal(cast, cycle, today, folder)
    steps.end(f"{len(findings)} 次调研、{len(findings)} 条发现，其中核对 {matched} 条；1 次抽签已封存")


def _visit(
    cast: Cast, reporter: Reporter, visit: dict[str, Any], found: dict[str, Any], today: date
) -> Finding:
    researcher = cast.desks["researcher"]
    plan = content()["fieldwork"]
    made = actions.plan_visit(
        reporter.cycle,
        reporter.tenure.organisation,
        today - timedelta(days=visit["days_ago"]),
        actor=cast.desks["office"],
        method=visit["method"],
        team=[researcher],
        announced=visit["announced"],
        place=visit["place"],
        led_by=plan["led_by"] if "received" in visit else "",
    )
    received, solved = visit.get("received"), visit.get("solved")
    actions.record_visit(made, actor=researcher, note=plan["note"], received=received, solved=solved)
    topics = reporter.cycle.topics.filter(code=found["topic"])
    return actions.write_finding(
        made,
        found["kind"],
        found["text"],
        tag=found["tag"],
        topics=topics,
        reporters=[reporter],
        actor=researcher,
    )


def _match(cast: Cast, finding: Finding) -> bool:
    """The office looks a problem up in the report and says where it stands, or that it does not."""
    reporter = finding.reporters.get()
    row = next((row for row in portrait_of(None, reporter).rows if row.finding == finding), None)
    if row is None or finding.pk % 3 == 0:
        return False
    passage = row.admission.text if row.admission else ""
    match_finding(reporter, finding, Side.ADMITTED, passage=passage, actor=cast.desks["office"])
    return True


def _seal(cast: Cast, cycle: Cycle, today: date, folder: Path) -> None:
    """Tomorrow's draw; its two words are written down for whoever tries the demo, as holders do on paper."""
    plan = content()["fieldwork"]["draw"]
    frame = queries.frame_below(cycle.organiser, ["township"], "above")
    holders = (cast.desks["office"], cast.desks["discipline"])
    draw = actions.prepare_draw(
        cycle,
        actor=cast.desks["office"],
        title=plan["title"],
        day=today + timedelta(days=1),
        until=today + timedelta(days=5),
        beacon=plan["beacon"],
        method="site",
        frame=frame,
        sizes=queries.allocate(queries.counts_of(frame), plan["size"]),
        team=[cast.desks["researcher"]],
        holders=holders,
    )
    words = [actions.take_word(holder, actor=holder.user) for holder in draw.holders.all()]
    actions.seal_draw(draw, actor=cast.desks["office"])
    lines = [f"{user.username}: {word}" for user, word in zip(holders, words, strict=True)]
    (folder / WORDS).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / WORDS).chmod(0o600)
