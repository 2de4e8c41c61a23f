"""Before the meeting: the cycle is prepared and opened, reports are written, returned, accepted."""

from datetime import date, timedelta
from pathlib import Path

from django.conf import settings

from shuzhi.accounts.models import User
from shuzhi.cycles import actions as cycles
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import reporters_of, topics_for
from shuzhi.project.demo.content import Words, content
from shuzhi.project.demo.levels import change_above, hand_down
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps
from shuzhi.reports import actions as reports
from shuzhi.reports.rules import unanswered


def rulebook_path() -> Path:
    """The rulebook of the demo year."""
    name: str = content()["rulebook"]
    return Path(settings.ROOT) / "rulebooks" / name / "rulebook.yaml"


def prepare_cycle(cast: Cast, today: date, steps: Steps) -> Cycle:
    """A cycle with rulebook, topics, reporters and expected voters, then opened: from here it is pinned."""
    steps.begin("筹备：办法、事项、述职人 Prepare the cycle")
    office = cast.desks["office"]
    lists = hand_down(today.year)
    title = content()["title"].format(district=cast.district.name, year=today.year)
    cycle = cycles.create_cycle(
        cast.district,
        today.year,
        title,
        actor=office,
        invented=True,
        research_from=today - timedelta(days=50),
        report_due=today,
        meeting_on=today,
        decide_by=today + timedelta(days=20),
        rectify_by=today + timedelta(days=30),
    )
    cycles.choose_rulebook(cycle, rulebook_path().read_text(encoding="utf-8"), actor=office)
    for topic in content()["topics"]:
        cycles.add_topic(cycle, actor=office, **topic)
    categories = content()["categories"]
    for tenure in cast.tenures:
        category = categories[tenure.organisation.category or "territorial_committee"]
        written = tenure.organisation.code in content()["in_writing"]
        form = "written" if written else "onsite"
        cycles.add_reporter(cycle, tenure, actor=office, category=category, form=form)
    voters = {
        (group.form, group.group): content()["voters"][number % len(content()["voters"])]
        for number, group in enumerate(cycle.voter_groups.all())
    }
    cycles.expect_voters(cycle, voters, actor=office)
    cycles.take_over_topics(cycle, actor=office)
    cycles.open_cycle(cycle, actor=office)
    change_above(cycle, lists, office)
    reports.add_source(cast.district, **content()["source"], actor=office)
    steps.end(
        f"{cycle.reporters.count()} 名述职人，{sum(voters.values())} 名测评人，办法指纹 {cycle.rulebook_hash[:12]}"
    )
    return cycle


def write_reports(cast: Cast, cycle: Cycle, steps: Steps) -> None:
    """Each reporter writes and hands in; the office returns some, and accepts all in the end."""
    steps.begin("述：撰写、交稿、审核 Reports")
    office = cast.desks["office"]
    people = list(reporters_of(cycle))
    returned = 0
    for number, reporter in enumerate(steps.over(people, len(people))):
        user = cast.reporters[reporter.tenure.organisation.code]
        _hand_in(reporter, user, short=number % 5 == 0)
        report = reporter.report
        if number % 5 == 0:
            reports.return_to_author(report, {"problems": content()["return_note"]}, actor=office)
            _hand_in(reporter, user, short=False)
            report.refresh_from_db()
            returned += 1
        report.refresh_from_db()
        items = {item.key: (True, "") for item in unanswered(report.editions.latest("number"))}
        reports.answer_checklist(report, items, actor=office)
        reports.accept(report, actor=office)
    steps.end(f"{len(people)} 份报告定稿，其中 {returned} 份退回修改过")


def _hand_in(reporter: Reporter, user: User, *, short: bool) -> None:
    words = Words(content()["copied"].get(reporter.code, reporter.code))
    report = reports.begin_report(reporter, actor=user)
    report.refresh_from_db()
    sections = words.sections([section["key"] for section in reporter.cycle.report_sections])
    if reporter.order % 3 == 0:
        sections["problems"] = content()["quote"] + "\n" + sections["problems"]
    if short:
        sections["problems"] = sections["problems"].split("\n", maxsplit=1)[0]
    answers = {topic.pk: words.answer(topic.code) for topic in topics_for(reporter)}
    parts = words.parts(part for topic in topics_for(reporter) for part in topic.parts.all())
    report = reports.save_draft(report, sections, answers, actor=user, parts=parts)
    reports.hand_in(report, actor=user)
    reporter.refresh_from_db()
