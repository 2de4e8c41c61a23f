"""Figures and evidence in a text: quoted while it is written, pinned when it is handed in."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shuzhi.indicators.models import Fact, Indicator
from shuzhi.reports import actions, queries, rules
from shuzhi.reports.models import Report
from shuzhi.reports.tests.factories import handed_in
from shuzhi.web.refusal import Refused

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.FILES = tmp_path / "files"


@pytest.fixture
def walked(place):
    indicator = Indicator.objects.create(code="ZF01", name="走访户数", unit="户")
    return Fact.objects.create(
        indicator=indicator,
        organisation=place.streets[0],
        period="2026",
        scaled=1234,
        source="街道台账",
        as_of=date(2026, 10, 31),
    )


def said(place, draft, **sections):
    return actions.save_draft(draft, sections, {}, actor=place.staff)


def evidence(place, draft, name="照片说明.pdf", actor=None):
    handed = SimpleUploadedFile(name, PDF, "application/pdf")
    return actions.add_evidence(draft, handed, note="现场办公记录", actor=actor or place.staff)


def test_a_figure_is_offered_with_its_mark_and_its_words(place, draft, walked):
    offered = queries.facts_to_quote(draft)

    assert [one["token"] for one in offered] == ["[[fact:ZF01]]"]
    assert "1,234 户" in offered[0]["words"]


def test_a_figure_is_pinned_with_source_and_day_when_the_text_is_handed_in(place, draft, walked):
    report = said(place, draft, results="我走访[[fact:ZF01]]。")

    edition = actions.hand_in(report, actor=place.secretaries[0])
    Fact.objects.filter(pk=walked.pk).update(scaled=9)

    text = edition.sections[0]["text"]
    assert ("1,234 户" in text, "街道台账" in text, "[[" in text) == (True, True, False)
    pinned = edition.facts[0]
    assert (pinned["code"], pinned["value"], pinned["as_of"]) == ("ZF01", "1,234", "2026-10-31")
    assert edition.is_intact
    assert Report.objects.get(pk=report.pk).sections[0]["text"] == "我走访[[fact:ZF01]]。"


def test_a_figure_that_is_not_there_is_named_before_handing_in(place, draft):
    report = said(place, draft, results="我走访[[fact:NONE]]。")

    with pytest.raises(Refused) as refused:
        actions.hand_in(report, actor=place.secretaries[0])

    assert "fact:NONE" in str(refused.value)
    assert report.editions.count() == 0


def test_a_text_without_quotes_is_hashed_as_before_there_were_any(place, handed):
    assert set(queries.last_edition(handed).content) == {"reporter", "sections", "answers"}


def test_evidence_is_uploaded_once_and_named_by_number(place, draft):
    one = evidence(place, draft)
    report = said(place, draft, results="我现场办公[[file:1]]。")

    edition = actions.hand_in(report, actor=place.secretaries[0])

    assert "照片说明.pdf" in edition.sections[0]["text"]
    assert edition.evidence[0]["digest"] == one.upload.file.digest


def test_what_the_unit_handed_in_before_is_referred_to_and_not_uploaded_again(place, draft):
    one = evidence(place, draft)
    upload = one.upload
    actions.remove_evidence(one, actor=place.staff)

    assert queries.uploads_to_refer_to(draft) == [upload]
    again = actions.refer_to_upload(draft, upload, actor=place.secretaries[0])

    assert (again.upload, queries.uploads_to_refer_to(draft)) == (upload, [])


def test_a_file_of_another_unit_is_not_referred_to(place, draft, open_cycle):
    one = evidence(place, draft)
    other = actions.begin_report(place.reporters[1], actor=place.secretaries[1])

    with pytest.raises(Refused) as refused:
        actions.refer_to_upload(other, one.upload, actor=place.secretaries[1])

    assert refused.value.refusal.status == 403


def test_a_piece_the_text_names_is_not_taken_out(place, draft):
    one = evidence(place, draft)
    said(place, draft, results="见[[file:1]]。")

    with pytest.raises(Refused):
        actions.remove_evidence(one, actor=place.staff)


@pytest.mark.parametrize("who", ["office", "neighbour", "stranger"])
def test_others_add_no_evidence(place, draft, who):
    with pytest.raises(Refused):
        evidence(place, draft, actor=getattr(place, who))


def test_a_program_is_no_evidence(place, draft):
    with pytest.raises(Refused):
        actions.add_evidence(draft, SimpleUploadedFile("照片.pdf", b"MZ\x90\x00" * 20), actor=place.staff)

    assert draft.evidence.count() == 0


def test_the_office_reads_evidence_only_when_it_was_handed_in(place, draft):
    one = evidence(place, draft)
    assert rules.may_read_evidence(place.office, one) is not None
    assert rules.may_read_evidence(place.staff, one) is None

    actions.hand_in(draft, actor=place.secretaries[0])
    one.refresh_from_db()

    assert rules.may_read_evidence(place.office, one) is None
    assert rules.may_read_evidence(place.stranger, one) is not None


def test_no_evidence_is_needed(place, open_cycle):
    assert handed_in(place.reporters[0], place.secretaries[0]).stage == "handed_in"
