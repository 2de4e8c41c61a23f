"""A city with a district, its streets and a village, one unit of every category, a ministry and a sector committee."""

from dataclasses import dataclass
from datetime import date

from shuzhi.cycles import actions as cycles
from shuzhi.cycles.models import Cycle
from shuzhi.cycles.tests import factories as district
from shuzhi.cycles.tests.levels import Levels, levels
from shuzhi.organisations import actions as organisations
from shuzhi.organisations.models import Organisation, Tenure

SINCE = date(2024, 1, 1)
UNITS = {
    "organ": "区民政局",
    "soe": "城投集团",
    "university": "滨海大学",
    "hospital": "区人民医院",
}


@dataclass
class World:
    place: district.District
    up: Levels
    units: dict[str, Organisation]
    tenures: dict[str, Tenure]

    def cycle(self, year: int = 2026) -> Cycle:
        """A cycle in preparation in which every category reports."""
        title = f"{year}年度各类述职"
        made = cycles.create_cycle(self.place.organiser, year, title, actor=self.place.office)
        cycles.choose_rulebook(made, district.RULEBOOK, actor=self.place.office)
        everybody = [*self.place.tenures, *self.tenures.values()]
        cycles.add_reporters(made, everybody, actor=self.place.office, category="机关")
        voters = {("测评票", group): 10 for group in "ABC"}
        cycles.expect_voters(made, voters, actor=self.place.office)
        return made

    def opened(self) -> Cycle:
        """The usual small cycle of the district, open."""
        return district.opened(self.place)


def build() -> World:
    place = district.district()
    up = levels(place)
    units = {
        category: unit(f"370213-{number}", name, place.organiser, category=category)
        for number, (category, name) in enumerate(UNITS.items(), start=1)
    }
    units["village"] = unit(
        "370213001001", "东李村", place.streets[0], kind="village", category="village", tree="territorial"
    )
    units["two_new"] = up.two_new.organisation
    tenures = {name: post(at, f"{at.name}书记") for name, at in units.items() if name != "two_new"}
    tenures["two_new"] = up.two_new
    return World(place, up, units, tenures)


def unit(code: str, name: str, parent: Organisation | None, **values: str) -> Organisation:
    """An organisation as the office enters it."""
    given = {"kind": "unit", "tree": "vertical", **values}
    return organisations.create_organisation(code, name, parent=parent, actor=None, **given)


def post(at: Organisation, name: str, title: str = "党组织书记") -> Tenure:
    """A person in a post as the office enters it."""
    person = organisations.create_person(name, actor=None)
    return organisations.begin_tenure(person, at, title, SINCE, actor=None)
