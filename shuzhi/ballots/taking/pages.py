"""Reads the pages of a kept file in a process apart: what comes from outside is never opened beside the site.

The child is given the file's place and its key, nothing else; it knows no database. When it dies over a page, or
thinks too long about one, that page is refused by name and the next child goes on behind it.
"""

import contextlib
import json
import multiprocessing
import resource
from base64 import b64decode, b64encode
from collections.abc import Generator, Iterator, Mapping
from dataclasses import asdict, dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import cv2
import numpy as np

from shuzhi.ballots.paper import (
    CellState,
    KnownForm,
    PageReading,
    Picture,
    UnreadableFile,
    count_of,
    pages_in,
    png_of,
    read,
)
from shuzhi.ballots.paper.pictures import Grey
from shuzhi.ballots.taking.vault import unlock

PATIENCE = 60.0
MOST_MEMORY = 3 * 1024**3
EDGE_SHARE, EDGE_WIDTH = 0.08, 480
MOST_TOLD = 32 * 1024**2


@dataclass(frozen=True, slots=True)
class FoundCell:
    """One reporter on one row, counted along the ballot; a doubtful one has its picture and no choice."""

    line: int
    choice: int | None
    doubtful: bool = False
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of a file, counted from 1: what it is, or why it was not read."""

    at: int
    refusal: str = ""
    number: str = ""
    group: str = ""
    page: int = 0
    pages: int = 0
    cells: tuple[FoundCell, ...] = ()
    edge: bytes = b""

    def marks(self) -> bytes:
        """What was surely read, as it waits under lock."""
        return json.dumps({cell.line: cell.choice for cell in self.cells if not cell.doubtful}).encode()


@dataclass(frozen=True, slots=True)
class Order:
    """What a child needs: where the file lies, its key, from which page on, and the forms it may know."""

    place: Path
    key: bytes
    first: int
    most: int
    known: Mapping[str, KnownForm]
    width: int


@dataclass(frozen=True, slots=True)
class Opened:
    """How many pages the file has; comes before its pages."""

    pages: int


def read_file(order: Order) -> Generator[Opened | FoundPage]:
    """The pages of a file as they are read, each told once, whatever happens to the process that reads them.

    Closing the generator ends the child. A file that cannot be opened raises UnreadableFile.
    """
    at, last = order.first, None
    while last is None or at <= last:
        with contextlib.closing(_one_child(order, at)) as told:
            for one in told:
                if isinstance(one, FoundPage):
                    at = one.at + 1
                    yield one
                elif isinstance(one, Opened):
                    if last is None:
                        yield one
                    last = one.pages
                elif last is None:
                    raise one
                else:
                    # The child ended over this page, by itself or by us.
                    yield FoundPage(at, refusal=one.why)
                    at += 1


def _one_child(order: Order, first: int) -> Generator[Opened | FoundPage | UnreadableFile]:
    """What one child tells; when it ends before its last page, why."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_read_apart, args=(order, first, there), daemon=True)
    child.start()
    there.close()
    try:
        while here.poll(PATIENCE):
            one = _heard(here.recv_bytes(MOST_TOLD))
            if one is None:
                return
            yield one
        yield UnreadableFile("slow")
    except (EOFError, OSError, ValueError, KeyError, TypeError):
        yield UnreadableFile("crashed")
    finally:
        child.kill()
        child.join()
        here.close()


def _read_apart(order: Order, first: int, told: Connection) -> None:
    """The child: opens the file, tells how many pages it has, then page after page; None is the end."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    # A dump of its memory would be a picture of ballots.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = unlock(order.key, order.place.read_bytes())
    try:
        last = min(count_of(data), order.most)
    except UnreadableFile:
        told.send_bytes(_said("locked"))
        return
    told.send_bytes(_said(last))
    for page in _every_page(data, first, last, order):
        told.send_bytes(_said(page))
    told.send_bytes(_said(None))


def _said(one: FoundPage | int | str | None) -> bytes:
    """What the child tells, as plain text: nothing that the parent takes apart could be a program."""
    raw = asdict(one) if isinstance(one, FoundPage) else one
    return json.dumps(raw, default=lambda data: b64encode(data).decode()).encode()


def _heard(told: bytes) -> FoundPage | Opened | UnreadableFile | None:
    raw = json.loads(told)
    if raw is None:
        return None
    if isinstance(raw, int):
        return Opened(raw)
    if isinstance(raw, str):
        return UnreadableFile(raw)
    cells = tuple(FoundCell(**{**cell, "picture": b64decode(cell["picture"])}) for cell in raw["cells"])
    return FoundPage(**{**raw, "cells": cells, "edge": b64decode(raw["edge"])})


def _every_page(data: bytes, first: int, last: int, order: Order) -> Iterator[FoundPage]:
    """All pages to the last: one that cannot be drawn is told as such and does not hide those behind it."""
    at = first
    while at <= last:
        try:
            for picture in pages_in(data, at):
                if picture.page > last:
                    return
                yield _found(picture, read(picture, order.known), order.width)
                at = picture.page + 1
        except UnreadableFile:
            pass
        if at <= last:
            yield FoundPage(at, refusal="unreadable")
            at += 1


def _found(picture: Picture, reading: PageReading, width: int) -> FoundPage:
    at = picture.page
    if reading.refusal is not None:
        edge = png_of(_edge(picture))
        return FoundPage(at, str(reading.refusal), reading.number, reading.group, reading.page, edge=edge)
    cells = tuple(
        FoundCell(
            cell.reporter * width + cell.row,
            None if cell.state == CellState.DOUBTFUL else cell.choice,
            doubtful=cell.state == CellState.DOUBTFUL,
            picture=png_of(cell.picture) if cell.state == CellState.DOUBTFUL else b"",
        )
        for cell in reading.cells
    )
    return FoundPage(at, "", reading.number, reading.group, reading.page, reading.pages, cells)


def _edge(picture: Picture) -> Grey:
    """The upper edge of a page as it lies, to find it in the stack: a sheet has no box there, whichever way up."""
    strip = picture.grey[: max(1, int(picture.grey.shape[0] * EDGE_SHARE))]
    height = max(1, strip.shape[0] * EDGE_WIDTH // max(1, strip.shape[1]))
    return np.asarray(cv2.resize(strip, (EDGE_WIDTH, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)
