"""A secretary with an account, and a list of 1+1+1."""

from datetime import date

from shuzhi.accounts.tests.factories import user_with
from shuzhi.duties.actions import add_item, begin_list, fix_list
from shuzhi.organisations.models import Tenure
from shuzhi.organisations.tests.factories import person, tenure

LINES = {
    "pledge": ("公开承诺：新建停车位200个", {"published": "社区公示栏", "due": date(2026, 10, 31)}),
    "project": ("老旧小区改造", {"measure": "书记领办，每周调度"}),
}


def secretary(at, name="王秀兰") -> Tenure:
    holder = person(name)
    holder.user = user_with("reporter", at.path, name=name)
    holder.save()
    return tenure(holder, at)


def full_list(of: Tenure, point, year=2026, *, fixed=True):
    duty_list = begin_list(of, year, actor=None)
    for kind, (name, values) in LINES.items():
        add_item(duty_list, kind, name, actor=None, **values)
    add_item(duty_list, "point", "东李社区联系点", actor=None, organisation=point)
    if fixed:
        fix_list(duty_list, actor=None)
    return duty_list
