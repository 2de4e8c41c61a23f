"""What the page frame shows around every page: the rail of the year, the language, the demo band."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shuzhi.accounts.queries import capabilities_of, signed_in
from shuzhi.cycles.queries import cycles_for
from shuzhi.notices.queries import unread_count

MOST_CHOICES = 30


class Stop(NamedTuple):
    """A place the rail leads to; each step answers at its own root, and one without pages is left out."""

    address: str
    label: Promise
    gloss: Promise | str = ""
    needs: str = ""
    # Steps without a stop of their own whose pages belong here.
    also: tuple[str, ...] = ()


RAIL = [
    Stop("/", _("Work list")),
    Stop("/cycles/", pgettext_lazy("step", "Prepare"), _("cycles and topics")),
    Stop("/reports/", pgettext_lazy("step", "Report"), _("duty reports")),
    Stop("/meetings/", pgettext_lazy("step", "Review"), _("meetings and ballots"), also=("/ballots/",)),
    Stop("/results/", pgettext_lazy("step", "Assess"), _("scores and grades")),
    Stop("/rectification/", pgettext_lazy("step", "Rectify"), _("problems")),
    Stop("/overview/", pgettext_lazy("step", "Overview"), _("the whole year")),
]
SETTLED = [
    Stop("/fieldwork/", pgettext_lazy("step", "Fieldwork"), needs="finding.view"),
    Stop("/indicators/", _("Indicators and figures"), needs="fact.view"),
    Stop("/duties/", _("Promises and log"), needs="duty.view"),
    Stop("/organisations/", _("Organisations"), needs="organisation.view"),
    Stop("/accounts/", _("People and roles"), needs="user.manage"),
    Stop("/audit/", _("Log"), needs="audit.read"),
    # An auditor sees no meeting, and so no way to its ballots.
    Stop("/ballots/", _("Secret ballots"), needs="audit.read"),
]
# Where one is stands once in the rail.
UNDER_ANOTHER = {address for stop in RAIL for address in stop.also}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html; no table is read unless the frame itself is drawn, so that errors can use it."""
    return {
        "rail": _links(RAIL, request.path),
        "rail_settled": SimpleLazyObject(lambda: settled_places(request)),
        "demo": settings.DEMO,
        "cycle_choices": SimpleLazyObject(lambda: cycle_choices(request)),
        "unread_notices": SimpleLazyObject(lambda: unread_notices(request)),
    }


def unread_notices(request: HttpRequest) -> int:
    """How many notices wait for this person; the bell stands on every page."""
    return unread_count(signed_in(request)) if request.user.is_authenticated else 0


def settled_places(request: HttpRequest) -> list[dict[str, Any]]:
    """The places beside the year that open for this person: the rail never leads to a refusal."""
    if not request.user.is_authenticated:
        return []
    may = capabilities_of(signed_in(request))
    links = _links([stop for stop in SETTLED if stop.needs in may], request.path)
    return [{**link, "current": link["current"] and link["address"] not in UNDER_ANOTHER} for link in links]


def cycle_choices(request: HttpRequest) -> list[dict[str, Any]]:
    """The other years a person may turn to, newest first; none when there is nothing to choose."""
    if not request.user.is_authenticated:
        return []
    rows = cycles_for(request.user).order_by("-year", "title").values("pk", "title")[:MOST_CHOICES]
    choices = [{**row, "address": reverse("overview:cycle", args=[row["pk"]])} for row in rows]
    return choices if len(choices) > 1 else []


def _links(stops: list[Stop], here: str) -> list[dict[str, Any]]:
    there = [stop for stop in stops if _answers(stop.address)]
    return [
        {**stop._asdict(), "current": any(_stands_in(here, one) for one in (stop.address, *stop.also))}
        for stop in there
    ]


def _stands_in(here: str, address: str) -> bool:
    return here == address if address == "/" else here.startswith(address)


def _answers(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
