"""Two settlements of the same reporters: who would get another grade, and why."""

from __future__ import annotations

from dataclasses import dataclass

from shuzhi.scoring.explain.step import Step
from shuzhi.scoring.explain.trace import steps
from shuzhi.scoring.rulebook.explain.voice import Voice
from shuzhi.scoring.settlement import Settlement

STATUS = (("", ""), ("不参加考核", "not assessed"), ("暂停", "blocked"))


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose outcome differs. ``step`` is the first step that differs, ``decisive`` the last."""

    code: str
    unit: str
    person: str
    before: str
    after: str
    step: str
    decisive: str

    @property
    def why(self) -> str:
        """Both in one sentence."""
        return self.step if self.step == self.decisive else f"{self.step}；{self.decisive}"


def compare(before: Settlement, after: Settlement, lang: str) -> list[Change]:
    """Everybody in both settlements whose outcome differs, in canonical order."""
    there = {who: row for row, who in enumerate(_people(after))}
    people = before.inputs.reporters.select(["code", "unit", "person"]).to_pylist()
    found = []
    for row, who in enumerate(_people(before)):
        other = there.get(who)
        if other is None:
            continue
        old, new = outcome(before, row, lang), outcome(after, other, lang)
        if old != new:
            first, last = _difference(steps(before, row, lang), steps(after, other, lang))
            person = {key: value or "" for key, value in people[row].items()}
            found.append(Change(before=old, after=new, step=first, decisive=last, **person))
    return found


def outcome(settlement: Settlement, row: int, lang: str) -> str:
    """The proposed grade, or why there is none."""
    status = settlement.columns.given("status", row) or 0
    if status:
        return Voice(lang)(*STATUS[status])
    return settlement.plan.rulebook.grades[settlement.columns.given("grade", row) or 0].name


def _people(settlement: Settlement) -> list[tuple[str, str]]:
    reporters = settlement.inputs.reporters
    names = (reporters.column(name).to_pylist() for name in ("organiser", "code"))
    return [(organiser or "", code) for organiser, code in zip(*names, strict=True)]


def _difference(old: list[Step], new: list[Step]) -> tuple[str, str]:
    """The first step whose value differs, and the last one before the proposal."""
    before, after = ({step.key: step for step in trace} for trace in (old, new))
    keys = [key for key in dict.fromkeys([*before, *after]) if key not in {"grade", "rank"}]
    changed = [key for key in keys if _shown(before.get(key)) != _shown(after.get(key))] or ["grade"]
    return _sentence(changed[0], before, after), _sentence(changed[-1], before, after)


def _shown(step: Step | None) -> tuple[str, str] | None:
    return None if step is None else (step.value, step.rule)


def _sentence(key: str, before: dict[str, Step], after: dict[str, Step]) -> str:
    old, new = before.get(key), after.get(key)
    told = new or before[key]
    values = f"{old.value if old else '—'} → {new.value if new else '—'}"
    return f"{told.title} {values}（{told.rule}）" if told.rule else f"{told.title} {values}"
