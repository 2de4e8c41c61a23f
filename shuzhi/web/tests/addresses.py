"""A few pages that only these tests have."""

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import include, path

from shuzhi.web.paging import page_of
from shuzhi.web.refusal import Refusal, require


class ReportForm(forms.Form):
    title = forms.CharField(label="Title", help_text="At most ten characters.", max_length=10)
    note = forms.CharField(label="Note", required=False)
    done = forms.BooleanField(label="Done", required=False)


@login_not_required
def refuse_now(request):
    require(Refusal("Reports were due on 1 December; ask the organiser to reopen."))


@login_not_required
def refuse_you(request):
    require(Refusal("Only the author hands in a report.", status=403))


@login_not_required
def form_page(request):
    form = ReportForm(request.POST or None)
    return render(request, "web/_form.html", {"form": form})


@login_not_required
def list_page(request):
    return render(request, "web/_pagination.html", {"page": page_of(request, list(range(101)))})


@login_not_required
def fault(request):
    raise RuntimeError


@login_not_required
@transaction.atomic
def beyond_any_column(request):
    """Writes it: SQLite refuses to bind such a number at all, PostgreSQL compares it but will not store it."""
    return HttpResponse(get_user_model().objects.create(pk=10**25))


def inside(request):
    return HttpResponse("inside")


urlpatterns = [
    path("refuse-now/", refuse_now),
    path("refuse-you/", refuse_you),
    path("form/", form_page),
    path("list/", list_page),
    path("fault/", fault),
    path("beyond-any-column/", beyond_any_column),
    path("inside/", inside),
    path("", include("shuzhi.project.urls")),
]
handler404 = "shuzhi.web.views.page_not_found"
handler500 = "shuzhi.web.views.server_error"
