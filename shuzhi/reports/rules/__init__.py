"""What a person may do with a report, and why not."""

from shuzhi.reports.rules.reading import may_read
from shuzhi.reports.rules.times import refuse_unless_open
from shuzhi.reports.rules.vetting import may_return, may_vet
from shuzhi.reports.rules.writing import (
    is_own,
    may_begin,
    may_hand_in,
    may_write,
    missing_parts,
    refuse_unless_author,
)

__all__ = [
    "is_own",
    "may_begin",
    "may_hand_in",
    "may_read",
    "may_return",
    "may_vet",
    "may_write",
    "missing_parts",
    "refuse_unless_author",
    "refuse_unless_open",
]
