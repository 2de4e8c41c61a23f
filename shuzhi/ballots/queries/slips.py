"""The account of slips: made, handed out, back, spoiled, left over, by group and by channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.ballots.states import SlipChannel


@dataclass(frozen=True, slots=True)
class GroupAccount:
    """All channels of one group together; None where a channel that is used has not been counted."""

    group: str
    label: str
    expected: int | None
    printed: int
    issued: int | None
    returned: int | None
    spoiled: int
    unused: int | None


def counts(session: BallotSession, channel: str = SlipChannel.PHONE) -> dict[str, SlipIssue]:
    """The accounts of one channel by group: printed, issued, spoiled, unused, returned."""
    return {issue.group: issue for issue in session.issues.all() if issue.channel == channel}


def by_group(issues: Iterable[SlipIssue]) -> list[GroupAccount]:
    """One line a group, its channels added up, in the order of the groups."""
    groups: dict[str, list[SlipIssue]] = {}
    for issue in sorted(issues, key=lambda issue: (issue.order, issue.pk)):
        groups.setdefault(issue.group, []).append(issue)
    return [_together(rows) for rows in groups.values()]


def sum_of(issues: Iterable[SlipIssue]) -> dict[str, int | None]:
    """The slips of all groups together; None where no group has been counted."""
    rows = list(issues)
    names = ("expected", "printed", "issued", "returned", "spoiled", "unused")
    counted = {name: [n for row in rows if (n := getattr(row, name)) is not None] for name in names}
    return {name: sum(numbers) if numbers else None for name, numbers in counted.items()}


def over_in(issues: Iterable[SlipIssue]) -> list[SlipIssue]:
    """Where more came back than was handed out, or than is left after what is spoiled and unused."""
    return [issue for issue in issues if (issue.missing or 0) < 0]


def _together(rows: Sequence[SlipIssue]) -> GroupAccount:
    used = [row for row in rows if row.in_use] or list(rows[:1])
    return GroupAccount(
        group=rows[0].group,
        label=rows[0].label,
        expected=next((row.expected for row in rows if row.expected is not None), None),
        printed=sum(row.printed for row in rows),
        issued=_sum(row.issued for row in used),
        returned=_sum(row.returned for row in used),
        spoiled=sum(row.spoiled for row in rows),
        unused=_sum(row.unused for row in used),
    )


def _sum(numbers: Iterable[int | None]) -> int | None:
    found = list(numbers)
    return None if None in found else sum(number or 0 for number in found)
