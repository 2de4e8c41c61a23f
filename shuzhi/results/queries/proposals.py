"""From the result's columns to one row a reporter, and what the cycle already knows of a reporter."""

from collections.abc import Iterator
from dataclasses import dataclass

from shuzhi.cycles.models import Reporter
from shuzhi.meetings.models import Comment, ProblemNote
from shuzhi.results.models import Status
from shuzhi.scoring.block import MISSING
from shuzhi.scoring.engines import Settlement as Result

STATUSES = (Status.ASSESSED, Status.EXCLUDED, Status.BLOCKED)


@dataclass(frozen=True, slots=True)
class Row:
    """What the result says of one reporter, in words and decimal text."""

    place: int
    code: str
    status: Status
    composite: str
    band: str
    grade: str
    rank: int | None
    tied: bool
    remarks: tuple[str, ...]


def rows_of(result: Result) -> Iterator[Row]:
    """One row a reporter, in the result's order; remarks name what decided: "gate/…", "veto/…", "quota/…"."""
    book = result.plan.rulebook
    columns = result.columns
    ties = [name for name in columns.values if name.startswith("quota/") and name.endswith("/tie")]
    grades = [grade.name for grade in book.grades]
    codes = result.inputs.reporters.column("code").to_pylist()
    for place, code in enumerate(codes):
        status = STATUSES[int(columns["status"][place])]
        yield Row(
            place=place,
            code=code,
            status=status,
            composite=decimal_text(int(columns["composite"][place]), book.precision),
            band=_name(grades, int(columns["band"][place])),
            grade=_name(grades, int(columns["grade"][place])),
            rank=_number(int(columns["rank"][place])),
            tied=any(columns[name][place] > 0 for name in ties),
            remarks=tuple(_remarks(result, place, status)),
        )


def decimal_text(value: int, places: int) -> str:
    """A step value as exact decimal text; a missing one is empty."""
    if value == MISSING:
        return ""
    sign, digits = ("-" if value < 0 else ""), str(abs(value)).rjust(places + 1, "0")
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def draft_opinion(reporter: Reporter) -> str:
    """The superior's comment, so that nobody types it twice."""
    comments = Comment.objects.filter(item__reporter=reporter).values_list("text", flat=True)
    return "\n".join(comments)


def problems_named(reporter: Reporter) -> list[str]:
    """The problems named in the comments on a reporter."""
    notes = ProblemNote.objects.filter(comment__item__reporter=reporter).order_by("comment", "order", "pk")
    return list(notes.values_list("text", flat=True))


def _name(names: list[str], ordinal: int) -> str:
    return "" if ordinal == MISSING else names[ordinal]


def _number(value: int) -> int | None:
    return None if value == MISSING else value


def _remarks(result: Result, place: int, status: Status) -> Iterator[str]:
    """The columns that decided: what blocks or excludes, which gates and vetoes caught, which quota lowered."""
    columns = result.columns
    if status == Status.EXCLUDED:
        yield f"exclusion/{result.plan.rulebook.exclusions[int(columns['exclusion'][place])].name}"
        return
    for name, values in columns.values.items():
        kind = name.split("/", 1)[0]
        if (kind in {"blocked", "gate", "veto"} or name.endswith("/lowered")) and values[place] > 0:
            yield name.removesuffix("/lowered")
