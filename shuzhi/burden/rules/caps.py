from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from shuzhi.burden.models import Waiver
from shuzhi.burden.states import Measure
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.rules import faults_of, rulebook_from
from shuzhi.organisations.states import Kind as Level

Caps = Mapping[str, Mapping[Measure, int]]


@dataclass(frozen=True, slots=True)
class Breach:
    """A cap that is exceeded: how much it allows, how much was found, and the waiver that covers it."""

    level: str
    measure: Measure
    most: int
    found: int
    waiver: Waiver | None = None

    @property
    def is_floor(self) -> bool:
        return self.measure == Measure.PREFILLED

    @property
    def level_name(self) -> str:
        return str(Level(self.level).label)


@cache
def default_caps() -> Caps:
    """The caps of a year whose rulebook says nothing of them; data, not code."""
    text = files("shuzhi.burden").joinpath("data/caps.yaml").read_text(encoding="utf-8")
    return {
        level: {Measure(name): int(most) for name, most in caps.items()}
        for level, caps in yaml.safe_load(text).items()
    }


def caps_of(cycle: Cycle) -> Caps:
    """The caps of a cycle by level: those of its rulebook, and for levels it does not name the default ones."""
    if not cycle.rulebook_text or faults_of(cycle.rulebook_text):
        return default_caps()
    written = rulebook_from(cycle.rulebook_text).burden
    own = {one.level: {Measure(name): most for name, most in one.caps} for one in written}
    return {**default_caps(), **own}


def caps_for(cycle: Cycle, level: str) -> Mapping[Measure, int]:
    """What one unit of a level may be asked at most in this cycle; empty where nothing is limited."""
    return caps_of(cycle).get(level, {})


def standing_waiver(waivers: list[Waiver], level: str, measure: Measure, found: int) -> Waiver | None:
    """The waiver in force that covers what was found; one that allows less does not."""
    for waiver in waivers:
        if (waiver.level, waiver.measure) != (level, measure) or not waiver.holds:
            continue
        enough = waiver.most is None or (
            found >= waiver.most if measure == Measure.PREFILLED else found <= waiver.most
        )
        if enough:
            return waiver
    return None
