"""The language switch and the pages shown when something is not possible."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from shuzhi.web.refusal import TooLarge, page_before

MEGABYTE = 1024 * 1024


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    return set_language(request)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TooLarge):
        sizes = {
            "sent": max(round(exception.sent / MEGABYTE), exception.most // MEGABYTE + 1),
            "most": exception.most // MEGABYTE,
        }
        return render(request, "web/413.html", sizes | {"back": page_before(request)}, status=413)
    return render(request, "web/400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "web/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "web/403_form.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "web/500.html", status=500)
