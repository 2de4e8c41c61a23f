"""A small district with streets, communities and sector committees, and people in posts."""

from datetime import date
from itertools import count

from shuzhi.organisations.models import Organisation, Person, Tenure
from shuzhi.organisations.states import Category, Kind, Tree

numbers = count(1)


def organisation(
    name: str = "",
    parent: Organisation | None = None,
    *,
    code: str = "",
    kind: str = Kind.UNIT,
    tree: str = Tree.TERRITORIAL,
    category: str = "",
    hidden: bool = False,
) -> Organisation:
    number = next(numbers)
    fresh = Organisation(
        code=code or f"T{number:05d}",
        name=name or f"单位{number}",
        kind=kind,
        tree=tree,
        category=category,
        hidden=hidden,
    )
    if parent is None:
        return Organisation.objects.add_root(instance=fresh)
    parent.refresh_from_db()
    return Organisation.objects.add_child(parent, instance=fresh)


def district() -> dict[str, Organisation]:
    """青岛市 with two districts; 李沧区 has streets, a community and an organ work committee with two organs."""
    city = organisation("青岛市", code="3702", kind=Kind.CITY, category=Category.TERRITORIAL_COMMITTEE)
    licang = organisation(
        "李沧区", city, code="370213", kind=Kind.COUNTY, category=Category.TERRITORIAL_COMMITTEE
    )
    shinan = organisation(
        "市南区", city, code="370202", kind=Kind.COUNTY, category=Category.TERRITORIAL_COMMITTEE
    )
    street = organisation("李村街道", licang, code="370213007", kind=Kind.TOWNSHIP)
    community = organisation(
        "东李社区", street, code="370213007001", kind=Kind.VILLAGE, category=Category.VILLAGE
    )
    sector = organisation("区直机关工委", licang, code="370213-JG", kind=Kind.COMMITTEE, tree=Tree.VERTICAL)
    organ = organisation("区教体局", sector, code="370213-JG-01", tree=Tree.VERTICAL, category=Category.ORGAN)
    return {
        "city": city, "licang": licang, "shinan": shinan, "street": street,
        "community": community, "sector": sector, "organ": organ,
    }  # fmt: skip


def person(name: str = "", *, code: str = "") -> Person:
    number = next(numbers)
    return Person.objects.create(name=name or f"人员{number}", code=code or f"N{number:05d}")


def tenure(
    holder: Person,
    at: Organisation,
    post: str = "党工委书记",
    since: date = date(2021, 3, 1),
    until: date | None = None,
    *,
    acting: bool = False,
) -> Tenure:
    return Tenure.objects.create(
        person=holder, organisation=at, post=post, since=since, until=until, acting=acting
    )
