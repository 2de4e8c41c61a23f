"""Definitions and figures at the small district of the organisations' tests."""

from datetime import date

from shuzhi.indicators.actions import define_indicator, enter_fact
from shuzhi.indicators.states import scaled_from


def indicator(code="DJ-01", name="党员数", unit="人", *, owner=None, **rest):
    return define_indicator(code, name, unit, owner=owner, actor=None, **rest)


def fact(one, at, value="1234", period="2026", *, source="党员信息系统", as_of=date(2026, 11, 1), reason=""):
    scaled = scaled_from(value, one.decimals, percent=one.is_percent)
    return enter_fact(one, at, period, scaled, source=source, as_of=as_of, reason=reason, actor=None)
