"""Two languages side by side: the pieces of sentences that many sections need."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from shuzhi.scoring.rulebook import numbers
from shuzhi.scoring.rulebook.model import Item, Rounding, Scale

COLUMNS = {"category": "类别", "form": "述职方式", "organiser": "组织方"}
ROUNDINGS = {
    Rounding.HALF_UP: ("四舍五入", "rounded half up"),
    Rounding.HALF_EVEN: ("四舍六入五成双", "rounded half to even"),
    Rounding.UP: ("一律进位", "rounded up"),
    Rounding.DOWN: ("一律舍去", "rounded down"),
}


def plural(count: int | None, noun: str) -> str:
    """1 row, 2 rows."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def nouns(names: tuple[str, ...], noun: str) -> str:
    """What stands before names in English: row, rows, or all rows when none is named."""
    return f"{noun}{'' if len(names) == 1 else 's'} " if names else f"all {noun}s"


@dataclass(frozen=True, slots=True)
class Voice:
    """Says a thing in one of the two languages."""

    lang: str

    def __call__(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else zh

    def names(self, names: Iterable[str], last: str = "and") -> str:
        """“甲”“乙”, or “A”, “B” and “C”."""
        quoted = [f"“{name}”" for name in names]
        if self.lang != "en":
            return "".join(quoted)
        if len(quoted) <= 1:
            return "".join(quoted)
        return f"{', '.join(quoted[:-1])} {last} {quoted[-1]}"

    def listed(self, parts: Iterable[str]) -> str:
        """Clauses in a row."""
        return self("；", "; ").join(parts)

    def rounding(self, rounding: Rounding) -> str:
        return self(*ROUNDINGS[rounding])

    def keys(self, keys: tuple[str, ...]) -> str:
        """Grouping keys by name; the fixed ones in the language."""
        shown = [self(f"“{COLUMNS[key]}”", key) if key in COLUMNS else f"“{key}”" for key in keys]
        return self("和", " and ").join(shown)

    def holds(self, clause: str) -> str:
        """The Chinese clause with 的, apart from a figure it ends with."""
        return f"{clause}{' ' if clause[-1:].isascii() else ''}的"

    def only_for(self, categories: tuple[str, ...]) -> str:
        """The note that a rule concerns some categories, or nothing."""
        if not categories:
            return ""
        return self(f"（仅{self.names(categories)}）", f" (only {self.names(categories)})")

    def points(self, scale: Scale) -> str:
        """What one mark can be worth."""
        if scale.numeric:
            low, high, step = (numbers.write(one) for one in (scale.low, scale.high, scale.step))
            return self(
                f"在 {low} 到 {high} 分之间打分，每档 {step} 分",
                f"a mark from {low} to {high} in steps of {step}",
            )
        return self("、", ", ").join(self.option(option.name, option.points) for option in scale.options)

    def option(self, name: str, points: Fraction | None) -> str:
        if points is None:
            return self(f"{name}不计入票数", f"{name} is not counted")
        return self(f"{name} {numbers.write(points)} 分", f"{name} {numbers.write(points)}")

    def item(self, item: Item, each: tuple[str, str]) -> str:
        """A line of a checklist or of an adjustment; ``each`` says what one occurrence does."""
        if item.scale:
            what = self(
                f"按评定给分：{self.points(item.scale)}", f"awarded by judgement: {self.points(item.scale)}"
            )
        else:
            what = self(*each) + self("", " ") + numbers.write(item.points or Fraction(0)) + self(" 分", "")
        if item.cap is not None:
            cap = numbers.write(item.cap)
            what += self(f"，最多 {cap} 分", f", at most {cap}")
        head = f"“{item.name}”{self.only_for(item.categories)}"
        return f"{head}{self('：', ': ')}{what}"
