"""Conditions, exclusions, lines, gates, vetoes, quotas and ties as steps."""

from __future__ import annotations

from dataclasses import dataclass, field

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.ballots import form_named
from shuzhi.scoring.plan.model import (
    Check,
    Combination,
    ExclusionStep,
    GateStep,
    QuotaStep,
    ShareStep,
    Span,
    Test,
    TieKey,
    VetoStep,
)
from shuzhi.scoring.plan.proof import Proof, refuse
from shuzhi.scoring.plan.sources import Spans, field_named, keys
from shuzhi.scoring.rounding import first_at_least, last_at_most
from shuzhi.scoring.rulebook.model import Condition, Quota, Share, Subject


@dataclass(slots=True)
class Judging:
    """Compiles what decides the grade; ``paths`` are the components there are, ``shares`` those asked for so far."""

    proof: Proof
    paths: frozenset[str]
    shares: dict[Share, ShareStep] = field(default_factory=dict)
    spans: Spans = field(default_factory=dict)

    def exclusions(self) -> tuple[ExclusionStep, ...]:
        """In written order; their conditions look at fields and attributes only."""
        steps = []
        for exclusion in self.proof.rulebook.exclusions:
            when = None if exclusion.when is None else self.check(exclusion.name, exclusion.when)
            if when is not None and _looks_at_scores(when):
                raise refuse(
                    exclusion.name,
                    "条件只能看数据项和属性。",
                    "the condition may look at fields and attributes only.",
                )
            steps.append(ExclusionStep(exclusion.name, when))
        return tuple(steps)

    def lines(self) -> tuple[int, ...]:
        """The least composite of every grade but the lowest; empty when the rulebook draws no lines."""
        grades = self.proof.rulebook.grades
        if all(grade.at_least is None for grade in grades[:-1]):
            return ()
        lines = []
        for grade in grades[:-1]:
            if grade.at_least is None:
                raise refuse(grade.name, "这个等次没有分数线。", "this grade has no line.")
            lines.append(first_at_least(grade.at_least, self.proof.scale))
        return tuple(lines)

    def gates(self) -> tuple[GateStep, ...]:
        """Floors and ceilings under a condition."""
        return tuple(
            GateStep(
                gate.name,
                self.check(gate.name, gate.condition),
                gate.negated,
                self.grade(gate.name, gate.at_most) if gate.at_most else -1,
                self.grade(gate.name, gate.at_least) if gate.at_least else -1,
                gate.when_missing,
                gate.categories,
                gate.condition,
            )
            for gate in self.proof.rulebook.gates
        )

    def vetoes(self) -> tuple[VetoStep, ...]:
        """Listed facts that cap the grade."""
        return tuple(
            VetoStep(veto.name, self.grade(veto.name, veto.at_most)) for veto in self.proof.rulebook.vetoes
        )

    def quotas(self) -> tuple[QuotaStep, ...]:
        """Ceilings and floors in written order."""
        return tuple(self._quota(quota) for quota in self.proof.rulebook.quotas)

    def ties(self) -> tuple[TieKey, ...]:
        """The columns that order equal composites."""
        found = []
        for tie in self.proof.rulebook.ties:
            kind, column = self.subject("ties", tie.subject)
            if kind != "number":
                raise refuse(
                    "ties",
                    f"“{column}”不是数值，不能排先后。",
                    f"'{column}' is no number and orders nothing.",
                )
            found.append(TieKey(column, tie.high_first))
        return tuple(found)

    def grade(self, where: str, name: str) -> int:
        """The ordinal of a grade."""
        for ordinal, grade in enumerate(self.proof.rulebook.grades):
            if grade.name == name:
                return ordinal
        raise refuse(where, f"没有名为“{name}”的等次。", f"no grade is named '{name}'.")

    def check(self, where: str, condition: Condition) -> Check:
        """A condition with its bounds brought to the subject's own scale."""
        if condition.op in {"all", "any"}:
            parts = tuple(self.check(where, part) for part in condition.parts)
            return Combination(condition.op == "all", parts)
        if condition.subject is None:
            raise refuse(where, "条件没有说明看什么。", "the condition has no subject.")
        kind, column = self.subject(where, condition.subject)
        if condition.op in {"is", "is_not"}:
            labels = self._labels(where, condition, kind)
            return Test(kind, column, labels=labels, negated=condition.op == "is_not")
        if kind != "number":
            raise refuse(
                where, f"“{column}”不是数值，不能比大小。", f"'{column}' is no number and cannot be compared."
            )
        scale = MICRO if condition.subject.field else self.proof.scale
        match condition.op:
            case "at_least":
                return Test(kind, column, low=first_at_least(condition.value, scale))
            case "above":
                return Test(kind, column, low=last_at_most(condition.value, scale) + 1)
            case "at_most":
                return Test(kind, column, high=last_at_most(condition.value, scale))
            case _:
                return Test(kind, column, high=first_at_least(condition.value, scale) - 1)

    def subject(self, where: str, subject: Subject) -> tuple[str, str]:
        """The kind of the subject and the column that holds it."""
        if subject.composite:
            return "number", "composite"
        if subject.component:
            if subject.component not in self.paths:
                name = subject.component
                raise refuse(where, f"没有名为“{name}”的考核项。", f"no component is named '{name}'.")
            return "number", f"v/{subject.component}"
        if subject.share is not None:
            return "number", self.share(where, subject.share).name
        if subject.field:
            found = field_named(self.proof, where, subject.field)
            if found.kind == "survey":
                raise refuse(where, "调查数据请用考核项来引用。", "refer to a survey through its component.")
            return found.kind, f"field/{found.name}"
        return "attribute", f"attribute/{subject.attribute}"

    def share(self, where: str, share: Share) -> ShareStep:
        """The share's step; equal shares are computed once."""
        if share not in self.shares:
            self.shares[share] = step = self._share(where, share)
            self.spans[step.name] = self.proof.hundred
        return self.shares[share]

    def _share(self, where: str, share: Share) -> ShareStep:
        form = form_named(self.proof, where, share.form)
        rows = []
        for index, row in enumerate(form.rows):
            if share.rows and row.name not in share.rows:
                continue
            counted = [i for i, option in enumerate(row.scale.options) if option.points is not None]
            rows.append((index, tuple(i for i in counted if row.scale.options[i].name in share.options)))
        groups = tuple(
            i for i, group in enumerate(form.groups) if not share.groups or group.name in share.groups
        )
        up = 100 * self.proof.scale
        marks = self.proof.limits.marks * len(rows) * len(groups)
        self.proof.quotient(Span(0, marks * up), Span(1, marks), where)
        limits = ["+".join(names) for names in (share.options, share.rows, share.groups) if names]
        return ShareStep("/".join(["share", share.form, *limits]), share.form, tuple(rows), groups, up)

    def _labels(self, where: str, condition: Condition, kind: str) -> tuple[int | str, ...]:
        if kind == "number" or condition.subject is None:
            raise refuse(where, "“是”只用于标签和属性。", "'is' is for labels and attributes.")
        if kind == "attribute":
            return condition.labels
        labels = field_named(self.proof, where, condition.subject.field).labels
        unknown = [label for label in condition.labels if label not in labels]
        if unknown:
            raise refuse(where, f"没有“{unknown[0]}”这个取值。", f"'{unknown[0]}' is not one of the labels.")
        return tuple(labels.index(label) for label in condition.labels)

    def _quota(self, quota: Quota) -> QuotaStep:
        named = sorted(self.grade(quota.name, name) for name in quota.grades)
        last = len(self.proof.rulebook.grades) - 1
        wanted = list(range(len(named))) if quota.ceiling else list(range(last - len(named) + 1, last + 1))
        if named != wanted or (quota.ceiling and named[-1] == last):
            raise refuse(
                quota.name,
                "上限要从最好的等次连续往下写（不含最低等次），下限要从最低的等次连续往上写。",
                "a ceiling names the best grades in a run (not the lowest), a floor the lowest in a run.",
            )
        if (quota.share is None) == (quota.number is None):
            raise refuse(quota.name, "要么写比例，要么写人数。", "give either a share or a number.")
        up, down = (quota.share.numerator, quota.share.denominator) if quota.share is not None else (0, 1)
        self.proof.quotient(Span(0, up * self.proof.limits.reporters), Span(down, down), quota.name)
        self.spans[f"quota/{quota.name}/lowered"] = self.spans[f"quota/{quota.name}/tie"] = Span(0, 1)
        return QuotaStep(
            name=quota.name,
            ceiling=quota.ceiling,
            line=named[-1] if quota.ceiling else named[0] - 1,
            up=up,
            down=down,
            number=quota.number or 0,
            rounding=quota.rounding,
            levels=tuple(keys(level) for level in (quota.by, *quota.pool)),
            minimum=quota.minimum,
            count_vetoed=quota.count_vetoed,
        )


def _looks_at_scores(check: Check) -> bool:
    if isinstance(check, Combination):
        return any(_looks_at_scores(part) for part in check.parts)
    return not check.column.startswith(("field/", "attribute/"))
