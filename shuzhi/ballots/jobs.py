"""The reader of paper: takes batches of scans as they come, page after page, until none waits."""

import contextlib
import secrets
from collections.abc import Callable

from django.conf import settings

from shuzhi.ballots import issuing
from shuzhi.ballots.actions import reading
from shuzhi.ballots.actions.paper import vault_of
from shuzhi.ballots.models.paper import PaperBatch, PaperFile
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.paper import KnownForm, Layout, UnreadableFile
from shuzhi.ballots.queries.paper import paper_key
from shuzhi.ballots.rules.paper import MOST_PAGES
from shuzhi.ballots.states import PageOutcome
from shuzhi.ballots.taking import vault
from shuzhi.ballots.taking.pages import FoundPage, Opened, Order, read_file

Told = Callable[[PaperFile, int, int, PageOutcome], None]
# Whole sets go into the box in groups: together, and soon.
COUNT_EVERY = 40


def read_waiting(told: Told | None = None) -> int:
    """Reads every batch that waits, one after the other; how many were read to their end."""
    reader, done = secrets.token_hex(16), 0
    while batch := reading.claim_batch(reader):
        done += read_batch(batch, told)
    return done


def read_one(batch: PaperBatch, told: Told | None = None) -> bool:
    """Reads this batch now, unless somebody else does."""
    mine = reading.claim_batch(secrets.token_hex(16), batch)
    return mine is not None and read_batch(mine, told)


def read_batch(batch: PaperBatch, told: Told | None = None) -> bool:
    """Reads a claimed batch from where its last reader stopped; False when it was cancelled or taken over."""
    session = batch.session
    order = _order_for(session)
    for file in batch.files.all():
        if not _read(batch, file, order, told):
            return False
    reading.count_complete(session)
    reading.finish_batch(batch)
    return True


def _read(batch: PaperBatch, file: PaperFile, order: Order, told: Told | None) -> bool:
    """One file to its end; False when the batch is no longer ours."""
    if file.pages is not None and file.read >= file.pages:
        return reading.give_a_sign(batch)
    wanted = Order(
        vault.place_of(file.stored), order.key, file.read + 1, order.most, order.known, order.width
    )
    try:
        with contextlib.closing(read_file(wanted)) as pages:
            for one in pages:
                if not reading.give_a_sign(batch):
                    return False
                _take(file, one, told)
    except (UnreadableFile, FileNotFoundError) as fault:
        reading.refuse_file(file, getattr(fault, "why", "locked"))
    else:
        reading.finish_file(file)
    return True


def _take(file: PaperFile, one: Opened | FoundPage, told: Told | None) -> None:
    if isinstance(one, Opened):
        file.pages = one.pages
        reading.note_pages(file, one.pages)
        return
    outcome = reading.take_page(file, one)
    if one.at % COUNT_EVERY == 0:
        reading.count_complete(file.batch.session)
    if told:
        told(file, one.at, file.pages or 0, outcome)


def _order_for(session: BallotSession) -> Order:
    sheet = issuing.sheet_of(session.box_form)
    layouts = tuple(Layout.of(sheet, group.name) for group in sheet.groups)
    known = {session.box_form: KnownForm(layouts, paper_key(session))}
    return Order(
        place=settings.SCANS,
        key=vault_of(session).key,
        first=1,
        most=MOST_PAGES,
        known=known,
        width=len(sheet.rows),
    )
