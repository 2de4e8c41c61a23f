"""Every step answers under its own name; the overview is the front door."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

STEPS = [
    "audit",
    "accounts",
    "files",
    "notices",
    "organisations",
    "cycles",
    "burden",
    "indicators",
    "duties",
    "reports",
    "fieldwork",
    "meetings",
    "ballots",
    "results",
    "rectification",
    "exchange",
]


def step_paths() -> list[URLPattern | URLResolver]:
    """The addresses of the steps that have pages."""
    pages: list[URLPattern | URLResolver] = [
        path(f"{step}/", include(f"shuzhi.{step}.urls")) for step in STEPS if find_spec(f"shuzhi.{step}.urls")
    ]
    if find_spec("shuzhi.overview.urls"):
        pages.append(path("", include("shuzhi.overview.urls")))
    return pages


urlpatterns = [
    path("", include("shuzhi.web.urls")),
    path("account/", include("allauth.urls")),
    path("published/", include("shuzhi.reports.urls.published")),
    *step_paths(),
]
handler400 = "shuzhi.web.views.bad_request"
handler403 = "shuzhi.web.views.permission_denied"
handler404 = "shuzhi.web.views.page_not_found"
handler500 = "shuzhi.web.views.server_error"
