"""The count sheet (F13): one function, two faces, for screen, workbook and paper.

The whole sheet is for tellers and committee. What is handed to the hall or read aloud says of the marks what the
gate of publication lets everybody know of the opened ballots: all of them, or none and why.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shuzhi.ballots import counting
from shuzhi.ballots.counting import CountTable
from shuzhi.ballots.models.paper import PaperSet
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.proving.values import policy_of, refuse_openings, refuse_tables, values_of, view_of
from shuzhi.ballots.queries import GroupAccount, by_group
from shuzhi.ballots.states import SetState
from shuzhi.scoring.rulebook.model import Disclosure

INVALID = (SetState.BLANK, SetState.SET_ASIDE)
HEADINGS = (
    gettext_lazy("Code"),
    gettext_lazy("Reporter"),
    gettext_lazy("Unit"),
    pgettext_lazy("count sheet", "Row"),
    gettext_lazy("Group"),
    pgettext_lazy("count sheet", "Mark"),
    pgettext_lazy("count sheet", "Count"),
    pgettext_lazy("count sheet", "Rate"),
    gettext_lazy("Rated"),
    gettext_lazy("Left blank"),
    pgettext_lazy("count sheet", "Score"),
)
PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class GroupLine:
    """The slips of a class of voters. Invalid are sheets that came back and cannot be counted.

    In the account they are spoiled, because the box holds nothing of them; here, as offices write it, they are
    returned. Issued = returned + spoiled + unused holds in both.
    """

    group: str
    label: str
    issued: int
    valid: int
    invalid: int
    spoiled: int
    unused: int

    @property
    def returned(self) -> int:
        return self.valid + self.invalid


@dataclass(frozen=True, slots=True)
class Account:
    """The slips of every group of a ballot, and of all together."""

    groups: list[GroupLine]
    together: dict[str, int]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A group whose marks are not for everybody, and why."""

    group: str
    label: str
    why: str


@dataclass(frozen=True, slots=True)
class CountSheet:
    """Everything that stands on the sheet that teller and supervisor sign.

    On the face for the hall, `withheld` names every group when the marks stay inside: tables and scores are empty
    then, because one group beside the sum of all would give the others away.
    """

    organiser: str
    meeting: str
    form: str
    closed_at: datetime | None
    declared_at: datetime | None
    account: Account
    reporters: list[tuple[str, str]]
    tables: list[CountTable]
    scores: dict[str, list[tuple[str, str]]]
    public: bool = False
    withheld: tuple[Withheld, ...] = ()

    @property
    def groups(self) -> list[GroupLine]:
        return self.account.groups

    @property
    def together(self) -> dict[str, int]:
        return self.account.together

    def with_scores(self) -> list[tuple[CountTable, list[tuple[str, str]]]]:
        """Every table; below the last one of a reporter what the ballot comes to."""
        last = {table.code: at for at, table in enumerate(self.tables)}
        return [
            (table, self.scores_of(table.code) if last[table.code] == at else [])
            for at, table in enumerate(self.tables)
        ]

    def scores_of(self, code: str) -> list[tuple[str, str]]:
        """The rulebook's components that this ballot decides, with their values."""
        return self.scores.get(code, [])


def count_sheet_of(session: BallotSession, *, public: bool = False) -> CountSheet:
    """The counted ballot, only after it has been declared; `public` is the face that the hall may see and hear."""
    tables = counting.count_sheet(session.box_form)
    # Stand-ins of a rehearsal are nobody's: they have marks, but no rulebook concerns them.
    view = None if session.meeting.rehearsal else view_of(session)
    account = account_of(session)
    withheld: tuple[Withheld, ...] = ()
    if public:
        policy = policy_of(session)
        inside = refuse_openings(view) if view else refuse_tables(session.form, tables, policy)
        withheld = _withheld(account, policy) if inside or not read_out(policy) else ()
    scores: dict[str, list[tuple[str, str]]] = {}
    for (code, path), value in (values_of(session, view) if view and not withheld else {}).items():
        scores.setdefault(code, []).append((path, _shown(value)))
    return CountSheet(
        organiser=session.meeting.cycle.organiser.name,
        meeting=session.meeting.title,
        form=session.form,
        closed_at=session.closed_at,
        declared_at=session.declared_at,
        account=account,
        reporters=list(dict.fromkeys((table.name, table.unit) for table in tables)),
        tables=[] if withheld else tables,
        scores=scores,
        public=public,
        withheld=withheld,
    )


def account_of(session: BallotSession) -> Account:
    """Issued, returned, valid and the rest, group by group: known to the hall since the closing."""
    invalid = Counter(
        PaperSet.objects.filter(session=session, state__in=INVALID).values_list("group", flat=True)
    )
    groups = [_line(one, invalid[one.group]) for one in by_group(session.issues.all())]
    return Account(groups, _together(groups))


def read_out(policy: Disclosure) -> bool:
    """Whether the rulebook lets figures of groups and scores out at all."""
    return policy.publish_groups and policy.publish_scores


def _withheld(account: Account, policy: Disclosure) -> tuple[Withheld, ...]:
    """Every group: by the rulebook; a small one by its turnout, which is known; all others alike, telling nothing."""
    if not read_out(policy):
        rule = _("by the rulebook figures of groups are not published")
        if policy.publish_groups:
            rule = _("by the rulebook scores are not published")
        return tuple(Withheld(one.group, one.label, rule) for one in account.groups)
    limit = policy.group_minimum
    small = _("fewer than %(limit)d ballots besides one's own") % {"limit": limit}
    other = _("so that no ballot can be inferred from what is shown")
    return tuple(
        Withheld(one.group, one.label, small if one.valid - 1 < limit else other) for one in account.groups
    )


def _line(account: GroupAccount, invalid: int) -> GroupLine:
    return GroupLine(
        group=account.group,
        label=account.label,
        issued=account.issued or 0,
        valid=account.returned or 0,
        invalid=invalid,
        spoiled=account.spoiled - invalid,
        unused=account.unused or 0,
    )


def _together(groups: list[GroupLine]) -> dict[str, int]:
    names = ("issued", "returned", "valid", "invalid", "spoiled", "unused")
    return {name: sum(getattr(line, name) for line in groups) for name in names}


def _shown(value: Fraction | None) -> str:
    """With two decimals, half up, as offices print it; a dash where there is none."""
    if value is None:
        return "—"
    return str((Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES, ROUND_HALF_UP))


def count_rows(sheet: CountSheet) -> tuple[list[str], list[list[object]]]:
    """The same as lines of a workbook: a line for each reporter, row, group and mark."""
    rows: list[list[object]] = []
    for table in sheet.tables:
        scores = "；".join(f"{path} {value}" for path, value in sheet.scores_of(table.code))
        for line in table.lines:
            for mark, count, share in line.marks:
                who = [table.code, table.name, table.unit, table.row, line.group or _("Together")]
                rows.append([*who, mark, count, share, line.rated, line.blank, scores])
    return [str(heading) for heading in HEADINGS], rows
