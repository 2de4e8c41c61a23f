"""Return and reply, round by round: notes on passages, the checklist, deadlines, acceptance, its check."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from shuzhi.audit.models import Entry
from shuzhi.cycles.models import digest_of
from shuzhi.cycles.tests import factories
from shuzhi.notices.queries import notices_for
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import Edition, ReturnNote, ReturnRound
from shuzhi.reports.queries import rounds, vetting
from shuzhi.reports.states import NOTE_MOVES, NoteState
from shuzhi.reports.tests.factories import TEXTS, accept, accepted
from shuzhi.web.refusal import Refused

QUOTE = "我对新就业群体党建抓得少"
WANTED = "请写清具体是哪几件事。"


@pytest.fixture
def note(place, handed):
    return actions.add_note(handed, WANTED, section="problems", quote=QUOTE, actor=place.office)


def again(place, report, **texts):
    """The reporter changes the text and hands it in once more."""
    report.refresh_from_db()
    saved = actions.save_draft(report, texts, {}, actor=place.secretaries[0])
    actions.hand_in(saved, actor=place.secretaries[0])
    report.refresh_from_db()
    return report.editions.latest("number")


def shown(report, edition, *, unsent=False):
    (one,) = vetting.notes_on(report, edition, unsent=unsent)
    return one


def test_every_state_of_a_note_has_a_row_of_moves():
    assert set(NOTE_MOVES) == set(NoteState)


def test_a_note_is_anchored_where_its_passage_stands(place, note):
    assert (note.section, note.start, note.end) == (
        "problems",
        TEXTS["problems"].index(QUOTE),
        TEXTS["problems"].index(QUOTE) + len(QUOTE),
    )


def test_of_equal_passages_the_chosen_one_is_meant(place, handed):
    first, second = (i for i, sign in enumerate(TEXTS["problems"]) if sign == "不")

    note = actions.add_note(handed, WANTED, section="problems", quote="不", start=second, actor=place.office)

    assert (first < second, note.start) == (True, second)


@pytest.mark.parametrize(
    ("section", "quote"), [("problems", "文中没有的话"), ("nowhere", ""), ("", "我"), ("results", QUOTE)]
)
def test_a_passage_is_quoted_from_its_own_part(place, handed, section, quote):
    with pytest.raises(Refused):
        actions.add_note(handed, WANTED, section=section, quote=quote, actor=place.office)

    assert ReturnNote.objects.count() == 0


@pytest.mark.parametrize("who", ["secretary", "neighbour", "staff", "stranger"])
def test_only_the_office_writes_notes(place, handed, who):
    with pytest.raises(Refused) as refused:
        actions.add_note(handed, WANTED, actor=getattr(place, who))

    assert refused.value.refusal.status == 403


def test_a_note_is_the_offices_alone_until_it_is_sent(client, place, handed, note):
    before = [one.note for one in vetting.notes_on(handed, note.edition, unsent=False)]
    actions.return_to_author(handed, {}, actor=place.office)
    client.force_login(place.secretaries[0])

    page = client.get(reverse("reports:show-notes", args=[handed.reporter_id]))

    assert before == []
    assert (WANTED in page.text, QUOTE in page.text) == (True, True)


def test_the_office_follows_its_notes_in_what_was_handed_in_never_in_the_draft(client, place, note):
    report = note.report
    actions.return_to_author(report, {}, actor=place.office)
    report.refresh_from_db()
    changed = {"problems": TEXTS["problems"].replace("党建抓得少", "党建（还没有想好）抓得少")}
    actions.save_draft(report, changed, {}, actor=place.secretaries[0])
    address = reverse("reports:show-notes", args=[report.reporter_id])

    client.force_login(place.office)
    office = client.get(address)
    client.force_login(place.secretaries[0])
    author = client.get(address)

    assert (office.status_code, "还没有想好" in office.text) == (200, False)
    assert "还没有想好" in author.text


def test_an_unsent_note_does_not_stand_on_the_authors_pages(client, place, handed, note):
    client.force_login(place.secretaries[0])

    pages = [
        client.get(reverse(f"reports:{name}", args=[handed.reporter_id])).text
        for name in ("show-report", "show-notes")
    ]
    reply = client.post(
        reverse("reports:reply-to-note", args=[handed.reporter_id, note.pk]), {"text": "看到了"}
    )

    assert ([WANTED in page for page in pages], reply.status_code) == ([False, False], 404)


def test_a_note_can_be_taken_back_until_it_is_sent(place, handed, note):
    other = actions.add_note(handed, "数字请注明出处。", actor=place.office)
    actions.take_back_note(other, actor=place.office)
    actions.return_to_author(handed, {}, actor=place.office)
    note.refresh_from_db()

    with pytest.raises(Refused):
        actions.take_back_note(note, actor=place.office)

    assert [one.text for one in ReturnNote.objects.all()] == [WANTED]


def test_a_return_sends_the_notes_tells_the_authors_and_names_a_day(place, handed, note):
    sent = actions.return_to_author(handed, {"": "总体太长。"}, actor=place.office)

    round_ = ReturnRound.objects.get(edition__report=handed)
    assert [one.text for one in sent] == [WANTED, "总体太长。"]
    assert round_.until == timezone.localdate() + timedelta(days=3)
    assert {user.username for user in (place.secretaries[0], place.staff)} == {
        notice.user.username
        for user in (place.secretaries[0], place.staff, place.office)
        for notice in notices_for(user).filter(kind="report.returned")
    }


def test_a_return_until_a_day_that_has_passed_is_refused(place, handed, note):
    with pytest.raises(Refused):
        actions.return_to_author(
            handed, {}, until=timezone.localdate() - timedelta(days=1), actor=place.office
        )


def test_the_dialogue_of_a_note(place, handed, note):
    actions.return_to_author(handed, {}, actor=place.office)
    note.refresh_from_db()
    actions.reply_to_note(note, "已补写三件事。", actor=place.staff)
    answered = note.state
    edition = again(place, handed, problems="一是谋划不深，我对新就业群体的党建抓得少，骑手投诉拖了20天。")
    one = shown(handed, edition)
    actions.reopen_note(note, "时间请写清楚。", actor=place.office)
    opened = note.state
    actions.settle_note(note, actor=place.office)

    assert (answered, opened, note.state) == ("answered", "open", "settled")
    assert (one.anchor.state, one.anchor.quote) == ("changed", "我对新就业群体的党建抓得少")
    assert [(reply.text, reply.by_office) for reply in note.replies.all()] == [
        ("已补写三件事。", False),
        ("时间请写清楚。", True),
    ]
    assert list(
        Entry.objects.filter(verb__startswith="report.note_")
        .order_by("number")
        .values_list("verb", flat=True)
    ) == ["report.note_answered", "report.note_reopened", "report.note_settled"]


def test_a_passage_taken_out_is_shown_as_gone_and_one_moved_is_found(place, handed, note):
    actions.return_to_author(handed, {}, actor=place.office)
    gone = shown(handed, again(place, handed, problems="完全另写：走访太少，材料太多。"))
    actions.return_to_author(handed, {"": "请把问题写全。"}, actor=place.office)
    edition = again(place, handed, results=f"成绩。另外，{QUOTE}。")
    moved = vetting.notes_on(handed, edition, unsent=False)[0]

    assert gone.anchor.state == "gone"
    assert (moved.anchor.state, moved.anchor.part, moved.anchor.start) == ("there", "results", 6)


@pytest.mark.parametrize("who", ["office", "secretary", "stranger"])
def test_only_the_authors_reply(place, handed, note, who):
    actions.return_to_author(handed, {}, actor=place.office)
    note.refresh_from_db()

    with pytest.raises(Refused):
        actions.reply_to_note(note, "不是我写的。", actor=getattr(place, who))


def test_nobody_settles_a_note_on_the_own_report(place, handed, note):
    actions.return_to_author(handed, {}, actor=place.office)
    again(place, handed, next="改。")
    note.refresh_from_db()
    factories.grant(place.secretaries[0], "office", place.organiser)

    with pytest.raises(Refused):
        actions.settle_note(note, actor=place.secretaries[0])


def test_acceptance_waits_for_the_checklist_and_says_what_is_missing(place, handed):
    with pytest.raises(Refused) as refused:
        actions.accept(handed, actor=place.office)

    wanted = [item.text for item in rules.checklist_of(handed.editions.first()) if not item.is_found_met]
    assert all(text in str(refused.value.refusal) for text in wanted)
    assert "必述事项逐项作答" not in str(refused.value.refusal)


def test_what_is_not_met_needs_a_note(place, handed):
    actions.answer_checklist(handed, {"own": (True, ""), "problems": (False, "")}, actor=place.office)
    half = {item.key for item in rules.unanswered(handed.editions.first())}
    actions.answer_checklist(
        handed, {"own": (True, ""), "problems": (False, "已口头说明")}, actor=place.office
    )

    assert half - {item.key for item in rules.unanswered(handed.editions.first())} == {"problems"}


def test_what_the_system_finds_wanting_waits_for_the_office(place, handed):
    topic = handed.cycle.topics.first()
    edition = handed.editions.first()
    edition.answers = [row for row in edition.answers if row["code"] != topic.code]
    finding = {item.key: item.finding for item in rules.checklist_of(edition)}

    assert (topic.code in finding["topics"], finding["notes"], finding["in_time"], finding["own"]) == (
        True,
        "",
        "",
        None,
    )


def test_acceptance_waits_for_notes_that_were_not_sent(place, handed, note):
    with pytest.raises(Refused):
        accept(handed, place.office)

    actions.take_back_note(note, actor=place.office)
    accept(handed, place.office)
    assert handed.stage == "accepted"


def test_acceptance_settles_what_is_left(place, handed, note):
    actions.return_to_author(handed, {}, actor=place.office)
    again(place, handed, next="改好了。")
    accept(handed, place.office)
    note.refresh_from_db()

    assert (note.state, note.settled_by) == ("settled", place.office)


def test_the_own_list_of_a_cycle_takes_the_place_of_the_usual_one(place, open_cycle, handed):
    items = [{"key": "one", "text": "只看一条", "help": "", "found_by": ""}]
    actions.change_vetting_plan(
        open_cycle,
        checklist=items,
        return_days=5,
        searchable=False,
        actor=place.office,
    )
    actions.answer_checklist(handed, {"one": (True, ""), "own": (True, "")}, actor=place.office)
    actions.accept(handed, actor=place.office)

    assert [check.item for check in handed.editions.first().checks.all()] == ["one"]


def test_the_vetting_sheet_tells_the_rounds(place, handed, note):
    actions.return_to_author(handed, {}, actor=place.office)
    note.refresh_from_db()
    actions.reply_to_note(note, "已补写。", actor=place.secretaries[0])
    (row,) = vetting.vetting_sheet(handed)

    assert (row.round, row.reviewer, row.part, row.passage, row.wanted, row.reply) == (
        1,
        "组织科 林晓",
        "存在的问题和原因",
        QUOTE,
        WANTED,
        "已补写。",
    )


def test_the_accepted_text_is_checked_against_the_log(client, place, open_cycle):
    report = accepted(place.reporters[0], place.secretaries[0], place.office)
    whole = rounds.verification_of(report)
    client.force_login(place.office)
    file = client.get(reverse("reports:verify-report", args=[report.reporter_id]), {"as": "json"})
    Edition.objects.filter(report=report).update(answers=[])

    assert (whole.holds, rounds.verification_of(report).holds) == (True, False)
    assert digest_of(file.json()) == report.accepted_hash
    assert file.content.decode() == json.dumps(
        file.json(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def test_the_vetting_page_marks_the_passage(client, place, handed, note):
    client.force_login(place.office)

    page = client.get(reverse("reports:vet-report", args=[handed.reporter_id]))

    assert f'class="noted">{QUOTE}</span>' in page.text
    assert page.status_code == 200


@pytest.mark.parametrize(("who", "status"), [("secretary", 403), ("staff", 403), ("stranger", 404)])
def test_the_vetting_page_is_the_offices(client, place, handed, who, status):
    client.force_login(getattr(place, who))

    assert client.get(reverse("reports:vet-report", args=[handed.reporter_id])).status_code == status


def test_a_note_on_words_that_are_not_there_is_sent_back_with_the_form(client, place, handed):
    client.force_login(place.office)
    sent = {"section": "problems", "quote": "没有的话", "text": WANTED, "start": ""}

    page = client.post(reverse("reports:add-note", args=[handed.reporter_id]), sent)

    assert (page.status_code, "没有的话" in page.text, ReturnNote.objects.count()) == (422, True, 0)


def test_the_office_works_through_the_pages(client, place, handed):
    client.force_login(place.office)
    key = handed.reporter_id

    def post(name, *more, **data):
        return client.post(reverse(f"reports:{name}", args=[key, *more]), data).status_code

    start = TEXTS["problems"].index(QUOTE)
    assert post("add-note", section="problems", quote=QUOTE, start=start, text=WANTED) == 302
    assert post("add-note", section="", quote="", text="再写短些。") == 302
    note, other = ReturnNote.objects.order_by("pk")
    assert post("take-back-note", other.pk) == 302
    assert post("return-report", note="", until="2000-01-01") == 409
    assert post("return-report", note="", until="") == 302
    client.force_login(place.secretaries[0])
    assert post("reply-to-note", note.pk, text="改了。") == 302
    edition = again(place, handed, next="改好了。")
    client.force_login(place.office)
    assert post("reopen-note", note.pk, text="还差一个日期。") == 302
    assert post("settle-note", note.pk) == 302
    ticks = {f"met-{item.key}": "on" for item in rules.unanswered(edition)}
    assert post("answer-checklist", **ticks) == 302
    assert post("accept-report") == 302
    handed.refresh_from_db()
    assert handed.stage == "accepted"
    for name in ("vet-report", "show-notes", "show-redline", "verify-report", "withhold-passage"):
        assert client.get(reverse(f"reports:{name}", args=[key])).status_code == 200


def test_the_redline_compares_any_two_rounds_and_for_the_author_the_draft(client, place, handed):
    actions.return_to_author(handed, {"": "请写具体。"}, actor=place.office)
    again(place, handed, next="一是每季度专题研究两次。二是三月底前清理重复报表。")
    address = reverse("reports:show-redline", args=[handed.reporter_id])
    client.force_login(place.office)
    office = client.get(address, {"from": 1, "to": 2, "only": 1})
    actions.return_to_author(handed, {"": "再改一处。"}, actor=place.office)
    actions.save_draft(
        queries.report_of(handed.reporter), {"next": "草稿里的话。"}, {}, actor=place.secretaries[0]
    )
    peeking = client.get(address, {"from": 2, "to": 0})
    client.force_login(place.secretaries[0])
    author = client.get(address)

    assert ("<ins>" in office.text, "两次" in office.text) == (True, True)
    assert ("草稿里的话" in peeking.text, "草稿里的话" in author.text) == (False, True)
