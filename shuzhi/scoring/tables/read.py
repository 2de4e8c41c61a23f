"""One input → the canonical tables: finds each by its name, reads them all, raises every fault at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

import pyarrow as pa

from shuzhi.scoring.inputs import Inputs
from shuzhi.scoring.rulebook.model import Rulebook
from shuzhi.scoring.tables.ballots import read_ballots
from shuzhi.scoring.tables.catalogue import Wanted, checklists, forms_used, wanted_tables
from shuzhi.scoring.tables.compact import read_compact
from shuzhi.scoring.tables.counts import read_counts
from shuzhi.scoring.tables.disguised import looks_like
from shuzhi.scoring.tables.facts import read_fields, read_turnout
from shuzhi.scoring.tables.faults import Desk, Place
from shuzhi.scoring.tables.folders import folder_sources
from shuzhi.scoring.tables.grids import Grid
from shuzhi.scoring.tables.headings import find_table
from shuzhi.scoring.tables.lists import listed, read_adjustments, read_checklist, read_vetoes
from shuzhi.scoring.tables.matching import OURS, Source, match_sources
from shuzhi.scoring.tables.names import key
from shuzhi.scoring.tables.people import People, read_people, reader_columns
from shuzhi.scoring.tables.tallies import Tally
from shuzhi.scoring.tables.workbooks import workbook_grids

DIGEST = re.compile(r"[0-9a-f]{64}")
Sources: TypeAlias = dict[Wanted, Source]


def read_inputs(
    path: Path | str, rulebook: Rulebook, lang: str = "zh", *, ballots_elsewhere: frozenset[str] = frozenset()
) -> Inputs:
    """The inputs in a workbook or a folder; raises ``InputFaults`` with everything that is wrong.

    ``lang`` is the language of ``Inputs.understood``, the list of what was messy but clear. The forms in
    ``ballots_elsewhere`` were taken in by another way (the ballot door) and need no sheet.
    """
    path, desk = Path(path), Desk(lang)
    if not path.exists():
        desk.wrong(
            Place(path.name),
            ("没有这个文件或文件夹", "there is no such file or folder"),
            ("请核对路径", "Check the path"),
        )
    desk.close()
    found = list(folder_sources(path, rulebook, desk)) if path.is_dir() else workbook_grids(path, desk)
    desk.close()
    _note_origin(found, rulebook, desk)
    sources = match_sources(
        found,
        wanted_tables(rulebook),
        _required(rulebook, ballots_elsewhere),
        desk,
        lambda grid, absent: looks_like(grid, absent, rulebook),
    )
    reporters = sources.get(Wanted("reporters"))
    table = find_table(reporters, reader_columns(rulebook), desk) if isinstance(reporters, Grid) else None
    if table is None:
        desk.close()
        raise AssertionError("a missing reporters table is always a fault")
    return _read_all(sources, rulebook, read_people(table, rulebook, desk), desk)


def _note_origin(found: Sequence[object], rulebook: Rulebook, desk: Desk) -> None:
    """Says when the workbook was handed out for another rulebook, or for another version of this one."""
    for grid in found:
        if not isinstance(grid, Grid) or key(grid.name) not in OURS:
            continue
        digests = {
            cell for row in grid.rows for cell in row if isinstance(cell, str) and DIGEST.fullmatch(cell)
        }
        if digests and rulebook.digest not in digests:
            desk.note(
                (
                    "工作簿是按另一个办法（或另一版本）生成的，现按给出的办法读取",
                    "the workbook was made for another rulebook or version; it was read by the one given",
                )
            )


def _required(rulebook: Rulebook, ballots_elsewhere: frozenset[str]) -> list[tuple[Wanted, ...]]:
    """The tables that must be there; of several in one entry, one is enough."""
    required: list[tuple[Wanted, ...]] = [(Wanted("reporters"),)]
    used = forms_used(rulebook)
    required += [
        (Wanted("ballots", form.name), Wanted("counts", form.name))
        for form in rulebook.forms
        if form.name in used and form.name not in ballots_elsewhere
    ]
    if rulebook.fields:
        required.append((Wanted("fields"),))
    if checklists(rulebook):
        required.append((Wanted("checklist"),))
    return required


def _read_all(sources: Sources, rulebook: Rulebook, people: People, desk: Desk) -> Inputs:
    codes = tuple(code or "" for code in people.columns["code"])
    tallies = {form.name: Tally(form, codes) for form in rulebook.forms}
    compact: dict[str, pa.Table] = {}
    for name, tally in tallies.items():
        ballots, counts = sources.get(Wanted("ballots", name)), sources.get(Wanted("counts", name))
        if isinstance(ballots, Grid):
            read_ballots(ballots, tally.form, people, tally, desk)
        elif ballots is not None:
            compact[name] = read_compact(ballots, tally.form, people.size, desk)
        if isinstance(counts, Grid):
            read_counts(counts, tally.form, people, tally, desk)
        _check_one_kind(tally, desk)
    grids = {
        kind: _grid(sources.get(Wanted(kind)))
        for kind in ("fields", "checklist", "adjustments", "vetoes", "turnout")
    }
    fields = read_fields(grids["fields"], rulebook, people, desk)
    checklist = read_checklist(grids["checklist"], rulebook, people, desk)
    adjustments = read_adjustments(grids["adjustments"], rulebook, people, desk)
    vetoes = read_vetoes(grids["vetoes"], rulebook, people, desk)
    turnout = read_turnout(grids["turnout"], tallies, desk)
    desk.close()
    return Inputs(
        reporters=people.table(),
        tallies={
            name: compact[name] if name in compact else tally.table() for name, tally in tallies.items()
        },
        fields=fields,
        checklist=listed("checklist", checklist),
        adjustments=listed("adjustments", adjustments),
        vetoes=listed("vetoes", vetoes),
        turnout=turnout,
        understood=desk.understood(),
    )


def _grid(source: Source | None) -> Grid | None:
    return source if isinstance(source, Grid) else None


def _check_one_kind(tally: Tally, desk: Desk) -> None:
    """One reporter's group is given either ballot by ballot or as counts, never both."""
    groups = tally.form.groups
    for reporter, group in sorted(tally.from_ballots & tally.from_counts):
        desk.wrong(
            Place(tally.sheets["counts"]),
            (
                f"的“{groups[group].label or groups[group].name}”既有逐张测评票，又有计票",
                f"has both ballots and counts for “{groups[group].label or groups[group].name}”",
            ),
            ("请只保留一种", "Keep one of them"),
            tally.people[reporter],
        )
