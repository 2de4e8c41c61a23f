"""What is asked about ballots. Nothing here looks into the box."""

from shuzhi.ballots.queries.sessions import (
    agenda_differs,
    digest_of_sheet,
    form_of,
    secret_forms,
    sessions_for,
    sessions_of,
    sheet_for,
    unprepared_forms,
)
from shuzhi.ballots.queries.slips import GroupAccount, by_group, counts, sum_of

__all__ = [
    "GroupAccount",
    "agenda_differs",
    "by_group",
    "counts",
    "digest_of_sheet",
    "form_of",
    "secret_forms",
    "sessions_for",
    "sessions_of",
    "sheet_for",
    "sum_of",
    "unprepared_forms",
]
