"""A meeting whose reports and comments stand, on the district of the cycles' tests; the ballot is the next thing."""

from dataclasses import dataclass
from datetime import date

from shuzhi.accounts.models import User
from shuzhi.ballots import actions
from shuzhi.ballots.actions import Brought, Candidate, SlipAccount
from shuzhi.ballots.codes import mark_of
from shuzhi.ballots.door.arriving import arrive
from shuzhi.ballots.door.deciding import Changes, Outcome, SlipRow, Standing, decide
from shuzhi.ballots.door.store import Found
from shuzhi.ballots.issuing import PrintedSlip
from shuzhi.ballots.models.box import BoxForm, SealedBallot, Slip
from shuzhi.ballots.models.keys import KeyHolder
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.sheet import Sheet, SlipState
from shuzhi.cycles.tests import factories as cycles
from shuzhi.cycles.tests.factories import District, grant, user
from shuzhi.meetings.actions import agenda, comments, hall
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.states import Step
from shuzhi.reports import actions as reports
from shuzhi.reports.tests.factories import accept

COMMENT = "该同志履行第一责任人责任比较到位，基层治理有抓手，但是减负工作推进不够深入，小区治理难题还没有破题，下一步要盯住不放，一件一件抓落实。"


@dataclass
class Hall:
    """The district with a running meeting and two tellers beside the office."""

    place: District
    meeting: Meeting
    teller: User
    supervisor: User

    @property
    def office(self) -> User:
        return self.place.office


def hall_of(place: District, *, ready: bool = True) -> Hall:
    cycle = cycles.opened(place)
    meeting = agenda.plan_meeting(cycle, "街道党工委书记述职评议会", date(2026, 12, 28), actor=place.office)
    agenda.place_on_agenda(meeting, place.reporters[:2], actor=place.office)
    teller, supervisor = user("teller", "计票人 丁数"), user("supervisor", "监票人 明正")
    for person in (teller, supervisor):
        grant(person, "teller", place.organiser)
    found = Hall(place, meeting, teller, supervisor)
    if ready:
        make_ready(found)
    return found


def make_ready(hall_: Hall) -> None:
    """Every report on the agenda is accepted, given and commented on."""
    office = hall_.office
    for item in hall_.meeting.items.all():
        hand_in(item.reporter, office)
    hall.start_meeting(hall_.meeting, actor=office)
    for item in hall_.meeting.items.order_by("order"):
        for step in (Step.REPORTING, Step.QUESTIONS, Step.COMMENT):
            hall.advance(item, step, actor=office)
        comments.give_comment(item, COMMENT, ["减负不够深入"], actor=hall_.place.secretary)
        hall.advance(item, Step.DONE, actor=office)


def hand_in(reporter, office: User) -> None:
    report = reports.begin_report(reporter, actor=None)
    sections = {section["key"]: "工作扎实推进。" * 20 for section in report.sections}
    answers = {topic.pk: "已经落实。" for topic in reporter.cycle.topics.all()}
    report = reports.save_draft(report, sections, answers, actor=None)
    reports.hand_in(report, actor=None)
    accept(report, office)


# The words of every share that a test's ceremony handed out, by session and place: no product code keeps them.
SHARES: dict[int, dict[int, str]] = {}


def ready_session(session: BallotSession, *people: User) -> BallotSession:
    """The key ceremony as on the day: three people hold a share and each has confirmed it."""
    roles = ("主持人", "计票人", "监票人")
    candidates = [Candidate(role, str(person), person) for role, person in zip(roles, people, strict=True)]
    shares = actions.make_key(session, candidates, actor=people[0])
    SHARES[session.pk] = {share.place: share.words for share in shares}
    for holder in KeyHolder.objects.filter(key__session=session):
        words = SHARES[session.pk][holder.place].split()
        actions.confirm_share(holder, words=[words[at - 1] for at in holder.asked], actor=holder.user)
    return session


def share_of(session: BallotSession, person: User) -> Brought:
    """The share a person holds, as it is brought to the declaration."""
    holder = KeyHolder.objects.get(key__session=session, user=person)
    return Brought(holder.place, words=SHARES[session.pk][holder.place])


def two_shares(session: BallotSession) -> tuple[tuple[User, Brought], tuple[User, Brought]]:
    """The second and the third holder, each with the own share."""
    holders = list(KeyHolder.objects.filter(key__session=session, place__gt=1).order_by("place"))
    first, second = ((one.user, share_of(session, one.user)) for one in holders)
    return first, second


def prepared(hall_: Hall) -> BallotSession:
    """Prepared, and its key in the hands of office, teller and supervisor."""
    session = actions.prepare_session(hall_.meeting, "测评票", actor=hall_.office)
    return ready_session(session, hall_.office, hall_.teller, hall_.supervisor)


def printed(hall_: Hall, session: BallotSession, a: int = 3, b: int = 4, c: int = 5) -> list[PrintedSlip]:
    return actions.print_slips(session, {"A": a, "B": b, "C": c}, actor=hall_.office)


def cast(code: str, choices: list[list[object]], key: str) -> Outcome:
    """A ballot as the door takes it in, through the door's own decision, on the suite's box."""
    mark = mark_of(code, key)
    slip = Slip.objects.get(pk=mark)
    form = BoxForm.objects.get(pk=slip.form)
    sheet = Sheet.from_text(form.sheet)
    found = Found(form.id, slip.group, slip.channel, slip.state, form.state, form.public, form.sheet)
    nonce = f"nonce {code}"
    arrival = arrive(found, sheet, choices, code=code, nonce=nonce, key=key, channel=slip.channel)
    blanks = list(
        SealedBallot.objects.filter(form=form.id, group=slip.group, filled=False).values_list("id", flat=True)
    )
    row = SlipRow(slip.form, slip.group, slip.channel, slip.state, slip.nonce)
    standing = Standing({form.id: form.state}, {mark: row}, {(slip.form, slip.group): blanks})
    outcomes, changes = decide([arrival.cast], standing)
    _write(changes)
    return outcomes[0]


def _write(changes: Changes) -> None:
    for mark, nonce in changes.spent.items():
        Slip.objects.filter(pk=mark).update(state=SlipState.SPENT, nonce=nonce)
    for row, sealed in changes.filled.items():
        SealedBallot.objects.filter(pk=row).update(filled=True, sealed=sealed)


def closed(hall_: Hall, choices: list[list[object]], key: str) -> BallotSession:
    """Everybody with a slip gave the same ballot; the slips are counted and add up."""
    session = prepared(hall_)
    slips = printed(hall_, session)
    actions.open_session(session, actor=hall_.office)
    for slip in slips:
        cast(slip.code, choices, key)
    session = actions.close_session(session, actor=hall_.office)
    accounts = {"A": SlipAccount(3, 0, 0), "B": SlipAccount(4, 0, 0), "C": SlipAccount(5, 0, 0)}
    actions.account_slips(session, accounts, actor=hall_.teller)
    return BallotSession.objects.get(pk=session.pk)


def declared(hall_: Hall, choices: list[list[object]], key: str) -> BallotSession:
    session = closed(hall_, choices, key)
    return declare_by_two(session)


def declare_by_two(session: BallotSession) -> BallotSession:
    """The second and the third holder, each from the own screen."""
    for person, brought in two_shares(session):
        session = actions.declare(session, brought, actor=person)
    return session
