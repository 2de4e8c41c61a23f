"""The count sheet (F13): one function for the screen, the hall's wall, the workbook and the paper."""

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
from shuzhi.ballots.proving.values import values_of, view_of
from shuzhi.ballots.queries import GroupAccount, by_group
from shuzhi.ballots.states import SetState

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
class CountSheet:
    """Everything that stands on the sheet that teller and supervisor sign."""

    organiser: str
    meeting: str
    form: str
    closed_at: datetime | None
    declared_at: datetime | None
    groups: list[GroupLine]
    together: dict[str, int]
    tables: list[CountTable]
    scores: dict[str, list[tuple[str, str]]]

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


def count_sheet_of(session: BallotSession) -> CountSheet:
    """The counted ballot; only after it has been declared."""
    invalid = Counter(
        PaperSet.objects.filter(session=session, state__in=INVALID).values_list("group", flat=True)
    )
    groups = [_line(account, invalid[account.group]) for account in by_group(session.issues.all())]
    scores: dict[str, list[tuple[str, str]]] = {}
    # Stand-ins of a rehearsal are nobody's: they have marks, but no rulebook concerns them.
    values = {} if session.meeting.rehearsal else values_of(session, view_of(session))
    for (code, path), value in values.items():
        scores.setdefault(code, []).append((path, _shown(value)))
    return CountSheet(
        organiser=session.meeting.cycle.organiser.name,
        meeting=session.meeting.title,
        form=session.form,
        closed_at=session.closed_at,
        declared_at=session.declared_at,
        groups=groups,
        together=_together(groups),
        tables=counting.count_sheet(session.box_form),
        scores=scores,
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
