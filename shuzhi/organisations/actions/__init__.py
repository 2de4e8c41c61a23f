"""Every write of this step, one file a noun."""

from shuzhi.organisations.actions.members import join, leave
from shuzhi.organisations.actions.organisations import (
    change_organisation,
    create_organisation,
    move_organisation,
    remove_organisation,
)
from shuzhi.organisations.actions.people import (
    begin_tenure,
    change_person,
    correct_tenure,
    create_person,
    end_tenure,
)

__all__ = [
    "begin_tenure",
    "change_organisation",
    "change_person",
    "correct_tenure",
    "create_organisation",
    "create_person",
    "end_tenure",
    "join",
    "leave",
    "move_organisation",
    "remove_organisation",
]
