"""Who there is in the demo: the district's tree, invented units and people, and one account for every role."""

import secrets
from dataclasses import dataclass, field
from datetime import date

from shuzhi.accounts.actions import create_user, grant_role
from shuzhi.accounts.models import User
from shuzhi.accounts.roles import Role
from shuzhi.organisations.actions import begin_tenure, create_organisation, create_person
from shuzhi.organisations.actions.divisions import load_province
from shuzhi.organisations.models import Organisation, Tenure
from shuzhi.organisations.queries.divisions import shipped_provinces
from shuzhi.organisations.states import Kind
from shuzhi.project.demo.content import content, names
from shuzhi.project.demo.steps import Steps

# Accounts of the office side: user name, role, whether at the district (else the whole server).
DESKS = [
    ("admin", Role.ADMINISTRATOR, False),
    ("office", Role.OFFICE, True),
    ("secretary", Role.SECRETARY, True),
    ("committee", Role.COMMITTEE, True),
    ("teller", Role.TELLER, True),
    ("researcher", Role.RESEARCHER, True),
    ("observer", Role.OBSERVER, True),
    ("discipline", Role.DISCIPLINE, True),
    ("auditor", Role.AUDITOR, False),
]
READABLE = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass
class Cast:
    """Everybody in the demo, and the one password of this run."""

    district: Organisation
    password: str
    desks: dict[str, User] = field(default_factory=dict)
    tenures: list[Tenure] = field(default_factory=list)
    reporters: dict[str, User] = field(default_factory=dict)  # organisation code → account
    staff: User | None = None
    members: dict[str, User] = field(default_factory=dict)  # who is on the named roll, by user name


def load_tree(steps: Steps) -> Organisation:
    """The shipped division tree; the only real thing in the demo."""
    steps.begin("行政区划 Division tree")
    loaded = 0
    for province in shipped_provinces():
        load_province(province, actor=None)
        loaded += len(province)
    district: Organisation = Organisation.objects.get(code=content()["district"])
    steps.end(f"{loaded} 个节点；演示所在：{district.name}")
    return district


def make_people(district: Organisation, steps: Steps) -> Cast:
    """Invented units below the district, a head for each of them and for each street, and the accounts."""
    steps.begin("单位、人员、账号 Units, people, accounts")
    streets = list(district.get_children().filter(hidden=False).order_by("code"))
    units = [_unit(district, unit) for unit in content()["units"]]
    posts = [content()["street_post"]] * len(streets) + [unit["post"] for unit in content()["units"]]
    cast = Cast(district, "-".join("".join(secrets.choice(READABLE) for _ in range(4)) for _ in range(3)))
    pool = names(len(posts) + len(DESKS) + 1)
    for username, role, local in DESKS:
        cast.desks[username] = _desk(cast, username, pool.pop(), role, local=local)
    seats = list(zip([*streets, *units], posts, strict=True))
    for number, (organisation, post) in enumerate(steps.over(seats, len(seats)), start=1):
        _head(cast, organisation, post, pool.pop(), number)
    cast.staff = create_user("staff01", pool.pop(), actor=None, password=cast.password)
    grant_role(cast.staff, Role.STAFF, streets[0].path, actor=None, organisation_name=streets[0].name)
    for one in content()["roll"]:
        cast.members[one["account"]] = create_user(
            one["account"], one["name"], actor=None, password=cast.password
        )
    steps.end(f"{len(streets)} 个街道、{len(units)} 个其他单位、{User.objects.count()} 个账号")
    return cast


def _unit(district: Organisation, unit: dict[str, str]) -> Organisation:
    return create_organisation(
        unit["code"],
        unit["name"],
        actor=None,
        kind=Kind.UNIT,
        parent=Organisation.objects.get(pk=district.pk),
        category=unit["category"],
        source="invented",
    )


def _desk(cast: Cast, username: str, name: str, role: Role, *, local: bool) -> User:
    user = create_user(username, name, actor=None, password=cast.password)
    path, place = (cast.district.path, cast.district.name) if local else ("", "")
    grant_role(user, role, path, actor=None, organisation_name=place)
    return user


def _head(cast: Cast, organisation: Organisation, post: str, name: str, number: int) -> None:
    user = create_user(f"reporter{number:02}", name, actor=None, password=cast.password)
    person = create_person(name, actor=None, user=user)
    tenure = begin_tenure(person, organisation, post, date(2022, 3, 1), actor=None)
    grant_role(user, Role.REPORTER, organisation.path, actor=None, organisation_name=organisation.name)
    cast.tenures.append(tenure)
    cast.reporters[organisation.code] = user
