"""减负: nobody is made to check in, to collect points or to prove work by photographs. The product has no place for it."""

import re

from django.apps import apps
from django.forms import FileField
from django.urls import get_resolver

from tests.architecture.source import ROOT, shelf, tree, where

# Words between separators or capitals, so that "checklist" and "signing key" are left alone.
FORBIDDEN = re.compile(
    r"(?<![a-z])(?:check_?in|clock_?in|punch_?in|daily_?login|attendance_?streak|streak|leader_?board|point_?rank(?:ing)?|"
    r"points_?rank(?:ing)?|points_?league|badge|photo_?duty|photo_?required|required_?photos?|geo_?tag|gps)s?(?![a-z])",
    re.IGNORECASE,
)
FORBIDDEN_CHINESE = re.compile(r"打卡|签到积分|积分排(?:名|行)|排行榜|拍照留痕|留痕照片|上传照片作证")


def spaced(name):
    """CamelCase and kebab-case as snake_case, so that one pattern reads them all."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).replace("-", "_").lower()


def names_of_models():
    for model in apps.get_models():
        if model.__module__.startswith("shuzhi."):
            yield model.__name__
            yield from (f"{model.__name__}.{field.name}" for field in model._meta.get_fields())


def names_of_routes(patterns=None, before=""):
    for one in patterns if patterns is not None else get_resolver().url_patterns:
        address = before + str(one.pattern)
        # The doors of sign-in and second factors belong to a library.
        if address.startswith("account/"):
            continue
        yield address
        if getattr(one, "name", None):
            yield one.name
        if hasattr(one, "url_patterns"):
            yield from names_of_routes(one.url_patterns, address)


def forms_of_steps():
    def below(kind):
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    from django.forms import BaseForm

    return [form for form in below(BaseForm) if form.__module__.startswith("shuzhi.")]


def test_the_pattern_finds_what_it_is_for():
    found = [
        name
        for name in ("DailyCheckIn", "check-in/", "points_ranking", "LeaderBoard", "photo_required")
        if FORBIDDEN.search(spaced(name))
    ]
    spared = [
        name
        for name in ("checklist", "CheckItem", "check_incidents", "ranking", "appoint_ranks", "photo")
        if FORBIDDEN.search(spaced(name))
    ]

    assert (len(found), spared) == (5, [])


def test_no_model_field_or_address_asks_for_traces():
    names = [*names_of_models(), *names_of_routes()]

    assert len(names) > 200
    assert [name for name in names if FORBIDDEN.search(spaced(name))] == []


def test_no_page_speaks_of_it():
    texts = [
        *ROOT.glob("shuzhi/*/locale/zh_Hans/LC_MESSAGES/django.po"),
        *ROOT.glob("shuzhi/*/templates/**/*.html"),
    ]
    hits = [
        where(path, number)
        for path in texts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if FORBIDDEN_CHINESE.search(line)
    ]

    assert texts
    assert hits == []


def test_no_form_demands_a_picture():
    for path in shelf("forms"):
        assert tree(path)
    demanding = [
        f"{form.__name__}.{name}"
        for form in forms_of_steps()
        for name, field in form.base_fields.items()
        if isinstance(field, FileField) and field.required and re.search(r"photo|picture|image|照片", name)
    ]

    assert demanding == []


def test_filling_time_names_nobody():
    """A time of filling in is kept as a histogram alone: no person, no unit, no report, no moment."""
    from shuzhi.burden.models import FillingTime

    assert {field.name for field in FillingTime._meta.get_fields()} == {
        "id",
        "cycle",
        "level",
        "form",
        "step",
        "count",
    }
    timing = re.compile(r"(?:active|filling|writing)_(?:minutes|seconds|time)")
    assert [
        name
        for name in names_of_models()
        if timing.search(spaced(name)) and "filling_time" not in spaced(name)
    ] == []
