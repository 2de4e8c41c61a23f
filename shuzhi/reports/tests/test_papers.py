import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.documents import Heading, Paragraph, Table
from shuzhi.reports import actions
from shuzhi.reports.models import Edition
from shuzhi.reports.queries.papers import papers_of, spoken_version_of, vetting_sheet_of, written_of

MARKED = "# 抓实事\n» 我办成三件事。\n我走访了[[fact:A1]]户。\n| 事项 | 结果 |\n| 停车 | 办结 |\n## 小结\n见[[file:1]]。"


@pytest.fixture
def report(handed):
    """An edition with every kind of mark, as hand-in would have pinned it."""
    edition = handed.editions.get()
    edition.sections = [{**edition.sections[0], "text": MARKED}, *edition.sections[1:]]
    edition.facts = [
        {
            "mark": "fact:A1",
            "name": "走访",
            "words": "42 户（统计月报，2026年10月31日）",
            "source": "统计月报",
        }
    ]
    edition.evidence = [{"number": 1, "name": "照片.jpg", "note": ""}]
    Edition.objects.filter(pk=edition.pk).update(
        sections=edition.sections, facts=edition.facts, evidence=edition.evidence
    )
    return handed


def texts(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_the_written_version_sets_headings_tables_figures_and_files(report):
    with override("zh-hans"):
        document = written_of(report)
    assert "我走访了42 户（统计月报，2026年10月31日）户。" in texts(document)
    assert "见（佐证材料1：照片.jpg）。" in texts(document)
    headings = [(block.text, block.level) for block in document.blocks if isinstance(block, Heading)]
    assert ("抓实事", 2) in headings
    assert ("小结", 3) in headings
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert (table.head, table.rows) == (("事项", "结果"), (("停车", "办结"),))


def test_the_spoken_version_holds_only_what_is_marked(report):
    said = texts(spoken_version_of(report))
    assert said == ["我办成三件事。"]


def test_without_marks_everything_is_read_out(handed):
    written = [text for text in texts(written_of(handed)) if text]
    assert texts(spoken_version_of(handed)) == written


def test_particulars_name_counts_figures_and_the_hash(report):
    with override("zh-hans"):
        rows = {row for block in written_of(report).blocks if isinstance(block, Table) for row in block.rows}
    edition = report.editions.get()
    assert ("轮次", "1") in rows
    assert any(edition.digest[:32] in cell for row in rows for cell in row)
    assert ("走访", "42 户（统计月报，2026年10月31日）", "统计月报") in rows


def test_the_vetting_sheet_lists_rounds_and_answers(place, handed):
    actions.return_to_author(handed, {"problems": "问题部分请写具体。"}, actor=place.office)
    cells = [
        cell
        for block in vetting_sheet_of(handed).blocks
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    ]
    assert "问题部分请写具体。" in cells


def test_a_draft_is_no_document(place, draft):
    with override("en"):
        refusals = {str(one.refusal) for one in papers_of(place.secretaries[0], draft)}
    assert refusals == {"陈一舟 has not handed in yet."}


def who_gets(client, who, reporter, paper):
    client.force_login(who)
    return client.get(reverse("reports:make-paper", args=[reporter.pk, paper, "docx"])).status_code


def test_who_may_take_what(client, place, handed):
    first = handed.reporter
    assert who_gets(client, place.office, first, "written") == 200
    assert who_gets(client, place.secretaries[0], first, "written") == 200
    assert who_gets(client, place.secretaries[0], first, "vetting") == 200
    assert who_gets(client, place.staff, first, "vetting") == 200
    assert who_gets(client, place.committee, first, "vetting") in (403, 404)
    assert who_gets(client, place.secretaries[1], first, "written") in (403, 404)
    assert who_gets(client, place.stranger, first, "written") == 404
    assert who_gets(client, place.office, first, "poem") == 404
