"""Sheets as they come back: printed by the product, filled with a pen, drawn in by a scanner."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from django.conf import settings

from shuzhi.ballots import actions, issuing, jobs
from shuzhi.ballots.actions import Handed, reading
from shuzhi.ballots.models.box import Slip
from shuzhi.ballots.models.paper import PaperBatch, PaperFile
from shuzhi.ballots.paper import KnownForm, Layout, Picture, pages_in, read
from shuzhi.ballots.paper.layout import Box
from shuzhi.ballots.queries import paper as queries
from shuzhi.ballots.queries.paper import paper_key
from shuzhi.ballots.taking import casting
from shuzhi.ballots.taking.pages import FoundCell, FoundPage

Pen = Callable[[np.ndarray, Box, float], None]


def tick(grey: np.ndarray, box: Box, scale: float) -> None:
    """A cross from corner to corner."""
    x, y, reach = box.x * scale, box.y * scale, 2 * scale
    for lean in (1, -1):
        start, end = (int(x - reach), int(y - lean * reach)), (int(x + reach), int(y + lean * reach))
        cv2.line(grey, start, end, 20, 4)


def fill(pdf: bytes, layout: Layout, *answers: int, pen: Pen = tick) -> list[np.ndarray]:
    """Every page of the printed file, all sets alike: these options for every reporter on every row."""
    pictures = []
    for picture in pages_in(pdf):
        grey = picture.grey.copy()
        for box in layout.pages[(picture.page - 1) % len(layout.pages)].boxes:
            if box.option in answers:
                pen(grey, box, grey.shape[1] / 210)
        pictures.append(grey)
    return pictures


def png(grey: np.ndarray) -> bytes:
    return cv2.imencode(".png", grey)[1].tobytes()


def tiff(pictures: Sequence[np.ndarray]) -> bytes:
    return cv2.imencodemulti(".tiff", list(pictures))[1].tobytes()


def turned(grey: np.ndarray) -> np.ndarray:
    return cv2.rotate(grey, cv2.ROTATE_180)


def layout_for(session, group: str) -> Layout:
    return Layout.of(issuing.sheet_of(session.box_form), group)


def number_on(grey: np.ndarray, session) -> str:
    """The number of a sheet, by its code."""
    sheet = issuing.sheet_of(session.box_form)
    layouts = tuple(Layout.of(sheet, group.name) for group in sheet.groups)
    known = {session.box_form: KnownForm(layouts, paper_key(session))}
    return read(Picture(grey, 1), known).number


def kept_files() -> list[bytes]:
    """Whatever of the scans lies on the disk."""
    folder = settings.SCANS
    return [path.read_bytes() for path in folder.iterdir()] if folder.exists() else []


def upload(hall, session, *files: bytes) -> PaperBatch:
    handed = [Handed(f"scan-{at}", data) for at, data in enumerate(files, 1)]
    return actions.upload_scans(session, handed, actor=hall.teller)


def read_all(hall, session, *files: bytes) -> PaperBatch:
    batch = upload(hall, session, *files)
    assert jobs.read_waiting() == 1
    batch.refresh_from_db()
    return batch


def states(session) -> dict[str, int]:
    return {state: count for state, count in queries.sets_by_state(session).items() if count}


def reasons(batch) -> list[tuple[str, str]]:
    return [(page.outcome, page.reason) for page in queries.not_taken(batch)]


def spent(session) -> int:
    return Slip.objects.filter(form=session.box_form, channel="paper", state="spent").count()


def take(session, *pages: FoundPage) -> list[str]:
    """Pages as the reader tells them, without a picture."""
    batch = PaperBatch.objects.create(session=session, state="done")
    file = PaperFile.objects.create(batch=batch, name="scan", stored=f"{batch.pk:032}", pages=len(pages))
    outcomes = [reading.take_page(file, page) for page in pages]
    reading.count_complete(session)
    return [str(outcome) for outcome in outcomes]


def cells(session, choice=1, doubtful=()):
    return tuple(
        FoundCell(line, None if line in doubtful else choice, doubtful=line in doubtful, picture=b"png")
        for line in range(issuing.sheet_of(session.box_form).cells)
    )


def numbers(session, group="B", wanted=1):
    return casting.issue_numbers(session.box_form, group, wanted)


def page_of(session, number, at=1, **values) -> FoundPage:
    standard = {"number": number, "group": "B", "page": 1, "pages": 1, "cells": cells(session)}
    return FoundPage(at, **(standard | values))
