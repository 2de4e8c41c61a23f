from django.urls import reverse
from django.utils.translation import override

from shuzhi.documents import Paragraph, Table
from shuzhi.duties.queries import list_or_404
from shuzhi.duties.queries.papers import list_paper_of
from shuzhi.duties.tests.factories import full_list


def test_the_paper_lists_each_kind_with_its_place_and_the_hash(places, wang):
    fixed = list_or_404(full_list(wang, places["street"]).pk)
    with override("zh-hans"):
        document = list_paper_of(fixed)
    pledge, project, point = [block for block in document.blocks if isinstance(block, Table)]
    assert pledge.rows[0][1] == "公开承诺：新建停车位200个"
    assert pledge.rows[0][3:5] == ("2026年10月31日", "社区公示栏")
    assert project.rows[0][2] == "书记领办，每周调度"
    assert point.rows[0][4] == f"{places['street'].name}\n走访0次"
    assert any(fixed.digest in block.text for block in document.blocks if isinstance(block, Paragraph))


def test_a_draft_is_no_paper(client, places, wang, office):
    draft = full_list(wang, places["street"], fixed=False)
    address = reverse("duties:make-paper", args=[draft.pk, "pdf"])
    client.force_login(wang.person.user)
    assert client.get(address).status_code == 409
    client.force_login(office)
    assert client.get(address).status_code == 403


def test_who_may_see_the_list_may_take_it(client, places, wang, office):
    fixed = full_list(wang, places["street"])
    client.force_login(office)
    assert client.get(reverse("duties:make-paper", args=[fixed.pk, "docx"])).status_code == 200
    assert client.get(reverse("duties:make-paper", args=[fixed.pk, "exe"])).status_code == 404
