"""A district with levels above it, in both trees, and bodies that guide a sector."""

from dataclasses import dataclass

from shuzhi.accounts.models import User
from shuzhi.cycles import actions
from shuzhi.cycles.models import TopicList
from shuzhi.cycles.tests import factories
from shuzhi.cycles.tests.factories import District, grant, organisation, tenure, user
from shuzhi.organisations.models import Organisation, Tenure


@dataclass
class Levels:
    """青岛市 above 李沧区; a sector committee of the city for the two-new; a vertical ministry with a bureau."""

    district: District
    city_office: User
    sector: Organisation
    sector_office: User
    ministry: Organisation
    bureau: Organisation
    ministry_office: User
    bureau_office: User
    two_new: Tenure
    station: Tenure


def levels(district: District) -> Levels:
    city_office = user("city", "市委组织部 卢平")
    grant(city_office, "office", district.root)
    sector = organisation(district.root, "3702LX", "市两新工委", "committee")
    sector.tree = "vertical"
    sector.save()
    sector_office = user("sector", "两新工委 孟真")
    grant(sector_office, "office", sector)
    ministry = organisation(None, "V01", "某部", "unit", "organ")
    bureau = organisation(ministry, "V0137", "某部省局", "unit", "organ")
    station = organisation(bureau, "V013701", "某站", "unit", "organ")
    Organisation.objects.filter(code__startswith="V01").update(tree="vertical")
    offices = [user("ministry", "部机关 韩素"), user("bureau", "省局 马良")]
    for holder, place in zip(offices, (ministry, bureau), strict=True):
        grant(holder, "office", place)
    union = organisation(district.organiser, "370213LX1", "货运行业协会", "unit", "two_new")
    return Levels(
        district,
        city_office,
        sector,
        sector_office,
        Organisation.objects.get(pk=ministry.pk),
        Organisation.objects.get(pk=bureau.pk),
        *offices,
        two_new=tenure(None, "钱多多", union, post="联合党支部书记"),
        station=tenure(None, "孙站长", station, post="站党委书记"),
    )


def city_list(place: Levels, *topics: dict, year: int = 2026, title: str = "全市述职事项") -> TopicList:
    made = actions.create_list(place.district.root, year, title, actor=place.city_office)
    for topic in topics or (STUDY, HARD):
        actions.add_issued(made, actor=place.city_office, **topic)
    return made


STUDY = {"code": "S1", "text": "主题教育", "pinned": True}
HARD = {"code": "S2", "text": "一件难事办到哪一步", "kind": "must_answer"}
DRIVERS = {
    "code": "S3",
    "text": "服务货车司机",
    "kind": "checklist",
    "parts": ["设驿站", "办食堂"],
    "categories": ["two_new"],
}

__all__ = ["DRIVERS", "HARD", "STUDY", "Levels", "city_list", "factories", "levels"]
