"""Teams with milestones, and projects that say which figure they came from."""

from datetime import date

import pytest
from django.urls import reverse

from shuzhi.duties import actions, queries
from shuzhi.duties.models import LeadProject, Milestone, Team
from shuzhi.duties.tests.factories import full_list
from shuzhi.indicators.models import Indicator
from shuzhi.web.refusal import Refused

pytestmark = pytest.mark.django_db
STEPS = [(date(2026, 6, 30), "主体封顶"), (date(2026, 3, 31), "基坑完成")]


@pytest.fixture
def duty_list(places, wang):
    return full_list(wang, places["street"], fixed=False)


def test_a_team_reaches_its_milestones_and_is_counted(places, wang, office, duty_list):
    team = actions.add_item(duty_list, "team", "地铁党员突击队", actor=None, leader="赵工", milestones=STEPS)
    actions.fix_list(duty_list, actor=None)
    first, second = Milestone.objects.filter(item=team)

    actions.reach_milestone(first, on=date(2026, 3, 20), actor=wang.person.user)
    duty_list.refresh_from_db()
    whole, _rows = queries.statistics_of(office, places["licang"], 2026)

    assert (first.name, second.reached_on, Team.objects.get().leader) == ("基坑完成", None, "赵工")
    assert (whole.milestones, whole.reached, duty_list.is_intact) == (2, 1, True)
    Milestone.objects.filter(pk=second.pk).update(name="改了")
    assert not duty_list.is_intact
    with pytest.raises(Refused):
        actions.reach_milestone(second, on=date(2099, 1, 1), actor=None)


def test_a_team_is_written_and_reported_on_its_pages(client, wang, duty_list):
    client.force_login(wang.person.user)
    address = reverse("duties:add-item", args=[duty_list.pk, "team"])
    given = {"name": "突击队", "leader": "赵工", "milestones": "2026-06-30 封顶\n2026-03-31 基坑"}

    wrong = client.post(address, given | {"milestones": "六月 封顶"})
    client.post(address, given)
    team = Team.objects.get()
    client.post(reverse("duties:change-item", args=[team.pk]), given | {"milestones": "2026-07-31 封顶"})
    actions.fix_list(duty_list, actor=wang.person.user)
    (step,) = team.milestones.all()
    note = reverse("duties:note-item", args=[team.pk, "milestone"])
    client.post(note, {"milestone": step.pk, "on": "2026-07-01"})
    step.refresh_from_db()

    assert wrong.context["form"].errors["milestones"]
    assert (step.due, step.reached_on) == (date(2026, 7, 31), date(2026, 7, 1))
    assert "封顶" in client.get(reverse("duties:show-list", args=[duty_list.pk])).text


def test_a_project_says_which_figure_it_came_from(client, wang, duty_list):
    Indicator.objects.create(code="RX-01", name="热线诉求", unit="件")
    client.force_login(wang.person.user)
    address = reverse("duties:add-item", args=[duty_list.pk, "project"])

    client.post(address, {"name": "加装电梯", "demand": "RX-01"})
    client.post(address, {"name": "没有来源", "demand": "XX-99"})

    assert [one.demand for one in LeadProject.objects.filter(demand__gt="")] == ["RX-01"]
