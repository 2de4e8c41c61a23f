"""Voters of the demo who rate on paper: printed by the product, filled in by an invented pen, handed in as scans."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
import pypdfium2

from shuzhi.ballots import actions as ballots
from shuzhi.ballots import issuing, jobs
from shuzhi.ballots.models.paper import PaperBatch, PaperDoubt
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.paper import Layout
from shuzhi.ballots.paper.corpus import hands, wear
from shuzhi.ballots.paper.corpus.hands import Canvas
from shuzhi.ballots.paper.layout import Box, Scale
from shuzhi.ballots.queries.paper import not_taken
from shuzhi.project.demo.content import SEED, content
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.voters import Places, opinion_of

DPI = 200
QUALITY = 85
PENS = (hands.PENS[0], hands.PENS[1])
STYLES = ("tick", "cross", "ring")
A4 = (595.276, 841.89)


@dataclass(frozen=True, slots=True)
class Stack:
    """The paper of one group: as printed, with its first voter's number, and later as it came back."""

    group: str
    layout: Layout
    first: int
    sets: int
    printed: bytes
    scans: tuple[Canvas, ...] = ()

    def voter_of(self, page: int) -> int:
        """Whose the page of the stack is, counted from 1."""
        return self.first + (page - 1) // len(self.layout.pages)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of the stacks."""

    pages: int
    counted: int
    doubts: int
    together: int


def print_stacks(cast: Cast, session: BallotSession, wanted: dict[str, int], first: int) -> list[Stack]:
    """A stack of sets for each group, and over the table they go."""
    stacks = []
    for group, sets in wanted.items():
        printed = ballots.print_paper(session, group, sets, actor=cast.desks["teller"])
        ballots.hand_out_slips(session, group, sets, actor=cast.desks["teller"], channel="paper")
        layout = Layout.of(issuing.sheet_of(session.box_form), group)
        stacks.append(Stack(group, layout, first, sets, printed))
        first += sets
    return stacks


def fill_in(stack: Stack) -> Stack:
    """Every voter of the stack marks the own set; one of them in one row two boxes, as content.yaml says."""
    document = pypdfium2.PdfDocument(stack.printed)
    scans = []
    for at in range(len(document)):
        picture = document[at].render(scale=hands.DPI / 72).to_numpy()
        canvas = np.ascontiguousarray(picture[:, :, :3])
        voter = stack.voter_of(at + 1)
        rng = np.random.default_rng([SEED, voter, at])
        _mark(canvas, stack, at, opinion_of(voter, stack.layout.sheet), rng)
        scans.append(wear.scanned(canvas, DPI, float(rng.normal(0, 0.3)), rng))
    return Stack(stack.group, stack.layout, stack.first, stack.sets, stack.printed, tuple(scans))


def _mark(canvas: Canvas, stack: Stack, at: int, places: Places, rng: np.random.Generator) -> None:
    voter = stack.voter_of(at + 1)
    pen, style = PENS[voter % len(PENS)], STYLES[voter % len(STYLES)]
    twice = _marked_twice(stack, voter)
    for box in stack.layout.pages[at % len(stack.layout.pages)].boxes:
        place = places[box.reporter][box.row]
        slipped = (box.reporter, box.row) in twice and box.option == _other(place)
        if slipped or _says(box, stack.layout.scales[box.row], place):
            hands.marked(canvas, box, style, pen, rng)


def _says(box: Box, scale: Scale, place: int) -> bool:
    """Whether this box is to be marked for this place on its row's scale."""
    everything = product(*(range(len(part)) for part in scale.parts))
    chosen = next(chosen for chosen in everything if scale.place(chosen) == place)
    return chosen[box.part] == box.option


def _other(place: int) -> int:
    return place + 1 if place == 0 else place - 1


def _marked_twice(stack: Stack, voter: int) -> set[tuple[int, int]]:
    return {
        (one["reporter"], one["row"])
        for one in content()["doubtful"]
        if (one["group"], one["set"]) == (stack.group, voter - stack.first)
    }


def read_in(cast: Cast, session: BallotSession, stacks: Sequence[Stack]) -> Read:
    """The scans are handed in and read; two people decide what is in doubt."""
    handed = [ballots.Handed(f"scan-{stack.group}.pdf", pdf_of(stack.scans)) for stack in stacks]
    batch = ballots.upload_scans(session, handed, actor=cast.desks["teller"])
    jobs.read_waiting()
    if refused := [str(page) for page in not_taken(batch)]:
        raise RuntimeError(f"Paper of the demo was not read: {refused}")
    doubts = PaperDoubt.objects.filter(scanned__file__batch=batch).select_related("scanned__file")
    for doubt in doubts.order_by("scanned__file", "scanned__at", "line"):
        _decide(cast, doubt, stacks)
    return _told(batch)


def _decide(cast: Cast, doubt: PaperDoubt, stacks: Sequence[Stack]) -> None:
    """Two people look at the row's picture, each alone; where they differ, both together.

    Two marks in one row are no valid mark. One of the two takes the first such row for the stronger mark, so that the
    demo shows what happens then.
    """
    teller, office = cast.desks["teller"], cast.desks["office"]
    group = doubt.scanned.file.name.removeprefix("scan-").removesuffix(".pdf")
    stack = next(stack for stack in stacks if stack.group == group)
    voter = stack.voter_of(doubt.scanned.at)
    reporter, row = divmod(doubt.line, len(stack.layout.sheet.rows))
    meant = opinion_of(voter, stack.layout.sheet)[reporter][row]
    answer = None if (reporter, row) in _marked_twice(stack, voter) else meant
    hasty = next(one for one in content()["doubtful"] if one["differ"])
    differ = (group, voter - stack.first, reporter, row) == tuple(hasty[name] for name in CELL)
    doubt = ballots.answer_doubt(doubt, meant if differ else answer, actor=teller)
    doubt = ballots.answer_doubt(doubt, answer, actor=office)
    if differ:
        ballots.settle_doubt(doubt, answer, actor=teller, second=office)


CELL = ("group", "set", "reporter", "row")


def _told(batch: PaperBatch) -> Read:
    doubts = PaperDoubt.objects.filter(scanned__file__batch=batch)
    return Read(
        pages=sum(file.read for file in batch.files.all()),
        counted=batch.session.paper_sets.filter(state="counted").count(),
        doubts=doubts.count(),
        together=doubts.filter(together=True).count(),
    )


def first_set(stack: Stack) -> bytes:
    """One voter's set as it came out of the printer."""
    document, own = pypdfium2.PdfDocument(stack.printed), pypdfium2.PdfDocument.new()
    own.import_pages(document, list(range(len(stack.layout.pages))))
    made = io.BytesIO()
    own.save(made)
    return made.getvalue()


def pdf_of(scans: Sequence[Canvas]) -> bytes:
    """What a scanner makes of a stack: a PDF with one picture a page."""
    document = pypdfium2.PdfDocument.new()
    for scan in scans:
        jpeg = cv2.imencode(".jpg", scan, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
        picture = pypdfium2.PdfImage.new(document)
        picture.load_jpeg(io.BytesIO(jpeg), inline=True)
        picture.set_matrix(pypdfium2.PdfMatrix().scale(*A4))
        page = document.new_page(*A4)
        page.insert_obj(picture)
        page.gen_content()
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()
