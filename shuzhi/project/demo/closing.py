"""After the ballot: evidence by workbook, settlement, decisions, feedback, problems."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl

from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import reporters_of, rulebook_of
from shuzhi.project.demo.content import SEED, content
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps
from shuzhi.rectification import actions as rectification
from shuzhi.rectification.states import State
from shuzhi.results import actions as results
from shuzhi.results.models import Settlement
from shuzhi.results.rules import may_decide
from shuzhi.scoring.rulebook.model import ChecklistSource, Component, Field, Rulebook


def enter_evidence(cast: Cast, cycle: Cycle, folder: Path, steps: Steps) -> None:
    """The office fills in the workbook of the cycle and brings it back."""
    steps.begin("考：录入检查、数据、加减分、否决 Evidence")
    path = folder / "evidence-filled.xlsx"
    write_evidence(cycle, path)
    evidence = results.enter_evidence(cycle, path=path, file_name=path.name, actor=cast.desks["office"])
    steps.end(f"第 {evidence.number} 版，指纹 {evidence.digest[:12]}")


def write_evidence(cycle: Cycle, path: Path) -> None:
    """Invented figures for everything the rulebook asks besides ballots, in the sheets an office would fill in."""
    book = rulebook_of(cycle)
    people = list(reporters_of(cycle))
    rng = random.Random(SEED)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    _sheet(
        workbook,
        "述职人",
        ["代码", "单位", "姓名", "组织方", "类别"],
        ([p.code, p.organisation_name, p.person_name, cycle.organiser.code, p.category] for p in people),
    )
    _sheet(workbook, "成绩与结果", ["代码", *_headings(book.fields)], _figures(book, people, rng))
    _sheet(workbook, "检查清单", ["代码", "考核项", "条目", "次数或评定"], _findings(book, people, rng))
    plan = content()["evidence"]
    lines = ([people[one["reporter"] - 1].code, *_rest(one)] for one in plan["adjustments"])
    _sheet(workbook, "加减分", ["代码", "名目", "条目", "次数或分值", "依据"], lines)
    vetoes = (
        [people[one["reporter"] - 1].code, one["veto"], one["proof"], date.today(), one["authority"]]  # noqa: DTZ011 - a day in the office's own calendar
        for one in plan["vetoes"]
    )
    _sheet(workbook, "一票否决", ["代码", "否决事项", "依据", "日期", "认定机关"], vetoes)
    workbook.save(path)


def settle_and_decide(cast: Cast, cycle: Cycle, steps: Steps) -> Settlement:
    """The rulebook proposes, the committee decides: mostly as proposed, ties and one difference with a reason."""
    steps.begin("考：计分、等次评定 Settle and decide")
    settlement = results.settle_cycle(cycle, actor=cast.desks["office"])
    secretary = cast.desks["secretary"]
    _decide_one_differently(settlement, cast)
    for proposal in settlement.proposals.filter(tied=True, decision__isnull=True):
        reason = "同分，委员会比较了问题整改情况后决定按建议等次评定。"
        results.decide(proposal, grade=proposal.grade, reason=reason, actor=secretary)
    results.accept_proposals(settlement, actor=secretary)
    rows = settlement.proposals
    decided = rows.filter(decision__isnull=False).count()
    steps.end(
        f"{rows.count()} 人计分，{decided} 人定等次，{rows.filter(status='excluded').count()} 人按办法不参加考核"
    )
    return settlement


def _decide_one_differently(settlement: Settlement, cast: Cast) -> None:
    wanted = content()["difference"]
    proposal = settlement.proposals.filter(grade=wanted["from"], tied=False).order_by("merit").first()
    if proposal is not None and may_decide(cast.desks["secretary"], proposal) is None:
        results.decide(proposal, grade=wanted["to"], reason=wanted["reason"], actor=cast.desks["secretary"])


def hand_over(cast: Cast, cycle: Cycle, steps: Steps) -> None:
    """Feedback to everybody at one moment; most of them read it."""
    steps.begin("考：反馈 Feedback")
    handed = results.hand_over_all(cycle, actor=cast.desks["office"])
    readers = handed[: len(handed) * 3 // 4]
    for feedback in readers:
        reporter = feedback.decision.proposal.reporter
        results.acknowledge(feedback, actor=cast.reporters[reporter.tenure.organisation.code])
    steps.end(f"反馈 {len(handed)} 人，已读 {len(readers)} 人")


def rectify(cast: Cast, cycle: Cycle, steps: Steps) -> None:
    """Problems named in comments become lists; some are begun, some done, verified and closed."""
    steps.begin("改：问题清单 Rectification")
    office = cast.desks["office"]
    due = (cycle.rectify_by or date.today()) + timedelta(days=60)  # noqa: DTZ011 - as above
    problems = rectification.list_problems_from_comments(cycle, actor=office)
    for number, problem in enumerate(steps.over(problems, len(problems))):
        owner = cast.reporters[problem.reporter.tenure.organisation.code]
        rectification.assign(problem, due=due, actor=office)
        if number % 4 == 0:
            continue
        rectification.begin(
            problem, cause="过问不够经常。", measure="每周过一遍清单，两周无进展的到现场办。", actor=owner
        )
        if number % 4 == 1:
            continue
        rectification.claim_done(problem, evidence="清单已张贴，办结记录存综合科。", actor=owner)
        if number % 4 == 2:
            continue
        rectification.verify(problem, note="现场核对属实。", actor=office)
        rectification.close(problem, actor=office)
    closed = sum(problem.state == State.CLOSED for problem in problems)
    steps.end(f"{len(problems)} 个问题入清单，{closed} 个已销号")


def _sheet(
    book: openpyxl.Workbook, title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))


def _headings(fields: Iterable[Field]) -> list[str]:
    found: list[str] = []
    for field in fields:
        found += (
            [f"{field.name}（满意）", f"{field.name}（有效）"] if field.kind == "survey" else [field.name]
        )
    return found


def _figures(book: Rulebook, people: list[Reporter], rng: random.Random) -> Iterable[list[Any]]:
    plan = content()["evidence"]
    special = {(one["reporter"], one["field"]): one["value"] for one in plan["special"]}
    for number, person in enumerate(people, start=1):
        row: list[Any] = [person.code]
        for field in book.fields:
            if field.kind == "survey":
                row += [rng.randint(*plan["survey"]["favourable"]), rng.randint(*plan["survey"]["asked"])]
            elif field.kind == "label":
                row.append(rng.choice(field.labels))
            else:
                span = plan["numbers"].get(field.name, [int(field.low), int(field.high)])
                row.append(special.get((number, field.name), rng.randint(*span)))
        yield row


def _findings(book: Rulebook, people: list[Reporter], rng: random.Random) -> Iterable[list[Any]]:
    plan = content()["evidence"]["checklist"]
    for person in people:
        for component in _checklists(book, person.category):
            items = [item for item in component.source.items if item.points is not None]  # type: ignore[union-attr]
            found = [
                [item.name, rng.randint(1, plan["most"])] for item in items if rng.random() < plan["chance"]
            ]
            # 0 occurrences say "checked, nothing found": without any line the checklist would be missing.
            for name, times in found or [[items[0].name, 0]]:
                yield [person.code, component.path, name, times]


def _checklists(book: Rulebook, category: str) -> list[Component]:
    formula = next((f for f in book.formulas if category in f.categories), None)
    formula = formula or next(f for f in book.formulas if not f.categories)
    found: list[Component] = []
    waiting = list(formula.parts)
    while waiting:
        part = waiting.pop(0)
        waiting = [*part.parts, *waiting]
        if isinstance(part.source, ChecklistSource):
            found.append(part)
    return found


def _rest(line: dict[str, Any]) -> list[Any]:
    return [line["adjustment"], line["item"], line["value"], line["proof"]]
