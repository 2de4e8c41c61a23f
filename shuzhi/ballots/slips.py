"""Slips on A4: which slip lies where on which sheet, with its QR code."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from shuzhi.ballots.codes import shown
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.models.session import SlipIssue

A_SHEET = 10


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
    colour: int
    slips: list[SlipOnPaper]


def sheets_of(printed: Sequence[PrintedSlip], issues: Sequence[SlipIssue]) -> list[SlipSheet]:
    """The slips in pages of one group each; a group keeps its colour whatever is printed."""
    sheets = []
    for issue in issues:
        own = [slip.code for slip in printed if slip.group == issue.group]
        for first in range(0, len(own), A_SHEET):
            page = [_on_paper(code) for code in own[first : first + A_SHEET]]
            sheets.append(SlipSheet(issue.group, issue.label, issue.order % 6 + 1, page))
    return sheets


def _on_paper(code: str) -> SlipOnPaper:
    address = f"{settings.DOOR_URL}/b/{code}"
    stream = io.BytesIO()
    # Level M and a quiet border: read by old phones from paper that was folded once.
    segno.make(address, error="m", micro=False).save(
        stream, kind="svg", xmldecl=False, svgns=True, border=2, omitsize=True, svgclass="qr", lineclass=None
    )
    return SlipOnPaper(shown(code), settings.DOOR_URL, mark_safe(stream.getvalue().decode()))  # noqa: S308 - our own drawing
