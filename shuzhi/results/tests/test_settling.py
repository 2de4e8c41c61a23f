"""From the opened ballots and the workbook to a stored settlement that can be run, checked and doubted again."""

from copy import deepcopy
from io import BytesIO

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from shuzhi.audit.models import Entry
from shuzhi.ballots.tests import factories as ballots
from shuzhi.cycles import actions as opening
from shuzhi.cycles.tests import factories as cycles
from shuzhi.cycles.tests.factories import RULEBOOK
from shuzhi.results import actions
from shuzhi.results.models import Evidence, Proposal, Settlement
from shuzhi.results.queries import running
from shuzhi.results.tests import settled_year as year
from shuzhi.scoring.tables import InputFaults
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


@pytest.fixture(scope="module")
def rated(once):
    return once(year.rated, language="en")


@pytest.fixture
def hall(rated):
    return deepcopy(rated)


def test_a_score_is_what_one_works_out_by_hand(hall, tmp_path):
    settlement = year.settled(hall, tmp_path)

    rows = [
        (p.reporter.person_name, p.composite, p.grade, p.status)
        for p in settlement.proposals.select_related("reporter")
    ]
    # 0.7 × 100 + 0.3 × 80, 0.7 × 85 + 0.3 × 80; nobody rated the third.
    assert rows == [
        ("陈一舟", "94.0000", "好", "assessed"),
        ("王二川", "83.5000", "较好", "assessed"),
        ("李三江", "", "", "blocked"),
    ]


def test_a_settlement_says_what_it_was_computed_from(hall, tmp_path):
    settlement = year.settled(hall, tmp_path)

    entry = Entry.objects.get(verb="cycle.settled")
    assert settlement.rulebook_hash == hall.meeting.cycle.rulebook_hash
    assert [len(settlement.input_hash), len(settlement.result_hash)] == [64, 64]
    assert entry.detail["result"] == settlement.result_hash
    assert settlement.evidence.number == 1


def test_settling_again_gives_the_same_result_beside_the_first(hall, tmp_path):
    first = year.settled(hall, tmp_path)

    second = actions.settle_cycle(hall.meeting.cycle, actor=hall.office)

    assert [first.number, second.number] == [1, 2]
    assert (first.input_hash, first.result_hash) == (second.input_hash, second.result_hash)


def test_other_evidence_gives_another_result_and_leaves_the_first(hall, tmp_path):
    first = year.settled(hall, tmp_path)

    year.enter(hall.meeting.cycle, tmp_path, {"370213001": 60, "370213002": 80}, hall.office)
    second = actions.settle_cycle(hall.meeting.cycle, actor=hall.office)

    assert year.proposal_of(first, "陈一舟").grade == "好"
    assert (year.proposal_of(second, "陈一舟").composite, year.proposal_of(second, "陈一舟").grade) == (
        "88.0000",
        "较好",
    )
    assert first.input_hash != second.input_hash


def test_nothing_is_settled_before_the_ballot_is_declared():
    hall = ballots.hall_of(cycles.district())
    ballots.prepared(hall)

    with pytest.raises(Refused, match="settle after it is declared"):
        actions.settle_cycle(hall.meeting.cycle, actor=hall.office)


@pytest.mark.parametrize("who", ["secretary", "committee", "neighbour", "stranger", "staff"])
def test_only_the_office_of_the_cycle_settles(hall, who):
    with pytest.raises(Refused) as why:
        actions.settle_cycle(hall.meeting.cycle, actor=getattr(hall.place, who))

    assert (why.value.refusal.status, Settlement.objects.count()) == (403, 0)


def test_the_independent_recount_agrees(hall, tmp_path):
    found = running.recounted(year.settled(hall, tmp_path))

    assert found == {"differences": [], "unchanged": True, "count": 3}


def test_the_recount_finds_a_score_that_was_changed_in_the_database(hall, tmp_path):
    settlement = year.settled(hall, tmp_path)
    Proposal.objects.filter(settlement=settlement, reporter__person_name="王二川").update(
        composite="93.5000", grade="好"
    )

    found = running.recounted(settlement)

    assert [line.split(":")[0] for line in found["differences"]] == ["370213002 composite", "370213002 grade"]


def test_what_if_stores_nothing_and_names_who_would_change(hall, tmp_path):
    settlement = year.settled(hall, tmp_path)
    stricter = RULEBOOK.replace("较好: {起: 80}", "较好: {起: 84}")

    found = running.what_if(settlement, stricter)

    assert [(change.code, change.before, change.after) for change in found["changes"]] == [
        ("370213002", "较好", "一般")
    ]
    assert (Settlement.objects.count(), Proposal.objects.filter(grade="一般").count()) == (1, 0)


def test_what_if_with_a_faulty_rulebook_says_what_is_wrong(hall, tmp_path):
    found = running.what_if(year.settled(hall, tmp_path), RULEBOOK.replace("权重: 70", "权重: 60"))

    assert found["faults"]


def test_the_result_workbook_opens_and_holds_the_scores(hall, tmp_path):
    book = load_workbook(BytesIO(running.workbook(year.settled(hall, tmp_path))))

    text = " ".join(
        str(cell)
        for sheet in book
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )
    assert ("陈一舟" in text, "94" in text, "好" in text) == (True, True, True)


def test_every_score_is_explained_down_to_its_counts(hall, tmp_path):
    settlement = year.settled(hall, tmp_path)

    steps = running.steps(year.proposal_of(settlement, "陈一舟"))

    said = " ".join(f"{step.title} {step.formula} {step.value} {step.rule}" for step in steps)
    assert ("民主测评" in said, "日常考核" in said, "94" in said) == (True, True, True)


def test_evidence_with_faults_changes_nothing_and_shows_them_all(hall, tmp_path):
    cycle = hall.meeting.cycle

    with pytest.raises(InputFaults) as found:
        year.enter(cycle, tmp_path, {"370213001": "很好", "370213002": 101}, hall.office)

    assert len(found.value.faults) == 2
    assert (Evidence.objects.count(), Entry.objects.filter(verb="evidence.entered").count()) == (0, 0)


def test_evidence_for_somebody_else_is_refused_by_name(hall, tmp_path):
    cycle = hall.meeting.cycle
    book = load_workbook(BytesIO(year.filled(cycle, {"370213001": 80})))
    for row in book["述职人"].iter_rows(min_row=4):
        if row[0].value == "370213002":
            row[0].value = "999999999"
    for sheet in book.worksheets[2:]:
        for row in sheet.iter_rows(min_row=4):
            if row[0].value == "370213002":
                for cell in row:
                    cell.value = None
    path = tmp_path / "strange.xlsx"
    book.save(path)

    with pytest.raises((Refused, InputFaults)) as why:
        actions.enter_evidence(cycle, path=path, file_name="strange.xlsx", actor=hall.office)

    assert "999999999" in str(why.value)
    assert Evidence.objects.count() == 0


def test_a_category_the_rulebook_does_not_ask_for_is_no_disagreement(tmp_path):
    place = cycles.district()
    cycle = cycles.prepared(place)
    plain = RULEBOOK.replace("类别: [街道, 机关]\n", "")
    opening.choose_rulebook(cycle, plain, actor=place.office)
    opening.open_cycle(cycle, actor=place.office)

    evidence = year.enter(cycle, tmp_path, {"370213001": 80}, place.office)

    assert [row["日常考核"] for row in evidence.content["fields"]] == [80_000_000, None, None]


def test_a_file_that_is_no_workbook_changes_nothing(hall, tmp_path):
    path = tmp_path / "evidence.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing inside")

    with pytest.raises(InputFaults):
        actions.enter_evidence(hall.meeting.cycle, path=path, file_name="x.xlsx", actor=hall.office)

    assert Evidence.objects.count() == 0
