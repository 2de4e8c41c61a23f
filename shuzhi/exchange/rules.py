from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shuzhi.accounts.models import User
from shuzhi.accounts.rules import refuse_unless
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.states import PackageFault, is_key
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.rules import may_run
from shuzhi.meetings.states import State
from shuzhi.web.refusal import Refusal, about

SHORTEST_REASON = 5
NO_KEY = gettext_lazy("This is not the key of a laptop; “shuzhi hall identity” prints it there.")


def may_register(user: User | None, key: str) -> Refusal | None:
    """Whoever looks after the accounts of the whole server says which laptops bring meetings home."""
    if refusal := may_register_any(user):
        return refusal
    if not is_key(key):
        return Refusal(NO_KEY)
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
    return refuse_while_out(meeting.pk)


def may_seal_to(laptop: Laptop) -> Refusal | None:
    """A key that nothing can be sealed to was entered before keys were tried out."""
    if is_key(laptop.key):
        return None
    said = _(
        "The key of “%(laptop)s” is no key of a laptop; the administrator removes it and registers anew."
    )
    return Refusal(said % {"laptop": laptop})


def refuse_while_out(meeting: int) -> Refusal | None:
    """What is on a laptop is not changed on the server; on the laptop itself it is."""
    if settings.HALL:
        return None
    out = Errand.objects.filter(meeting=meeting, home_at=None, called_back_at=None)
    errand = out.select_related("laptop").first()
    if errand is None:
        return None
    said = _(
        "The meeting is on the laptop “%(laptop)s”; what is changed here could not be brought together with it."
    )
    return Refusal(said % {"laptop": errand.laptop})


def may_call_back(user: User | None, errand: Errand, reason: str | None = None) -> Refusal | None:
    """Whoever runs the meeting gives the laptop up, with a reason; what was done on it is lost then."""
    if refusal := may_run(user, errand.meeting):
        return refusal
    if refusal := _refuse_back(errand):
        return refusal
    if reason is not None and len(reason.strip()) < SHORTEST_REASON:
        return about("reason", Refusal(_("A reason of at least 5 characters is needed.")))
    return None


def may_hand_out_again(user: User | None, errand: Errand) -> Refusal | None:
    """The package is downloaded again while the meeting is out: nobody but its laptop reads it."""
    if refusal := may_run(user, errand.meeting):
        return refusal
    return _refuse_back(errand) or may_seal_to(errand.laptop)


def _refuse_back(errand: Errand) -> Refusal | None:
    if errand.is_out:
        return None
    return Refusal(_("The meeting is on no laptop any more."))


def may_remove(user: User | None, laptop: Laptop) -> Refusal | None:
    """A laptop that never had a meeting can be taken off the list; the others stand for their packages."""
    if refusal := may_register_any(user):
        return refusal
    if laptop.errands.exists():
        return Refusal(_("A meeting was on this laptop; it stays on record."))
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
    """The administrator of the whole server registers and removes laptops."""
    if refuse_unless(user, "user.manage", "") is None:
        return None
    return Refusal(
        _("Laptops are registered and removed by the administrator of the whole server."), status=403
    )


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
