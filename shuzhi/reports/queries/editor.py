"""What the page of the editor tells its scripts: figures to count by and the sentences they show."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shuzhi.accounts.models import User
from shuzhi.reports.models import Report
from shuzhi.reports.queries.fields import every_field_of


def editor_settings(report: Report, user: User) -> dict[str, Any]:
    """The settings of the scripts for one report and person."""
    return {
        "reporter": report.reporter_id,
        "user": user.pk,
        "marks": {
            one.name: [one.n, one.mark.get("window", ""), one.mark.get("since", 0)]
            for one in every_field_of(report)
        },
        "speed": report.cycle.speaking_speed,
        "words": {**_states(), **_clash(), **_tools()},
    }


def _states() -> dict[str, str]:
    return {
        "saved": _("Saved at {time}"),
        "unsaved": _("Not saved yet…"),
        "saving": _("Saving…"),
        "offline": _("No connection. {n} characters are kept on this device; saving goes on by itself."),
        "signedOut": _("You are signed out. What you wrote is kept on this device; sign in and it is saved."),
        "signIn": _("Sign in in a new window"),
        "recovered": _("Text that had not reached the server was found on this device and is saved now."),
        "changedBy": _("{name} changed this part at {time}."),
        "noJournal": _("This browser keeps nothing on the device; stay on the page until the text is saved."),
        "failed": _("The server could not save; the text is kept on this device and tried again."),
        "count": _("{n} characters"),
        "time": _("{time} to speak"),
        "spokenTime": _("marked passages {time} to speak"),
    }


def _clash() -> dict[str, str]:
    return {
        "clash": _(
            "{name} saved another text here at {time}. Nothing is overwritten; choose what is to stand."
        ),
        "theirs": _("Saved by {name}"),
        "mine": _("Your text"),
        "keepMine": _("Keep mine"),
        "takeTheirs": _("Take the other"),
        "both": _("Put both together"),
        "kept": _("The other text stays among the texts set aside."),
    }


def _tools() -> dict[str, str]:
    return {
        "tableHead": pgettext("table", "Item"),
        "tableValue": pgettext("table", "Amount"),
        "pasted": _("Headings and tables were kept, formatting was dropped."),
        "pictures": _("{n} pictures were left out; add them as evidence."),
    }
