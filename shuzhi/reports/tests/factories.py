"""Reports of the district's secretaries, as far along as a test needs them."""

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Reporter
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import Report, is_state
from shuzhi.reports.states import PartState

TEXTS = {
    "results": "一年来，我到社区现场办公42次，推动18个老旧小区建立党组织。",
    "problems": "一是谋划不够深，我对新就业群体党建抓得少。二是抓落实不够细，责任在我。",
    "next": "一是每季度专题研究一次。二是三月底前清理重复报表。",
}


def drafted(reporter: Reporter, author: User | None) -> Report:
    report = actions.begin_report(reporter, actor=author)
    answers = {topic.pk: f"对“{topic.text}”，我办成三件实事。" for topic in reporter.cycle.topics.all()}
    return actions.save_draft(report, TEXTS, answers, actor=author, parts=all_done(report))


def all_done(report: Report) -> dict[str, str]:
    """The state of every part of every topic that is asked: done."""
    return {name: PartState.DONE for name in queries.texts_of(report) if is_state(name)}


def handed_in(reporter: Reporter, author: User | None) -> Report:
    report = drafted(reporter, author)
    actions.hand_in(report, actor=author)
    return report


def accepted(reporter: Reporter, author: User | None, office: User | None) -> Report:
    report = handed_in(reporter, author)
    accept(report, office)
    return report


def accept(report: Report, office: User | None) -> None:
    """The office answers what the checklist still asks, and accepts."""
    edition = report.editions.latest("number")
    ticks = {item.key: (True, "") for item in rules.checklist_of(edition) if not item.is_found_met}
    actions.answer_checklist(report, ticks, actor=office)
    actions.accept(report, actor=office)
