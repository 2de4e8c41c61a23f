from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import Http404

from shuzhi.cycles.models import Cycle
from shuzhi.cycles.rules import faults_of, rulebook_from
from shuzhi.scoring.rulebook.explain import Section, sentences
from shuzhi.scoring.rulebook.faults import Fault
from shuzhi.scoring.rulebook.model import Rulebook

RULEBOOKS = Path(settings.ROOT) / "rulebooks"


def rulebook_of(cycle: Cycle) -> Rulebook:
    """The parsed rulebook of a cycle; read once for each text."""
    return rulebook_from(cycle.rulebook_text)


def categories_in(cycle: Cycle) -> list[str]:
    """The categories a reporter of this cycle may have, in the rulebook's order."""
    if not cycle.rulebook_text:
        return []
    return list(rulebook_of(cycle).categories)


def category_or_404(cycle: Cycle, name: str) -> str:
    """A category of the cycle's rulebook, or no page."""
    if name not in categories_in(cycle):
        raise Http404
    return name


def attributes_in(cycle: Cycle) -> list[str]:
    """The further columns the rulebook wants for each reporter."""
    return list(rulebook_of(cycle).attributes) if cycle.rulebook_text else []


def exclusions_in(cycle: Cycle) -> list[str]:
    """The exclusions that the office lists by name; those with a condition follow from the data."""
    if not cycle.rulebook_text:
        return []
    return [one.name for one in rulebook_of(cycle).exclusions if one.when is None]


@dataclass(frozen=True, slots=True)
class ReadyRulebook:
    """A rulebook that comes with the program."""

    name: str
    title: str
    sample: bool
    source: str
    text: str


def ready_rulebooks() -> list[ReadyRulebook]:
    """The sound rulebooks in the folder; a faulty file is left to the folder's own tests."""
    found = []
    for path in sorted([*RULEBOOKS.glob("*.yaml"), *RULEBOOKS.glob("*/rulebook.yaml")]):
        name = path.parent.name if path.name == "rulebook.yaml" else path.stem
        if name.endswith("cases"):
            continue
        text = path.read_text(encoding="utf-8")
        if faults_of(text):
            continue
        book = rulebook_from(text)
        found.append(ReadyRulebook(name, book.title, book.sample, book.source, text))
    # Chinese ones first, as everywhere; within a language by file name.
    return sorted(found, key=lambda one: (one.title.isascii(), one.name))


def ready_rulebook(name: str) -> ReadyRulebook | None:
    """The ready rulebook of that name."""
    return next((ready for ready in ready_rulebooks() if ready.name == name), None)


def ready_rulebook_or_404(name: str) -> ReadyRulebook:
    """The ready rulebook of that name, or no page."""
    found = ready_rulebook(name)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class FaultyLine:
    """A fault beside the line it stands in."""

    fault: Fault
    text: str


def faults_with_lines(text: str, faults: Iterable[Fault]) -> list[FaultyLine]:
    """Each fault with its line as written, in the order of the text."""
    lines = text.splitlines()
    return [FaultyLine(one, lines[one.line - 1] if one.line <= len(lines) else "") for one in faults]


def sentence_language(code: str | None) -> str:
    """The language in which the rulebook is said back."""
    return "en" if (code or "").startswith("en") else "zh"


def sentences_of(text: str, lang: str) -> list[Section]:
    """What a rulebook says, in plain sentences; nothing when none is chosen."""
    return list(sentences(rulebook_from(text), lang)) if text else []
