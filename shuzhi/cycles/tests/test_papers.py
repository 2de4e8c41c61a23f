import io
import re

import docx
import pytest
from django.urls import reverse
from django.utils.translation import override

from shuzhi.cycles import actions
from shuzhi.cycles.queries.papers import PAPERS, notice_of, papers_of, plan_of, topic_list_of
from shuzhi.cycles.tests.factories import opened, prepared
from shuzhi.documents import Addressee, Heading, RedHead, Table, docx_of


@pytest.fixture
def cycle(place):
    return opened(place)


def tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def words(document):
    read = docx.Document(io.BytesIO(docx_of(document)))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])


def test_the_plan_says_what_the_cycle_says(cycle):
    said = words(plan_of(cycle))
    for text in (
        cycle.title,
        cycle.rulebook_title,
        "陈一舟",
        "振华路街道",
        "学习贯彻党的创新理论",
        "民主测评",
    ):
        assert text in said
    assert [row[0] for row in tables(plan_of(cycle))[-2].rows] == ["1", "2", "3"]


def test_figures_of_the_plan_are_those_of_the_cycle(cycle):
    voters = next(table for table in tables(plan_of(cycle)) if len(table.head) == 4)
    assert [row[3] for row in voters.rows] == ["12", "30", "40"]
    coverage = tables(plan_of(cycle))[0]
    assert sum(int(row[2]) for row in coverage.rows) == 3


def test_the_notice_has_a_red_head_and_its_addressees(cycle):
    with override("zh-hans"):
        document = notice_of(cycle)
    head, addressee = document.blocks[:2]
    assert isinstance(head, RedHead)
    assert head.issuer == "李沧区文件"
    assert isinstance(addressee, Addressee)
    assert addressee.text == "振华路街道、永清路街道、永安路街道："


def test_the_list_of_topics_names_what_each_asks_for(place, cycle):
    with override("zh-hans"):
        rows = tables(topic_list_of(cycle))[0].rows
    assert [row[1] for row in rows] == ["学习贯彻党的创新理论", "破解小区治理难题", "减负增效"]
    assert "必述" in rows[0][2]
    assert "必述" not in rows[2][2]


def test_a_topic_that_stays_says_so_in_chinese(cycle):
    cycle.topics.update(lasting=True)

    with override("zh-hans"):
        rows = tables(topic_list_of(cycle))[0].rows

    assert rows[0][5].split("\n")[1:] == ["跨年延续"]


def test_the_program_writes_no_sentences_of_its_own(cycle):
    """What is left of a plan without the cycle's own words are labels, numbers and dates."""
    with override("zh-hans"):
        document = plan_of(cycle)
    labels = [block.text for block in document.blocks if isinstance(block, Heading)][:7]
    assert labels == [
        "依据",
        "述职范围和方式",
        "述职内容",
        "述职报告的内容",
        "述职事项",
        "时间安排",
        "测评人员",
    ]


def test_without_rulebook_topics_or_reporters_nothing_is_made(place):
    cycle = actions.create_cycle(place.organiser, 2026, "空的", actor=place.office)
    with override("en"):
        assert [str(one.refusal) for one in papers_of(cycle)] == [
            "Choose a rulebook first.",
            "Choose a rulebook first.",
            "There are no topics yet.",
        ]


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_each_paper_is_handed_out_under_its_title(client, place, cycle, paper, form):
    client.force_login(place.office)
    made = client.get(reverse("cycles:make-paper", args=[cycle.pk, paper, form]))
    assert made.status_code == 200
    assert re.search(rf"attachment; filename\*=utf-8''.+\.{form}", made.headers["Content-Disposition"])
    again = client.get(reverse("cycles:make-paper", args=[cycle.pk, paper, form]))
    assert made.content == again.content


def test_unknown_papers_and_other_peoples_cycles_are_not_found(client, place, cycle):
    client.force_login(place.office)
    assert client.get(reverse("cycles:make-paper", args=[cycle.pk, "poem", "pdf"])).status_code == 404
    assert client.get(reverse("cycles:make-paper", args=[cycle.pk, "plan", "exe"])).status_code == 404
    client.force_login(place.neighbour)
    assert client.get(reverse("cycles:make-paper", args=[cycle.pk, "plan", "pdf"])).status_code == 404


def test_what_is_not_ready_is_refused_at_the_address_too(client, place):
    cycle = prepared(place)
    cycle.reporters.all().delete()
    client.force_login(place.office)
    assert client.get(reverse("cycles:make-paper", args=[cycle.pk, "plan", "pdf"])).status_code == 409
