"""What the page frame shows around every page: the rail of the year, the language, the demo band."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _

# Each step answers at its own root; a step without pages is left out of the rail.
RAIL = [
    ("/", _("Work list"), "home"),
    ("/cycles/", _("Prepare"), "cycles"),
    ("/reports/", _("Report"), "reports"),
    ("/meetings/", _("Review"), "meetings"),
    ("/results/", _("Assess"), "results"),
    ("/rectification/", _("Rectify"), "rectification"),
    ("/overview/", _("Overview"), "overview"),
]
SETTLED = [
    ("/organisations/", _("Organisations"), "organisations"),
    ("/accounts/", _("People and roles"), "accounts"),
]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html; reads no table, so that an error page can use it too."""
    return {
        "rail": _links(RAIL, request.path),
        "rail_settled": _links(SETTLED, request.path),
        "demo": settings.DEMO,
        "version": settings.VERSION,
    }


def _links(rows: list[tuple[str, Any, str]], here: str) -> list[dict[str, Any]]:
    return [
        {"address": address, "label": label, "name": name, "current": _stands_in(here, address)}
        for address, label, name in rows
        if _answers(address)
    ]


def _stands_in(here: str, address: str) -> bool:
    return here == address if address == "/" else here.startswith(address)


def _answers(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True
