"""Found by research, admitted in the report, pointed out in the comment: side by side, and matched by people."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404

from shuzhi.accounts.models import User
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.cycles.queries import cycles_for
from shuzhi.fieldwork.models import Finding
from shuzhi.fieldwork.queries import findings_about, findings_for
from shuzhi.fieldwork.states import Kind
from shuzhi.meetings.models import PortraitLink, ProblemNote
from shuzhi.meetings.states import Side
from shuzhi.reports.models import Edition
from shuzhi.reports.queries import last_edition, report_of

NUMBERING = re.compile(r"^[\s»#>|*·•-]*(?:[一二三四五六七八九十\d]{1,3}[、.．是)）]\s*)?")
MARKS = re.compile(r"[\W_]+")
LONG_LINE = 80
# Below this share of common pairs of characters two texts are not even suggested as the same matter.
LEAST_OVERLAP = 0.12


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that shares words with the finding; whether it is the same matter, a person says."""

    text: str
    percent: int
    key: int = 0


@dataclass(slots=True)
class PortraitRow:
    """One problem: the finding, and what people matched to it."""

    finding: Finding
    admitted: PortraitLink | None = None
    pointed: PortraitLink | None = None
    admission: Suggestion | None = None
    pointing: Suggestion | None = None

    @property
    def rank(self) -> int:
        """Found and not admitted comes first: those that were looked for, then those nobody has looked for yet."""
        if self.admitted is None:
            return 1
        return 2 if self.admitted.is_there else 0


@dataclass(slots=True)
class Portrait:
    """What is known of one reporter before the comment."""

    reporter: Reporter
    rows: list[PortraitRow]
    strengths: list[Finding]
    passages: list[str]
    notes: list[ProblemNote]
    only_admitted: list[str] = field(default_factory=list)
    only_pointed: list[ProblemNote] = field(default_factory=list)

    @property
    def not_admitted(self) -> list[PortraitRow]:
        return [row for row in self.rows if row.rank < 2]

    @property
    def admitted(self) -> list[PortraitRow]:
        return [row for row in self.rows if row.rank == 2]

    @property
    def unchecked(self) -> int:
        return sum(row.admitted is None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Tally:
    """Match and mismatch of one reporter in figures."""

    reporter: Reporter
    found: int
    admitted: int
    denied: int
    pointed: int
    named: int

    @property
    def unchecked(self) -> int:
        return self.found - self.admitted - self.denied


def portrait_or_404(user: User, key: int) -> Reporter:
    """A reporter of a cycle the person sees; the rule then says whether the portrait is theirs to read."""
    rows = Reporter.objects.filter(cycle__in=cycles_for(user).order_by().values("pk"))
    return get_object_or_404(
        rows.select_related("cycle__organiser", "tenure__person", "tenure__organisation", "report"), pk=key
    )


def passages_of(edition: Edition | None) -> list[str]:
    """What the report admits: the sections of problems, line by line, long lines sentence by sentence."""
    found: list[str] = []
    for section in edition.sections if edition else []:
        if not section.get("problems"):
            continue
        for line in section["text"].splitlines():
            parts = re.split(r"(?<=[。；])", line) if len(line) > LONG_LINE else [line]
            found += [NUMBERING.sub("", part).strip() for part in parts]
    return [part for part in dict.fromkeys(found) if len(part) > 3]


def overlap(one: str, two: str) -> float:
    """The share of the shorter text's pairs of characters that the other has too."""
    first, second = _pairs(one), _pairs(two)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def portrait_of(user: User | None, reporter: Reporter) -> Portrait:
    """The portrait as this person may read it: what is also about oneself is left out."""
    about = findings_about(reporter)
    if user is not None:
        about = about.exclude(reporters__tenure__person__user=user)
    findings = list(about.prefetch_related("topics", "evidence__upload"))
    report = report_of(reporter)
    handed = report if report is not None and report.handed_in_at else None
    passages = passages_of(last_edition(handed) if handed else None)
    notes = list(
        ProblemNote.objects.filter(comment__item__reporter=reporter).select_related("comment__speaker")
    )
    links = {
        (link.finding_id, link.side): link
        for link in PortraitLink.objects.filter(reporter=reporter).select_related("note", "made_by")
    }
    rows = [
        PortraitRow(
            finding,
            links.get((finding.pk, Side.ADMITTED)),
            links.get((finding.pk, Side.POINTED)),
            _best(finding.text, [(text, 0) for text in passages]),
            _best(finding.text, [(note.text, note.pk) for note in notes]),
        )
        for finding in findings
        if finding.kind == Kind.PROBLEM
    ]
    taken = {link.passage for link in links.values()}
    named = {link.note_id for link in links.values()}
    return Portrait(
        reporter,
        sorted(rows, key=lambda row: (row.rank, row.finding.pk)),
        [finding for finding in findings if finding.kind == Kind.STRENGTH],
        passages,
        notes,
        [text for text in passages if text not in taken],
        [note for note in notes if note.pk not in named],
    )


def tallies_of(user: User, cycle: Cycle) -> list[Tally]:
    """Found, admitted, not admitted, pointed out: for every reporter of a cycle, the own file left out."""
    found = _counted(
        findings_for(user)
        .filter(visit__cycle=cycle, kind=Kind.PROBLEM, withdrawn_at=None, reporters__isnull=False)
        .values_list("reporters")
        .annotate(n=Count("pk", distinct=True))
    )
    live = PortraitLink.objects.filter(reporter__cycle=cycle, finding__withdrawn_at=None).order_by()
    there = Q(note__isnull=False) | ~Q(passage="")
    sides = {
        "admitted": live.filter(there, side=Side.ADMITTED),
        "denied": live.filter(side=Side.ADMITTED).exclude(there),
        "pointed": live.filter(there, side=Side.POINTED),
    }
    counts = {
        name: _counted(rows.values_list("reporter").annotate(n=Count("pk"))) for name, rows in sides.items()
    }
    notes = ProblemNote.objects.filter(comment__item__reporter__cycle=cycle).order_by()
    named = _counted(notes.values_list("comment__item__reporter").annotate(n=Count("pk")))
    others = cycle.reporters.exclude(tenure__person__user=user).order_by("order", "code")
    return [
        Tally(
            one,
            found=found.get(one.pk, 0),
            named=named.get(one.pk, 0),
            **{name: rows.get(one.pk, 0) for name, rows in counts.items()},
        )
        for one in others
    ]


def _counted(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def _pairs(text: str) -> set[str]:
    plain = MARKS.sub("", text)
    return {plain[place : place + 2] for place in range(len(plain) - 1)}


def _best(text: str, others: list[tuple[str, int]]) -> Suggestion | None:
    rated = [(overlap(text, other), other, key) for other, key in others]
    share, other, key = max(rated, default=(0.0, "", 0))
    return Suggestion(other, round(share * 100), key) if share >= LEAST_OVERLAP else None
