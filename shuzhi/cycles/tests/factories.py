"""A small district and its people: who they are stays the same in every test of these steps."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from shuzhi.accounts.models import Grant, User
from shuzhi.cycles import actions
from shuzhi.cycles.models import Cycle, Reporter
from shuzhi.organisations.models import Organisation, Person, Tenure

RULEBOOK = (Path(__file__).parent / "rulebook.yaml").read_text(encoding="utf-8")
SINCE = date(2024, 1, 1)


@dataclass
class District:
    """李沧区: an office, its secretary, three street secretaries under review, and people from elsewhere."""

    root: Organisation
    organiser: Organisation
    elsewhere: Organisation
    streets: list[Organisation]
    office: User
    secretary: User
    committee: User
    neighbour: User  # runs the reviews of another district
    stranger: User  # has no role at all
    staff: User  # drafts for the first street
    secretaries: list[User]
    tenures: list[Tenure]
    cycle: Cycle | None = None
    reporters: list[Reporter] = field(default_factory=list)


def organisation(
    parent: Organisation | None, code: str, name: str, kind: str, category: str = ""
) -> Organisation:
    node = Organisation(code=code, name=name, kind=kind, category=category)
    if parent is None:
        return Organisation.objects.add_root(instance=node)
    parent.refresh_from_db()
    return Organisation.objects.add_child(parent, instance=node)


def user(username: str, name: str) -> User:
    made = User(username=username, display_name=name)
    made.set_unusable_password()
    made.save()
    return made


def grant(holder: User, role: str, place: Organisation, cycle: Cycle | None = None) -> Grant:
    return Grant.objects.create(
        user=holder,
        role=role,
        organisation_path=place.path,
        organisation_name=place.name,
        cycle_id=cycle.pk if cycle else None,
        since=SINCE,
    )


def tenure(holder: User | None, name: str, place: Organisation, post: str = "党工委书记") -> Tenure:
    person = Person.objects.create(name=name, user=holder)
    return Tenure.objects.create(person=person, organisation=place, post=post, since=SINCE)


def district() -> District:
    root = organisation(None, "3702", "青岛市", "city")
    organiser = organisation(root, "370213", "李沧区", "county", "territorial_committee")
    elsewhere = organisation(root, "370212", "崂山区", "county", "territorial_committee")
    streets = [
        organisation(organiser, f"37021300{n}", name, "township", "territorial_committee")
        for n, name in enumerate(["振华路街道", "永清路街道", "永安路街道"], start=1)
    ]
    people = {
        "office": user("office", "组织科 林晓"),
        "secretary": user("secretary", "区委书记 高远"),
        "committee": user("committee", "常委 田野"),
        "neighbour": user("neighbour", "崂山组织科 周到"),
        "stranger": user("stranger", "路人 石生"),
        "staff": user("staff", "党务干部 何文"),
    }
    secretaries = [user(f"s{n}", name) for n, name in enumerate(["陈一舟", "王二川", "李三江"], start=1)]
    for role in ("office", "secretary", "committee"):
        grant(people[role], role, organiser)
    grant(people["neighbour"], "office", elsewhere)
    grant(people["staff"], "staff", streets[0])
    tenures = [
        tenure(holder, holder.display_name, street)
        for holder, street in zip(secretaries, streets, strict=True)
    ]
    for holder, street in zip(secretaries, streets, strict=True):
        grant(holder, "reporter", street)
    return District(root, organiser, elsewhere, streets, **people, secretaries=secretaries, tenures=tenures)


def prepared(place: District) -> Cycle:
    """A cycle that passes every check before opening; the third secretary reports in writing."""
    cycle = actions.create_cycle(
        place.organiser,
        2026,
        "2026年度述职评议考核",
        actor=place.office,
        report_due=date(2026, 12, 10),
        meeting_on=date(2026, 12, 28),
    )
    actions.choose_rulebook(cycle, RULEBOOK, actor=place.office)
    actions.expect_voters(
        cycle, {("测评票", "A"): 12, ("测评票", "B"): 30, ("测评票", "C"): 40}, actor=place.office
    )
    actions.add_topic(cycle, "一", "学习贯彻党的创新理论", actor=place.office, pinned=True)
    actions.add_topic(cycle, "二", "破解小区治理难题", actor=place.office)
    actions.add_topic(cycle, "三", "减负增效", actor=place.office, must_report=False)
    first, second, third = place.tenures
    actions.add_reporters(
        cycle, [first, second], actor=place.office, category="街道", attributes={"片区": "东片"}
    )
    actions.add_reporter(
        cycle, third, actor=place.office, category="街道", form="written", attributes={"片区": "西片"}
    )
    place.cycle, place.reporters = cycle, list(cycle.reporters.all())
    return cycle


def closed(cycle: Cycle, office: User) -> None:
    """Closes a cycle in which nobody is assessed, so that no later step has anything left to do."""
    for reporter in cycle.reporters.filter(exclusion__isnull=True):
        actions.exclude_reporter(reporter, "新任职", "全部不参加考核", actor=office)
    actions.mark_closed(cycle, actor=office)


def opened(place: District) -> Cycle:
    cycle = prepared(place)
    actions.open_cycle(cycle, actor=place.office)
    place.reporters = list(
        cycle.reporters.select_related("cycle__organiser", "tenure__organisation", "tenure__person")
    )
    return cycle
