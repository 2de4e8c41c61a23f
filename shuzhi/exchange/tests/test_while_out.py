"""While a meeting is on a laptop: nothing of it is changed here, the package stays at hand, the office can give up."""

import pytest
from nacl.signing import SigningKey

from shuzhi.accounts.models import Grant
from shuzhi.audit.models import Entry
from shuzhi.ballots.rules import may_prepare
from shuzhi.exchange import actions
from shuzhi.exchange.models import Errand, Laptop
from shuzhi.exchange.states import PackageFault
from shuzhi.exchange.tests.conftest import hold, on_the_laptop
from shuzhi.meetings.actions import agenda
from shuzhi.meetings.actions import hall as holding
from shuzhi.meetings.models import Meeting
from shuzhi.meetings.rules import may_count_heads, may_rehearse
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db(databases=["default", "box"])


@pytest.fixture
def errand(hall, laptop) -> Errand:
    actions.hand_out(hall.meeting, laptop, actor=hall.office)
    return Errand.objects.get(meeting=hall.meeting)


def test_a_meeting_that_is_out_is_not_changed_here(client, hall, errand):
    item = hall.meeting.items.first()
    for change in (
        lambda: agenda.cancel_meeting(hall.meeting, actor=hall.office),
        lambda: agenda.change_meeting(hall.meeting, actor=hall.office, place="别处"),
        lambda: agenda.remove_from_agenda(item, actor=hall.office),
        lambda: holding.start_meeting(hall.meeting, actor=hall.office),
    ):
        with pytest.raises(Refused, match="一号会场笔记本"):
            change()
    for rule in (may_rehearse, may_prepare, may_count_heads):
        assert "一号会场笔记本" in str(rule(hall.office, hall.meeting))
    client.force_login(hall.office)
    answer = client.post(f"/meetings/{hall.meeting.pk}/cancel/")
    assert answer.status_code == 409
    assert "一号会场笔记本" in answer.content.decode()
    page = client.get(f"/meetings/{hall.meeting.pk}/").content.decode()
    assert "会议在笔记本“一号会场笔记本”上" in page
    panel = client.get(f"/exchange/meetings/{hall.meeting.pk}/panel/").content.decode()
    assert "无法与它合并" in panel
    assert "会场没有网络" not in panel


def test_the_package_is_downloaded_again_while_the_meeting_is_out(client, hall, errand, key):
    client.force_login(hall.office)
    answer = client.post(f"/exchange/meetings/{hall.meeting.pk}/package/")
    assert (answer.status_code, answer["content-type"]) == (200, "application/octet-stream")
    with on_the_laptop():
        assert actions.load(answer.content, key, actor=None).pk == errand.pk
    Grant.objects.filter(user=hall.office).delete()
    again = actions.hand_out_again(errand, actor=None)
    with on_the_laptop():
        assert actions.load(again, key, actor=None).pk == errand.pk
    Meeting.objects.filter(pk=hall.meeting.pk).update(place="别处")
    with pytest.raises(Refused):
        actions.hand_out_again(errand, actor=None)
    with pytest.raises(Refused):
        actions.hand_out_again(errand, actor=hall.teller)


def test_a_meeting_that_was_called_back_is_the_server_s_and_its_package_is_refused(
    client, hall, laptop, errand, key, settings
):
    data = actions.hand_out_again(errand, actor=hall.office)
    with on_the_laptop():
        there = actions.load(data, key, actor=None)
        hold(there, hall, settings)
        package = actions.pack(there, key, actor=hall.office)
    client.force_login(hall.office)
    address = f"/exchange/meetings/{hall.meeting.pk}/call-back/"
    assert "今后一律拒收" in client.get(address).content.decode()
    assert client.post(address, {"reason": "坏了"}).status_code == 422
    with pytest.raises(Refused):
        actions.call_back(errand, "笔记本摔坏了", actor=hall.teller)
    assert client.post(address, {"reason": "笔记本摔坏了"}).status_code == 302

    assert Entry.objects.filter(verb="hall.called_back", detail__reason="笔记本摔坏了").exists()
    with pytest.raises(PackageFault, match="called back from this laptop: 一号会场笔记本"):
        actions.take_home(package, actor=hall.office)
    assert client.get(address).status_code == 404
    assert "笔记本摔坏了" in client.get("/exchange/").content.decode()
    actions.hand_out(hall.meeting, laptop, actor=hall.office)
    actions.call_back(Errand.objects.latest("pk"), "会议取消了", actor=hall.office)
    agenda.cancel_meeting(hall.meeting, actor=hall.office)
    assert not Errand.objects.exists()


def test_a_key_that_is_none_is_refused_and_can_be_removed(client, hall, administrator, laptop, errand):
    for bad in ("0" * 64, "ff" * 32, "abc", "g" * 64):
        with pytest.raises(Refused):
            actions.register_laptop("x", bad, actor=administrator)
    client.force_login(administrator)
    assert client.post("/exchange/laptops/", {"name": "x", "key": "0" * 64}).status_code == 422
    typed = SigningKey.generate().verify_key.encode().hex()
    spaced = f" {typed[:32].upper()} {typed[32:]}\n"
    assert client.post("/exchange/laptops/", {"name": "二号", "key": spaced}).status_code == 302
    second = Laptop.objects.get(key=typed)

    bad = Laptop.objects.create(name="旧登记", key="0" * 64)
    assert client.get("/exchange/").status_code == 200
    actions.call_back(errand, "换一台笔记本", actor=hall.office)
    with pytest.raises(Refused, match="旧登记"):
        actions.hand_out(hall.meeting, bad, actor=hall.office)
    for one in (bad, second):
        assert client.post(f"/exchange/laptops/{one.pk}/remove/").status_code == 302
    assert client.post(f"/exchange/laptops/{laptop.pk}/remove/").status_code == 409
    with pytest.raises(Refused, match="全服务器的管理员"):
        actions.remove_laptop(laptop, actor=hall.office)
    client.force_login(hall.office)
    page = client.get("/exchange/").content.decode()
    assert "笔记本由全服务器的管理员登记和移除" in page
    assert "用户和角色" not in page
