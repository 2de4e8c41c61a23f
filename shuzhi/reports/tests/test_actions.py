import pytest

from shuzhi.audit.models import Entry
from shuzhi.cycles.tests import factories
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import Edition, Report, ReturnNote
from shuzhi.reports.states import MOVES, Stage
from shuzhi.reports.tests.factories import TEXTS, accept, accepted
from shuzhi.web.refusal import Refused


def test_every_stage_has_a_row_of_moves():
    assert set(MOVES) == set(Stage)


def test_a_report_begins_with_the_sections_of_its_cycle(place, open_cycle):
    report = actions.begin_report(place.reporters[0], actor=place.staff)
    again = actions.begin_report(place.reporters[0], actor=place.secretaries[0])

    assert [(one["key"], one["text"]) for one in report.sections] == [
        ("results", ""),
        ("problems", ""),
        ("next", ""),
    ]
    assert again.pk == report.pk
    assert Entry.objects.filter(verb="report.begun").count() == 1


def test_nobody_writes_before_the_cycle_is_open(place):
    factories.prepared(place)

    with pytest.raises(Refused):
        actions.begin_report(place.reporters[0], actor=place.secretaries[0])

    assert Report.objects.count() == 0


@pytest.mark.parametrize("who", ["office", "secretary", "stranger", "neighbour"])
def test_others_do_not_write_somebodys_report(place, draft, who):
    with pytest.raises(Refused) as refused:
        actions.save_draft(draft, TEXTS, {}, actor=getattr(place, who))

    assert refused.value.refusal.status == 403


def test_staff_of_another_street_do_not_write_here(place, open_cycle):
    with pytest.raises(Refused):
        actions.begin_report(place.reporters[1], actor=place.staff)


def test_a_grant_above_the_organisation_is_no_pen_in_it(place, open_cycle):
    above = factories.user("above", "区里的干部")
    factories.grant(above, "staff", place.organiser)

    with pytest.raises(Refused):
        actions.begin_report(place.reporters[0], actor=above)


def test_a_draft_saves_and_counts_its_versions(place, draft):
    saved = actions.save_draft(draft, {"next": "改过的下一步"}, {}, actor=place.staff)

    assert saved.version == draft.version + 1
    assert {one["key"]: one["text"] for one in saved.sections} == {**TEXTS, "next": "改过的下一步"}
    assert saved.saved_by == place.staff


def test_an_answer_to_a_topic_of_another_cycle_is_not_taken(place, draft):
    actions.save_draft(draft, {}, {10_000: "别的年份"}, actor=place.staff)

    assert draft.answers.filter(text="别的年份").count() == 0


def test_only_the_reporter_hands_in(place, draft):
    with pytest.raises(Refused) as refused:
        actions.hand_in(draft, actor=place.staff)
    assert refused.value.refusal.status == 403

    edition = actions.hand_in(draft, actor=place.secretaries[0])

    assert (draft.stage, edition.number, edition.is_intact) == ("handed_in", 1, True)
    assert [row["code"] for row in edition.answers] == ["一", "二", "三"]


def test_an_incomplete_report_is_not_handed_in(place, draft):
    must, optional = draft.cycle.topics.get(code="二"), draft.cycle.topics.get(code="三")
    saved = actions.save_draft(draft, {"next": " "}, {must.pk: "", optional.pk: ""}, actor=place.staff)

    with pytest.raises(Refused):
        actions.hand_in(saved, actor=place.secretaries[0])

    assert len(rules.missing_parts(saved)) == 2
    assert Edition.objects.count() == 0


def test_what_is_handed_in_cannot_be_changed_until_it_is_returned(place, handed):
    with pytest.raises(Refused):
        actions.save_draft(handed, TEXTS, {}, actor=place.secretaries[0])

    actions.return_to_author(handed, {"": "请用第一人称写。", "next": "  "}, actor=place.office)
    saved = actions.save_draft(handed, {"next": "改"}, {}, actor=place.secretaries[0])
    edition = actions.hand_in(saved, actor=place.secretaries[0])

    assert edition.number == 2
    assert [(note.section, note.text, note.edition.number) for note in ReturnNote.objects.all()] == [
        ("", "请用第一人称写。", 1)
    ]


def test_a_return_without_a_reason_is_refused(place, handed):
    for notes in ({}, {"": "改"}):
        with pytest.raises(Refused):
            actions.return_to_author(handed, notes, actor=place.office)

    assert Report.objects.get(pk=handed.pk).stage == "handed_in"


def test_accepting_freezes_the_text_under_its_hash(place, handed):
    accept(handed, place.office)

    edition = queries.last_edition(handed)
    assert (handed.stage, handed.accepted_hash) == ("accepted", edition.digest)
    for attempt in (
        lambda: actions.save_draft(handed, TEXTS, {}, actor=place.secretaries[0]),
        lambda: actions.accept(handed, actor=place.office),
        lambda: actions.return_to_author(handed, {"": "再改一改吧"}, actor=place.office),
    ):
        with pytest.raises(Refused):
            attempt()


def test_a_text_changed_behind_the_program_is_not_accepted(place, handed):
    Edition.objects.filter(report=handed).update(sections=[{"key": "results", "title": "x", "text": "偷改"}])

    with pytest.raises(ValueError, match="not what was handed in"):
        accept(handed, place.office)


def test_nobody_vets_the_own_report(place, handed):
    factories.grant(place.secretaries[0], "office", place.organiser)

    with pytest.raises(Refused) as refused:
        actions.accept(handed, actor=place.secretaries[0])

    assert refused.value.refusal.status == 403


@pytest.mark.parametrize("who", ["secretary", "neighbour", "staff", "stranger"])
def test_only_the_office_vets(place, handed, who):
    with pytest.raises(Refused) as refused:
        actions.accept(handed, actor=getattr(place, who))

    assert refused.value.refusal.status == 403


def test_a_draft_is_not_vetted(place, draft):
    with pytest.raises(Refused):
        actions.accept(draft, actor=place.office)


def test_a_closed_cycle_takes_no_text(place, open_cycle, draft):
    factories.closed(open_cycle, place.office)

    with pytest.raises(Refused):
        actions.save_draft(Report.objects.get(pk=draft.pk), TEXTS, {}, actor=place.staff)


def test_the_server_itself_may_write_and_hand_in_for_a_demonstration(place, open_cycle):
    report = accepted(place.reporters[1], None, None)

    assert report.stage == "accepted"


def test_a_report_goes_no_forbidden_way(draft):
    with pytest.raises(ValueError, match="does not go"):
        draft.move_to(Stage.ACCEPTED)


def test_a_stranger_hands_nothing_in(place, draft):
    with pytest.raises(Refused) as refused:
        actions.hand_in(draft, actor=place.stranger)

    assert refused.value.refusal.status == 403
