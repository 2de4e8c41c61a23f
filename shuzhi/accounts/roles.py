"""Who may do what, at one look. A capability that a role does not list is denied to it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    OFFICE = "office", _("Office")
    SECRETARY = "secretary", _("Organiser's secretary")
    COMMITTEE = "committee", _("Committee member")
    REPORTER = "reporter", _("Reporter")
    STAFF = "staff", _("Reporter's staff")
    TELLER = "teller", _("Teller and supervisor")
    RESEARCHER = "researcher", _("Field researcher")
    OBSERVER = "observer", _("Observer from above")
    DISCIPLINE = "discipline", _("Discipline body")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


WHAT = {
    "cycle.run": _("run the yearly review"),
    "cycle.view": _("see the yearly review"),
    "report.vet": _("return or accept reports"),
    "report.write": _("write the report"),
    "report.read": _("read reports"),
    "meeting.run": _("run the meeting"),
    "meeting.comment": _("comment on reporters"),
    "meeting.view": _("see the meeting"),
    "ballot.issue": _("print and issue slips"),
    "ballot.open_close": _("open and close the ballot"),
    "ballot.declare": _("declare the ballot"),
    "result.settle": _("settle the scores"),
    "result.view": _("see scores and proposed grades"),
    "result.decide": _("decide grades"),
    "evidence.enter": _("enter checklists and outcomes"),
    "veto.enter": _("enter vetoes with proof"),
    "feedback.send": _("hand feedback to reporters"),
    "feedback.read_own": _("read the own feedback"),
    "problem.view": _("see problems"),
    "problem.verify": _("verify that a problem is solved"),
    "problem.work": _("work on problems"),
    "topic.issue": _("issue topics to the levels below"),
    "indicator.manage": _("define indicators"),
    "fact.view": _("see figures"),
    "fact.enter": _("enter figures"),
    "duty.view": _("see promises, projects and duty logs"),
    "duty.write": _("write promises, projects and the duty log"),
    "visit.plan": _("plan visits and draws"),
    "finding.view": _("see findings"),
    "finding.write": _("write findings"),
    "burden.manage": _("register what is asked of units"),
    "burden.view": _("see what is asked of units"),
    "organisation.view": _("see organisations and people"),
    "organisation.manage": _("change organisations and people"),
    "overview.view": _("see coverage and figures"),
    "audit.read": _("read the log"),
    "user.manage": _("manage users and roles"),
}

CAPABILITIES: dict[Role, frozenset[str]] = {
    Role.OFFICE: frozenset(
        {
            "cycle.run", "cycle.view", "report.vet", "report.read", "meeting.run", "meeting.view",
            "ballot.issue", "ballot.open_close", "ballot.declare", "result.settle", "result.view",
            "evidence.enter", "veto.enter", "feedback.send", "problem.view", "problem.verify", "problem.work",
            "organisation.view", "organisation.manage", "overview.view", "topic.issue", "indicator.manage",
            "fact.view", "fact.enter", "duty.view", "visit.plan", "finding.view", "burden.manage", "burden.view",
        }
    ),
    Role.SECRETARY: frozenset(
        {
            "cycle.view", "report.read", "meeting.view", "meeting.comment", "result.view", "result.decide",
            "problem.view", "organisation.view", "overview.view", "fact.view", "duty.view", "finding.view",
            "burden.view",
        }
    ),
    Role.COMMITTEE: frozenset(
        {
            "cycle.view", "report.read", "meeting.view", "meeting.comment", "result.view", "result.decide",
            "problem.view", "organisation.view", "overview.view", "fact.view", "duty.view", "finding.view",
            "burden.view",
        }
    ),
    Role.REPORTER: frozenset(
        {
            "cycle.view", "meeting.view", "report.write", "feedback.read_own", "problem.work", "fact.view",
            "fact.enter", "duty.view", "duty.write", "burden.view",
        }
    ),
    Role.STAFF: frozenset(
        {
            "cycle.view", "report.write", "problem.work", "fact.view", "fact.enter", "duty.view", "duty.write",
            "burden.view",
        }
    ),
    Role.TELLER: frozenset({"cycle.view", "meeting.view", "ballot.issue", "ballot.declare"}),
    Role.RESEARCHER: frozenset(
        {"cycle.view", "report.read", "finding.view", "finding.write", "organisation.view", "fact.view"}
    ),
    Role.OBSERVER: frozenset(
        {
            "cycle.view", "report.read", "meeting.view", "organisation.view", "overview.view", "fact.view",
            "duty.view", "burden.view",
        }
    ),
    Role.DISCIPLINE: frozenset(
        {"cycle.view", "meeting.view", "veto.enter", "problem.view", "organisation.view", "overview.view"}
    ),
    Role.AUDITOR: frozenset({"cycle.view", "organisation.view", "audit.read", "burden.view"}),
    Role.ADMINISTRATOR: frozenset({"organisation.view", "organisation.manage", "user.manage"}),
}  # fmt: skip

# Nobody handles the own assessment file, whatever the roles: what the reporter may see of it comes by
# "feedback.read_own" and the own pages.
NEVER_ON_ONES_OWN = frozenset(
    {
        "report.vet", "report.read", "meeting.comment", "result.settle", "result.view", "result.decide",
        "evidence.enter", "veto.enter", "feedback.send", "problem.verify", "finding.view",
        "finding.write",
    }
)  # fmt: skip

# Whoever checks the work of others does not do it.
NEVER_TOGETHER = (
    frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    frozenset({Role.AUDITOR, Role.OFFICE}),
)


def roles_with(capability: str) -> list[Role]:
    """The roles that list the capability; an unknown name is a fault of the program, not a denial."""
    if capability not in WHAT:
        raise KeyError(capability)
    return [role for role, names in CAPABILITIES.items() if capability in names]
