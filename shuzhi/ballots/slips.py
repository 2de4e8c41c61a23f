"""Slips on A4, as a page to print and as PDF: which slip lies where on which sheet, with its QR code.

Made once, from codes that are known at this moment only: printing a lost sheet again is impossible by design.
Within a group the slips are shuffled, and nothing on one says which was first: no number, no date, no place.
"""

import io
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from shuzhi.ballots.codes import shown
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.models.session import BallotSession, SlipIssue
from shuzhi.documents.faces import chinese_families, families, latin_used

A_SHEET = 10
COLOURS = ("#9a1b1e", "#1d4f91", "#1a6b3c", "#7a4a00", "#5b2a86", "#0b6470")
MONO = ("DejaVu Sans Mono", "Liberation Mono", "Noto Sans Mono")


@dataclass(frozen=True, slots=True)
class SlipOnPaper:
    code: str
    address: str
    qr: SafeString


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """One A4 page: slips of one group only, so that a stack belongs to one group."""

    group: str
    label: str
    order: int
    slips: list[SlipOnPaper]

    @property
    def colour(self) -> int:
        return self.order % len(COLOURS) + 1


def sheets_of(printed: Sequence[PrintedSlip], issues: Sequence[SlipIssue]) -> list[SlipSheet]:
    """The slips in pages of one group each; a group keeps its colour whatever is printed."""
    sheets = []
    for issue in issues:
        own = [slip.code for slip in printed if slip.group == issue.group]
        secrets.SystemRandom().shuffle(own)
        for first in range(0, len(own), A_SHEET):
            page = [_on_paper(code) for code in own[first : first + A_SHEET]]
            sheets.append(SlipSheet(issue.group, issue.label, issue.order, page))
    return sheets


def pdf_of(session: BallotSession, sheets: Sequence[SlipSheet]) -> bytes:
    """The cut sheets as PDF; it carries no time of making."""
    content = json.dumps(_content(session, sheets), ensure_ascii=False)
    return bytes(typst.compile(_layout(), sys_inputs={"slips": content}, format="pdf", timestamp=0))


@lru_cache(maxsize=1)
def _layout() -> bytes:
    return resources.files("shuzhi.ballots").joinpath("data/slips.typ").read_bytes()


def _content(session: BallotSession, sheets: Sequence[SlipSheet]) -> dict[str, Any]:
    chinese = (get_language() or "").startswith("zh")
    sans = [name for name in chinese_families() if "Sans" in name or "Hei" in name or "黑" in name]
    return {
        "title": session.meeting.title,
        "lang": "zh" if chinese else "en",
        "region": "CN" if chinese else None,
        "latin": sans[0] if sans else latin_used(),
        "families": sans or list(chinese_families()),
        "mono": next((name for name in MONO if name in families()), latin_used()),
        "help": _("Scan, or open this address and type the code:"),
        "address": settings.DOOR_URL,
        "secret": _("Secret. Counts once. Hand it back if unused."),
        "sheets": [_sheet(sheet) for sheet in sheets],
    }


def _sheet(sheet: SlipSheet) -> dict[str, Any]:
    return {
        "group": sheet.group,
        "label": sheet.label if sheet.label != sheet.group else "",
        "colour": COLOURS[sheet.order % len(COLOURS)],
        "notches": sheet.order % 12,
        "slips": [{"code": slip.code, "svg": str(slip.qr)} for slip in sheet.slips],
    }


def _on_paper(code: str) -> SlipOnPaper:
    return SlipOnPaper(shown(code), settings.DOOR_URL, qr_of(f"{settings.DOOR_URL}/b/{code}"))


def qr_of(text: str) -> SafeString:
    """A QR code as a drawing that stands in a page."""
    stream = io.BytesIO()
    # Level M and a quiet border: read by old phones from paper that was folded once.
    segno.make(text, error="m", micro=False).save(
        stream, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return mark_safe(stream.getvalue().decode())  # noqa: S308 - our own drawing
