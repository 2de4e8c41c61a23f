"""What a text quotes: figures by `[[fact:CODE]]`, evidence by `[[file:3]]`; and the text with both said in words."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from shuzhi.files.models import Upload
from shuzhi.files.queries import uploads_at
from shuzhi.indicators.models import Fact
from shuzhi.indicators.queries import fact_text, facts_for
from shuzhi.reports.models import Evidence, Report
from shuzhi.reports.models.markup import FACT, FILE
from shuzhi.reports.models.topic_parts import PAPER
from shuzhi.reports.queries.fields import texts_of


@dataclass(slots=True)
class Quotes:
    """The figures and files that a report may quote, looked up once; and what its text asks for in vain."""

    facts: dict[str, Fact] = field(default_factory=dict)
    files: dict[int, Evidence] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)


def quotes_in(report: Report, texts: Iterable[str]) -> Quotes:
    """What stands behind the marks in these texts; nothing is asked of the database where there are none."""
    found = Quotes()
    joined = "\n".join(texts)
    wanted = dict.fromkeys(FACT.findall(joined))
    years = {_year(period, report) for _code, period in wanted}
    known = {year: facts_for(report.reporter.tenure.organisation, year) for year in years}
    for code, period in wanted:
        fact = _behind(known[_year(period, report)], code, period, report.cycle.year)
        if fact:
            found.facts[_key(code, period)] = fact
        else:
            found.missing.append(_key(code, period))
    if numbers := dict.fromkeys(map(int, FILE.findall(joined))):
        rows = report.evidence.filter(number__in=numbers).select_related("upload__file")
        found.files = {one.number: one for one in rows}
        found.missing += [f"file:{number}" for number in numbers if number not in found.files]
    return found


def quotes_of(report: Report) -> Quotes:
    """What the text of a report quotes, as things stand now."""
    return quotes_in(report, texts_of(report).values())


def said_in_words(text: str, quotes: Quotes) -> str:
    """The text with every figure and file said in words; what cannot be found keeps its mark."""
    with override(PAPER):
        told = FACT.sub(_or_mark(lambda found: _fact_words(found, quotes)), text)
        return FILE.sub(_or_mark(lambda found: _file_words(found, quotes)), told)


def facts_to_quote(report: Report) -> list[dict[str, Any]]:
    """The figures of the unit for the year of the report, each with the mark that quotes it."""
    year = report.cycle.year
    found = facts_for(report.reporter.tenure.organisation, year)
    whole = {fact.indicator.code for fact in found if fact.period == str(year)}
    return [{"fact": fact, "token": _token(fact, year, whole), "words": fact_text(fact)} for fact in found]


def evidence_of(report: Report) -> list[Evidence]:
    """The evidence of a report in its order."""
    return list(report.evidence.select_related("upload__file", "made_by"))


def uploads_to_refer_to(report: Report) -> list[Upload]:
    """What the unit has handed in before and this report does not name yet, the newest first."""
    place = report.reporter.tenure.organisation.path
    return list(uploads_at(place).exclude(backs_reports__report=report).select_related("file")[:50])


def facts_pinned(quotes: Quotes) -> list[dict[str, Any]]:
    """The figures quoted, as they are that day."""
    with override(PAPER):
        return [
            {
                "mark": mark,
                "fact": fact.pk,
                "code": fact.indicator.code,
                "name": fact.indicator.name,
                "period": fact.period,
                "value": fact.value_text,
                "unit": fact.indicator.unit,
                "source": fact.source,
                "as_of": fact.as_of.isoformat(),
                "words": fact_text(fact),
            }
            for mark, fact in quotes.facts.items()
        ]


def evidence_pinned(report: Report) -> list[dict[str, Any]]:
    """The evidence handed in with the text, by number and hash."""
    return [
        {
            "number": one.number,
            "name": one.upload.name,
            "note": one.note,
            "digest": one.upload.file.digest,
            "size": one.upload.file.size,
        }
        for one in evidence_of(report)
    ]


def _year(period: str, report: Report) -> int:
    return int(period[:4]) if period[:4].isdecimal() else report.cycle.year


def _behind(facts: list[Fact], code: str, period: str, year: int) -> Fact | None:
    """As `indicators.queries.fact_for_token` says: of the period, else of the year, else the last one."""
    found = [fact for fact in facts if fact.indicator.code == code]
    if period:
        return next((fact for fact in found if fact.period == period), None)
    whole = [fact for fact in found if fact.period == str(year)]
    return (whole or found)[-1] if found else None


def _key(code: str, period: str) -> str:
    return f"fact:{code}@{period}" if period else f"fact:{code}"


def _token(fact: Fact, year: int, whole: set[str]) -> str:
    plain = fact.period == str(year) and fact.indicator.code in whole
    return f"[[{_key(fact.indicator.code, '' if plain else fact.period)}]]"


def _or_mark(words: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    return lambda found: words(found) or found[0]


def _fact_words(found: re.Match[str], quotes: Quotes) -> str:
    fact = quotes.facts.get(_key(found[1], found[2] or ""))
    return fact_text(fact) if fact else ""


def _file_words(found: re.Match[str], quotes: Quotes) -> str:
    one = quotes.files.get(int(found[1]))
    if one is None:
        return ""
    return pgettext("in a text", "(evidence %(n)d: %(name)s)") % {"n": one.number, "name": one.upload.name}


def unfound(quotes: Quotes) -> str:
    """Which marks in a text lead nowhere, as one sentence; empty when all is there."""
    if not quotes.missing:
        return ""
    return _("Not found: %(marks)s.") % {"marks": "、".join(quotes.missing)}
