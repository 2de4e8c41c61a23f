"""A meeting goes to a laptop and comes home: once, twice, changed, cut, forged, and changed on both sides."""

import copy
import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from nacl.signing import SigningKey

from shuzhi.ballots import counting
from shuzhi.ballots.models.session import BallotSession
from shuzhi.ballots.states import SessionState
from shuzhi.exchange import actions, queries, rules
from shuzhi.exchange.models import Errand
from shuzhi.exchange.states import PackageFault, canonical, sealed_to, signed, sum_of, unsealed
from shuzhi.exchange.tests.conftest import hold, on_the_laptop
from shuzhi.meetings.models import AgendaItem, Comment, Meeting, Venue
from shuzhi.meetings.states import State, Step
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def home(hall, laptop, key, settings) -> bytes:
    """The package of the meeting as it was held on the laptop."""
    data = actions.hand_out(hall.meeting, laptop, actor=hall.office)
    with on_the_laptop():
        errand = actions.load(data, key, actor=None)
        hold(errand, hall, settings)
        package = actions.pack(errand, key, actor=hall.office)
        assert actions.pack(errand, key, actor=hall.office) == package
    return package


def test_a_meeting_held_on_a_laptop_comes_home_once_however_often(hall, home):
    found = actions.take_home(home, actor=hall.office)

    meeting = Meeting.objects.get(pk=hall.meeting.pk)
    session = BallotSession.objects.get(meeting=meeting)
    assert (meeting.state, session.state) == (State.ENDED, SessionState.DECLARED)
    assert set(meeting.items.values_list("step", flat=True)) == {Step.DONE}
    assert Comment.objects.filter(item__meeting=meeting).count() == 2
    assert counting.returned(session.box_form) == {"A": 3, "B": 4, "C": 5}
    assert sum(tally.count for tally in counting.tallies([session.box_form])) == 12 * 2
    assert (found.ballots, found.conflicts) == (12, [])

    again = actions.take_home(home, actor=hall.office)
    assert again.did_nothing
    assert counting.turnout(session.box_form) == 10


def test_who_stays_on_the_server_is_left_out_there_and_kept_here(hall, laptop, administrator, home):
    """The fixture `laptop` was registered by an administrator who has nothing to do on the day."""
    actions.take_home(home, actor=hall.office)

    errand = Errand.objects.get(meeting=hall.meeting)
    assert (errand.laptop.registered_by, errand.handed_out_by) == (administrator, hall.office)


def test_a_row_that_refers_to_nothing_is_named(hall, laptop, key):
    parts = unsealed(actions.hand_out(hall.meeting, laptop, actor=hall.office), key)
    parts["errand"][0]["fields"]["registered_by"] = 987654
    data = sealed_to(parts, laptop.key)
    with on_the_laptop(), pytest.raises(PackageFault, match="exchange_laptop") as fault:
        actions.load(data, key, actor=None)
    said = rules.fault_in_words(fault.value)
    assert "registered_by" in said
    assert "会议包中有一行引用了包里没有的内容" in said


def test_the_package_out_is_for_one_laptop_and_carries_sign_ins_of_the_day_alone(hall, laptop, key):
    data = actions.hand_out(hall.meeting, laptop, actor=hall.office)

    assert "书记".encode() not in data
    with pytest.raises(PackageFault, match="another laptop"):
        actions.load(data, SigningKey.generate(), actor=None)
    with pytest.raises(PackageFault, match="another laptop"):
        actions.load(data[:-2], key, actor=None)
    with on_the_laptop():
        errand = actions.load(data, key, actor=None)
        with pytest.raises(PackageFault, match="already"):
            actions.load(data, key, actor=None)
        hall.office.refresh_from_db()
        assert hall.office.check_password("") is False
        assert rules.may_pack(hall.office, errand)
        assert Venue.objects.create(meeting=errand.meeting, name="分会场").pk
    with pytest.raises(Refused, match="一号会场笔记本"):
        actions.hand_out(hall.meeting, laptop, actor=hall.office)


CHANGES = [
    (lambda raw: raw["parts"].pop("rows:meetings.comment"), "missing: rows:meetings.comment"),
    (lambda raw: raw["parts"].update({"rows:x": []}), "added: rows:x"),
    (
        lambda raw: raw["parts"]["rows:meetings.comment"][0]["fields"].update(text="好"),
        "changed: rows:meetings.comm",
    ),
    (lambda raw: raw["head"]["sums"].popitem(), "signature"),
    (lambda raw: raw.update(signature="00" * 64), "signature"),
    (lambda raw: raw["head"].update(errand=raw["head"]["errand"] + 1), "gave out no such"),
    (lambda raw: raw.pop("signature"), "no package"),
]


def test_a_package_that_was_changed_cut_or_forged_is_refused_and_named(hall, home, key):
    for change, said in CHANGES:
        raw = json.loads(home)
        change(raw)
        with pytest.raises(PackageFault, match=said):
            actions.take_home(canonical(raw).encode(), actor=hall.office)
    for end in (0, 10, len(home) // 2, len(home) - 1):
        with pytest.raises(PackageFault, match="ends early"):
            actions.take_home(home[:end], actor=hall.office)
    raw = json.loads(home)
    parts = copy.deepcopy(raw["parts"])
    parts[next(name for name in parts if name.startswith("box:"))]["ballots_sealedballot"].pop()
    head = {"errand": raw["head"]["errand"], "meeting": raw["head"]["meeting"]}
    with pytest.raises(PackageFault, match="not those of the closing"):
        actions.take_home(signed(parts, head, key), actor=hall.office)
    with pytest.raises(PackageFault, match="signature"):
        actions.take_home(signed(raw["parts"], head, SigningKey.generate()), actor=hall.office)
    for person in (hall.teller, hall.place.secretary):
        with pytest.raises(Refused):
            actions.take_home(home, actor=person)
    assert Meeting.objects.get(pk=hall.meeting.pk).state == State.PLANNED
    assert not BallotSession.objects.exists()


def test_what_both_sides_changed_is_listed_and_nothing_is_done(hall, home):
    item = AgendaItem.objects.filter(meeting=hall.meeting).first()
    assert item
    AgendaItem.objects.filter(pk=item.pk).update(written=True)
    venue = Venue.objects.create(meeting=hall.meeting, name="后来加的分会场")
    before = {table: sum_of(rows) for table, rows in queries.day_rows(hall.meeting).items()}

    with pytest.raises(actions.Conflicts) as conflicts:
        actions.take_home(home, actor=hall.office)

    assert sorted(conflicts.value.found.conflicts) == [
        f"meetings.agendaitem {item.pk}",
        f"meetings.venue {venue.pk}",
    ]
    assert {table: sum_of(rows) for table, rows in queries.day_rows(hall.meeting).items()} == before
    assert not BallotSession.objects.exists()


def test_a_meeting_that_began_here_or_is_rehearsed_goes_nowhere(hall, laptop):
    Meeting.objects.filter(pk=hall.meeting.pk).update(rehearsal=True)
    with pytest.raises(Refused):
        actions.hand_out(hall.meeting, laptop, actor=hall.office)
    Meeting.objects.filter(pk=hall.meeting.pk).update(rehearsal=False, state=State.RUNNING)
    with pytest.raises(Refused):
        actions.hand_out(hall.meeting, laptop, actor=hall.office)


def test_who_does_not_run_the_meeting_hands_out_nothing(hall, laptop):
    with pytest.raises(Refused):
        actions.hand_out(hall.meeting, laptop, actor=hall.teller)
    with pytest.raises(Refused):
        actions.register_laptop("x", "00" * 32, actor=hall.office)


def test_the_pages_hand_out_and_say_what_is_wrong(client, hall, laptop):
    client.force_login(hall.office)
    assert "把会议交给笔记本" in client.get(f"/exchange/meetings/{hall.meeting.pk}/panel/").content.decode()
    answer = client.post(f"/exchange/meetings/{hall.meeting.pk}/", {"laptop": laptop.pk}, follow=True)
    assert "下载会议包" in answer.content.decode()
    page = client.get("/exchange/").content.decode()
    assert hall.meeting.title in page
    upload = SimpleUploadedFile("x.json", b"{}")
    answer = client.post("/exchange/home/", {"package": upload})
    assert answer.status_code == 422
    assert "不是会场的会议包" in answer.content.decode()
    client.force_login(hall.place.secretary)
    assert hall.meeting.title not in client.get("/exchange/").content.decode()


def test_the_copy_is_told_on_the_meeting_s_page(client, hall, settings, tmp_path):
    settings.HALL, settings.VAR, settings.HALL_ADDRESSES = True, tmp_path, ["http://192.168.8.10:8000"]
    client.force_login(hall.office)
    address = f"/exchange/meetings/{hall.meeting.pk}/panel/"
    assert "没有在第二份存储上保留副本" in client.get(address).content.decode()
    now = int(time.time())
    for name in ("box", "site"):
        (tmp_path / f"{name}-copy.json").write_text(json.dumps({"attached": True, "at": now}))
    assert "都已同时写在第二份存储上" in client.get(address).content.decode()
    (tmp_path / "box-copy.json").write_text(json.dumps({"attached": False, "at": now}))
    page = client.get(address).content.decode()
    assert "第二份存储没有响应" in page
    assert "http://192.168.8.10:8000" in page
