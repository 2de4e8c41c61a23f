"""What is asked about ballots. Nothing here looks into the box."""

from shuzhi.ballots.queries.sessions import (
    agenda_differs,
    counts,
    digest_of_sheet,
    form_of,
    secret_forms,
    sessions_for,
    sessions_of,
    sheet_for,
    sum_of,
    unprepared_forms,
)

__all__ = [
    "agenda_differs",
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
