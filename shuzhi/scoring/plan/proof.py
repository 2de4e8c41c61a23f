"""Interval arithmetic: that no sum or product of a plan can leave 64 bits while the records stay within its limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from shuzhi.scoring.inputs import MICRO
from shuzhi.scoring.plan.model import Limits, Span
from shuzhi.scoring.refusal import Refused
from shuzhi.scoring.rounding import LARGEST, rounded
from shuzhi.scoring.rulebook.model import Rounding, Rulebook


def scaled(span: Span, factor: int) -> Span:
    """Every value of the span times a factor."""
    ends = (span.low * factor, span.high * factor)
    return Span(min(ends), max(ends))


def added(spans: Iterable[Span]) -> Span:
    """The sum of one value out of each span."""
    spans = tuple(spans)
    return Span(sum(span.low for span in spans), sum(span.high for span in spans))


def hull(spans: Iterable[Span]) -> Span:
    """The least span that holds all of them."""
    spans = tuple(spans)
    return Span(min(span.low for span in spans), max(span.high for span in spans))


def with_zero(span: Span) -> Span:
    """The span and 0, for a term that may be left out."""
    return Span(min(span.low, 0), max(span.high, 0))


def whole_weights(weights: Iterable[Fraction]) -> tuple[tuple[int, ...], Fraction]:
    """The least whole numbers in the proportion of the weights, and the unit that brings them back."""
    weights = tuple(weights)
    common = lcm(*(weight.denominator for weight in weights)) if weights else 1
    whole = [int(weight * common) for weight in weights]
    shared = gcd(*whole) or 1
    return tuple(number // shared for number in whole), Fraction(shared, common)


@dataclass(frozen=True, slots=True)
class Proof:
    """The rulebook being compiled, under one set of limits."""

    rulebook: Rulebook
    limits: Limits

    @property
    def scale(self) -> int:
        """Step values are multiples of one over this."""
        return int(10**self.rulebook.precision)

    @property
    def hundred(self) -> Span:
        """Step values from 0 to 100."""
        return Span(0, 100 * self.scale)

    def step(self, exact: Fraction) -> int:
        """An exact constant as a step value, rounded once."""
        return rounded(exact * self.scale, self.rulebook.rounding)

    def fits(self, span: Span, where: str) -> Span:
        """The span itself, or a refusal when a value in it does not fit."""
        if max(-span.low, span.high) > LARGEST:
            raise Refused(
                where,
                f"在每组 {self.limits.marks:,} 票之内仍可能超出 64 位整数："
                "请减少中间小数位，或改用分母较小的权重和分值。",
                f"may exceed 64-bit whole numbers even within {self.limits.marks:,} marks a group: "
                "use fewer intermediate places, or weights and points with smaller denominators.",
            )
        return span

    def quotient(self, above: Span, below: Span, where: str) -> None:
        """That a rounded quotient can be formed: the numerator, and what rounding adds to it or doubles."""
        self.fits(above, where)
        self.fits(Span(above.low - below.high, above.high + below.high), where)
        if self.rulebook.rounding is Rounding.HALF_EVEN:
            self.fits(scaled(below, 2), where)

    def rounded_span(self, low: Fraction, high: Fraction) -> Span:
        """The step values between two exact numbers."""
        return Span(self.step(low), self.step(high))


def micros(value: Fraction) -> int:
    """An exact bound in micros, towards the outside."""
    return rounded(value * MICRO, Rounding.UP)


def refuse(where: str, zh: str, en: str) -> Refused:
    """A refusal to be raised where the rulebook says something the plan cannot mean."""
    return Refused(where, zh, en)
