"""What the page frame shows around every page: the rail of the year, the language, the demo band."""

from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stop(NamedTuple):
    """A place the rail leads to; each step answers at its own root, and one without pages is left out."""

    address: str
    label: Promise
    gloss: Promise | str = ""


RAIL = [
    Stop("/", _("Work list")),
    Stop("/cycles/", pgettext_lazy("step", "Prepare"), _("cycles and topics")),
    Stop("/reports/", pgettext_lazy("step", "Report"), _("duty reports")),
    Stop("/meetings/", pgettext_lazy("step", "Review"), _("meetings and ballots")),
    Stop("/results/", pgettext_lazy("step", "Assess"), _("scores and grades")),
    Stop("/rectification/", pgettext_lazy("step", "Rectify"), _("problems")),
    Stop("/overview/", pgettext_lazy("step", "Overview"), _("the whole year")),
]
SETTLED = [
    Stop("/organisations/", _("Organisations")),
    Stop("/accounts/", _("People and roles")),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html; reads no table, so that an error page can use it too."""
    return {
        "rail": _links(RAIL, request.path),
        "rail_settled": _links(SETTLED, request.path),
        "demo": settings.DEMO,
    }


def _links(stops: list[Stop], here: str) -> list[dict[str, Any]]:
    there = [stop for stop in stops if _answers(stop.address)]
    return [{**stop._asdict(), "current": _stands_in(here, stop.address)} for stop in there]


def _stands_in(here: str, address: str) -> bool:
    return here == address if address == "/" else here.startswith(address)


def _answers(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
