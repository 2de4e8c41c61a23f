"""What may be done to organisations, people and tenures, and why not; rows of workbooks stand in `rows`."""

from shuzhi.organisations.rules.organisations import (
    may_change_organisation,
    may_create_organisation,
    may_join,
    may_leave,
    may_move_organisation,
    may_remove_organisation,
)
from shuzhi.organisations.rules.people import (
    may_begin_tenure,
    may_change_person,
    may_change_tenure,
    may_create_person,
    may_link_account,
)

__all__ = [
    "may_begin_tenure",
    "may_change_organisation",
    "may_change_person",
    "may_change_tenure",
    "may_create_organisation",
    "may_create_person",
    "may_join",
    "may_leave",
    "may_link_account",
    "may_move_organisation",
    "may_remove_organisation",
]
