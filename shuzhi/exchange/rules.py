from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.states import PackageFault, is_key
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.rules import may_run
from shuzhi.meetings.states import State
from shuzhi.web.refusal import Refusal


def may_register(user: User | None, key: str) -> Refusal | None:
    """Whoever looks after the accounts of the whole server says which laptops bring meetings home."""
    if refusal := refuse_unless(user, "user.manage", ""):
        return refusal
    if not is_key(key):
        return Refusal(_("This is not the key of a laptop; “shuzhi hall identity” prints it there."))
    if Laptop.objects.filter(key=key).exists():
        return Refusal(_("This laptop is registered already."))
    return None


def may_hand_out(user: User | None, meeting: Meeting) -> Refusal | None:
    """A planned meeting, before its ballot is prepared: slips of this server would mean nothing to the laptop."""
    if refusal := may_run(user, meeting):
        return refusal
    if meeting.rehearsal:
        return Refusal(_("A rehearsal stays where it is."))
    if meeting.state != State.PLANNED:
        return Refusal(_("The meeting has begun here; it goes to no laptop any more."))
    if BallotSession.objects.filter(meeting=meeting).exists():
        return Refusal(
            _("The ballot is prepared here already; prepare it on the laptop, whose slips it takes.")
        )
    if Errand.objects.filter(meeting=meeting, home_at=None).exists():
        return Refusal(_("The meeting is on a laptop already."))
    return None


def may_pack(user: User | None, errand: Errand) -> Refusal | None:
    """Home comes what is finished: the meeting ended, every ballot declared."""
    if refusal := may_run(user, errand.meeting):
        return refusal
    if errand.meeting.state != State.ENDED:
        return Refusal(_("The meeting has not ended."))
    sessions = BallotSession.objects.filter(meeting=errand.meeting)
    if left := [session.form for session in sessions if session.state != SessionState.DECLARED]:
        return Refusal(_("Not declared yet: %(names)s.") % {"names": "、".join(left)})
    return None


def may_take_home(user: User | None, errand: Errand) -> Refusal | None:
    return may_run(user, errand.meeting)


def may_register_any(user: User | None) -> Refusal | None:
    return refuse_unless(user, "user.manage", "")


def fault_in_words(fault: PackageFault) -> str:
    """What is wrong with a package, in the reader's language."""
    said = {
        "The file ends early or is no package": _("The file ends early or is no package."),
        "This is no package of a hall": _("This is no package of a hall."),
        "The signature is not that of the registered laptop": _(
            "The signature is not that of the registered laptop."
        ),
        "A part is missing": _("A part is missing."),
        "A part was added": _("A part was added."),
        "A part was changed": _("A part was changed."),
        "This is no package for a hall": _("This is no package for a hall."),
        "The package is damaged or is for another laptop": _(
            "The package is damaged or is for another laptop."
        ),
        "There is a cycle on this laptop already; each meeting has a folder of its own": _(
            "There is a meeting in this folder already; each meeting has a folder of its own (--folder)."
        ),
        "This server gave out no such meeting": _("This server gave out no such meeting."),
        "The sealed ballots are not those of the closing": _(
            "The sealed ballots are not those that were published at closing."
        ),
        "Rows refer to what is not here": _("A row of the package refers to one that is not in it."),
        "A row does not fit in": _("A row of the package does not fit in."),
        "Rows of another table": _("A part of the package holds rows of another table."),
        "The package is of another meeting": _("The package is of another meeting."),
        "Ballots and boxes differ": _("Ballots and ballot boxes of the package do not match."),
        "The ballot was not counted": _("A ballot of the package was not counted."),
        "The meeting was called back from this laptop": _(
            "The meeting was called back from this laptop; its package is not taken in any more."
        ),
    }.get(fault.what, _("The package does not fit this server; nothing was done."))
    return f"{said} {fault.part}".strip()
