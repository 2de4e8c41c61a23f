"""What is asked about ballots. Nothing here looks into the box."""

from shuzhi.ballots.queries.keys import (
    closing_of,
    declarations_of,
    hash_of_words,
    holders_of,
    key_of,
    possible_holders,
    usual_roles,
    waiting_for,
    waiting_of,
)
from shuzhi.ballots.queries.roll import (
    RollCount,
    accounts_named,
    entries_for,
    entry_for,
    roll_counts,
    roll_key_of,
    roll_of,
)
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
    "RollCount",
    "accounts_named",
    "agenda_differs",
    "by_group",
    "closing_of",
    "counts",
    "declarations_of",
    "digest_of_sheet",
    "entries_for",
    "entry_for",
    "form_of",
    "hash_of_words",
    "holders_of",
    "key_of",
    "possible_holders",
    "roll_counts",
    "roll_key_of",
    "roll_of",
    "secret_forms",
    "sessions_for",
    "sessions_of",
    "sheet_for",
    "sum_of",
    "unprepared_forms",
    "usual_roles",
    "waiting_for",
    "waiting_of",
]
