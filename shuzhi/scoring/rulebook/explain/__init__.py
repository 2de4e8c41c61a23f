"""The rulebook said back in plain sentences, complete and always in the same order, in Chinese or English."""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.rulebook.explain import ballots, basics, burden, outcome, publication, score
from shuzhi.scoring.rulebook.explain.voice import Voice
from shuzhi.scoring.rulebook.model import Rulebook


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    title: str
    lines: tuple[str, ...]


def sentences(rulebook: Rulebook, lang: str = "zh") -> list[Section]:
    """Every rule that has an effect, in sections; sections without a rule are left out."""
    say = Voice(lang)
    sections = [
        (say("总则", "General"), basics.general(rulebook, say)),
        (say("述职人", "Reporters"), basics.reporters(rulebook, say)),
        (say("测评票", "Ballots"), ballots.forms(rulebook, say)),
        (say("数据项", "Imported fields"), basics.fields(rulebook, say)),
        (say("计分", "Score"), score.formulas(rulebook, say)),
        (say("加减分与总分", "Bonuses, deductions and the composite"), score.composite(rulebook, say)),
        (say("等次", "Grades"), outcome.grades(rulebook, say)),
        (say("限制", "Gates"), outcome.gates(rulebook, say)),
        (say("一票否决", "Vetoes"), outcome.vetoes(rulebook, say)),
        (say("比例", "Quotas"), outcome.quotas(rulebook, say)),
        (say("先后与名次", "Order and ranks"), outcome.order(rulebook, say)),
        (say("公开", "Publication"), publication.disclosure(rulebook, say)),
        (say("减负", "Burden"), burden.burden(rulebook, say)),
        (say("评定", "Decision"), publication.decision(say)),
    ]
    return [Section(title, tuple(lines)) for title, lines in sections if lines]


def plain_text(rulebook: Rulebook, lang: str = "zh") -> str:
    """The sections as text with numbered headings, for a terminal or a page to print."""
    numerals = "一二三四五六七八九十"
    parts: list[str] = [rulebook.title, ""]
    for position, section in enumerate(sentences(rulebook, lang), start=1):
        zh = numerals[position - 1] if position <= len(numerals) else f"十{numerals[position - 11]}"
        parts.append(f"{position}. {section.title}" if lang == "en" else f"{zh}、{section.title}")
        parts += [f"  - {line}" for line in section.lines]
        parts.append("")
    return "\n".join(parts)
