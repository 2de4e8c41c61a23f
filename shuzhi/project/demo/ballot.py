"""The ballot of the demo: slips, paper and a roll go out; phones, scans and people from afar fill one box."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from shuzhi.ballots import actions as ballots
from shuzhi.ballots.issuing import PrintedSlip, sheet_of
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.queries import counts, holders_of, secret_forms, usual_roles
from shuzhi.ballots.sheet import Sheet
from shuzhi.meetings import actions as meetings
from shuzhi.meetings.models import Meeting
from shuzhi.project.demo import paper, remote, voters
from shuzhi.project.demo.content import SEED, content
from shuzhi.project.demo.paper import Stack
from shuzhi.project.demo.people import Cast
from shuzhi.project.demo.steps import Steps
from shuzhi.project.demo.voters import running_door

PHONES = 8
# Slips of each group that are printed and stay in stock until one is needed.
SPARE = 1
# Who of the demo's people holds which share: chair, teller, superior unit.
HOLDERS = ("office", "teller", "observer")
VOID = "二维码处折破，扫不出来"


@dataclass
class Day:
    """What one ballot put on the table, and what the demo's people know of it."""

    session: BallotSession
    sheet: Sheet
    # In the order of the voters; a slip in hand is the voter's of that place.
    printed: list[PrintedSlip] = field(default_factory=list)
    in_hand: list[PrintedSlip] = field(default_factory=list)
    stacks: list[Stack] = field(default_factory=list)
    entitlements: list[remote.Entitlement] = field(default_factory=list)
    absent: Counter[str] = field(default_factory=Counter)

    @property
    def first_on_paper(self) -> int:
        return len(self.in_hand)

    @property
    def first_remote(self) -> int:
        return self.first_on_paper + sum(stack.sets for stack in self.stacks)


def take_ballots(cast: Cast, meeting: Meeting, steps: Steps) -> list[Day]:
    """Every secret ballot of the meeting, one after the other, from the first slip to the declaration."""
    days = []
    for form in secret_forms(meeting.cycle):
        session = ballots.prepare_session(meeting, form.name, actor=cast.desks["teller"])
        day = Day(session, sheet_of(session.box_form))
        _hand_out(cast, day, steps)
        shares = _hold_ceremony(cast, session)
        day.session = ballots.open_session(session, actor=cast.desks["office"])
        with running_door() as port:
            _rate(cast, day, port, steps)
            _read_paper(cast, day, steps)
        _declare(cast, day, shares, steps)
        days.append(day)
    meetings.end_meeting(meeting, actor=cast.desks["office"])
    return days


def _hand_out(cast: Cast, day: Day, steps: Steps) -> None:
    """By count over the table: a slip or a paper set; who sits elsewhere takes an entitlement from the roll."""
    steps.begin(f"测：{day.session.form}，票签、名册、纸质票 Slips, roll, paper")
    teller = cast.desks["teller"]
    day.entitlements = remote.keep_roll(cast, day.session)
    afar = Counter(one.group for one in day.entitlements)
    on_paper: dict[str, int] = content()["on_paper"]
    expected = {group: issue.expected or 0 for group, issue in counts(day.session).items()}
    phones = {group: n - on_paper.get(group, 0) - afar[group] for group, n in expected.items()}
    wanted = {group: count + SPARE for group, count in phones.items()}
    day.printed = ballots.print_slips(day.session, wanted, actor=teller)
    for group, count in phones.items():
        ballots.hand_out_slips(day.session, group, count, actor=teller)
        day.in_hand += [slip for slip in day.printed if slip.group == group][:count]
    day.stacks = paper.print_stacks(cast, day.session, on_paper, first=len(day.in_hand))
    sets, people = sum(on_paper.values()), len(day.entitlements)
    steps.end(
        f"发出票签 {len(day.in_hand)} 张、纸质票 {sets} 套，名册领取 {people} 人"
        f" {len(day.in_hand)} slips, {sets} paper sets, {people} from the roll"
    )


def _rate(cast: Cast, day: Day, port: int, steps: Steps) -> None:
    """Phones at the door, many at once; one slip is void and replaced; two people rate from afar."""
    steps.begin("测：手机投票、作废补发、远程投票 Phones, one slip replaced, from afar")
    void = _replace_one(cast, day)
    staying = set(
        random.Random(SEED).sample(range(len(day.in_hand)), len(day.in_hand) - max(2, len(day.in_hand) // 40))
    )
    day.absent = Counter(slip.group for at, slip in enumerate(day.in_hand) if at not in staying)
    with ThreadPoolExecutor(PHONES) as phones:
        vote = partial(_vote, port, day)
        said = list(steps.over(phones.map(vote, sorted(staying)), len(staying)))
    refused = voters.cast(port, day.sheet, 0, void.code)
    afar = remote.cast_all(port, day.sheet, day.entitlements, day.first_remote)
    if refused != "void" or {*said, *afar} != {"accepted"}:
        raise RuntimeError(
            f"The door of the demo said {Counter([*said, *afar])}, and {refused} to a void slip."
        )
    steps.end(
        f"手机 {len(said)} 票，远程 {len(afar)} 票，作废补发 1 张（旧票签被拒）"
        f" {len(said)} by phone, {len(afar)} from afar, 1 void and replaced"
    )


def _replace_one(cast: Cast, day: Day) -> PrintedSlip:
    """The slip of the last group's first voter is torn: two people void it, and a spare one goes out for it."""
    group = day.in_hand[-1].group
    at = next(at for at, slip in enumerate(day.in_hand) if slip.group == group)
    torn = day.in_hand[at]
    teller, office = cast.desks["teller"], cast.desks["office"]
    ballots.void_slip(day.session, torn.code, VOID, actor=teller, second=office, replace_by="phone")
    day.in_hand[at] = next(slip for slip in reversed(day.printed) if slip.group == group)
    return torn


def _vote(port: int, day: Day, voter: int) -> str:
    return voters.cast(port, day.sheet, voter, day.in_hand[voter].code)


def _read_paper(cast: Cast, day: Day, steps: Steps) -> None:
    """Paper comes back as scans, is read, and counts in the same box."""
    steps.begin("测：纸质票扫描、识读、两人认定 Paper")
    day.stacks = [paper.fill_in(stack) for stack in steps.over(day.stacks, len(day.stacks))]
    read = paper.read_in(cast, day.session, day.stacks)
    steps.end(
        f"{read.pages} 页识读，{read.counted} 套入箱，{read.doubts} 行存疑由两人认定，其中 {read.together} 行共同复看"
        f" {read.pages} pages, {read.counted} sets, {read.doubts} doubtful rows, {read.together} looked at together"
    )


def _declare(cast: Cast, day: Day, shares: dict[int, str], steps: Steps) -> None:
    """Closed, accounted for by group and channel, declared by two people at one screen."""
    steps.begin("测：清点、宣布 Count and declare")
    session, teller = day.session, cast.desks["teller"]
    ballots.close_session(session, actor=cast.desks["office"])
    unused = {"phone": day.absent, "paper": Counter[str]()}
    for channel, left in unused.items():
        accounts = {
            group: ballots.SlipAccount(issued=issue.issued, spoiled=issue.spoiled, unused=left[group])
            for group, issue in counts(session, channel).items()
        }
        ballots.account_slips(session, accounts, actor=teller, channel=channel)
    first, second = (ballots.Brought(place, shares[place]) for place in (1, 2))
    ballots.declare_together(session, second, cast.desks["office"], first, actor=teller)
    figures = channels_of(session)
    issued, returned = (sum(one[name] for one in figures.values()) for name in ("issued", "returned"))
    steps.end(
        f"发出 {issued}，收回 {returned}，三类渠道逐组相符；两人宣布 {issued} out, {returned} in the box, all balanced"
    )


def channels_of(session: BallotSession) -> dict[str, dict[str, int]]:
    """The account of each channel over all groups."""
    names = ("printed", "issued", "returned", "spoiled", "unused")
    figures: dict[str, dict[str, int]] = {}
    for issue in session.issues.order_by("pk"):
        channel = figures.setdefault(issue.channel, dict.fromkeys(names, 0))
        for name in names:
            channel[name] += getattr(issue, name) or 0
    return figures


def _hold_ceremony(cast: Cast, session: BallotSession) -> dict[int, str]:
    """Chair, teller and superior unit each hold a share of the key; the sheets stay in this run's memory."""
    roles = usual_roles()
    holders = [
        ballots.Candidate(role, str(cast.desks[desk]), cast.desks[desk])
        for role, desk in zip(roles, HOLDERS, strict=True)
    ]
    shares = ballots.make_key(session, holders, actor=cast.desks["teller"])
    for holder, share in zip(holders_of(session), shares, strict=True):
        words = share.words.split()
        ballots.confirm_share(holder, words=[words[at - 1] for at in holder.asked], actor=holder.user)
    return {share.place: share.words for share in shares}
