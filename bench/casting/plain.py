"""The plain way: a Django view with the ORM, which checks the same ballot and writes it in one transaction.

It knows no sealing, no receipt, no pool and no secrecy: a slip row is locked and spent, a ballot row inserted. Started
by one synchronous gunicorn worker; `SHUZHI_PLAIN` is the address of its database, durable as the door's.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from shuzhi.ballots.codes import is_code, mark_of, tidy
from shuzhi.ballots.sheet import BadChoices, Sheet
from shuzhi.ballots.tests.bench import KEY
from shuzhi.project.environment import env_database

# What `startproject` sets up, without what asks the database for a session: a voter has none.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
if not settings.configured:
    database = env_database("SHUZHI_PLAIN", Path("plain.sqlite3"), durable=True)
    if "sqlite3" in database["ENGINE"]:
        # As durable as the box; it need not overwrite what it deletes.
        database["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
    settings.configure(
        SECRET_KEY="p" * 50,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="bench.casting.plain",
        MIDDLEWARE=MIDDLEWARE,
        DATABASES={"default": {**database, "CONN_MAX_AGE": None}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpRequest, JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402


class Form(models.Model):
    state = models.CharField(max_length=12)
    sheet = models.TextField()

    class Meta:
        app_label = "plain"


class Slip(models.Model):
    mark = models.CharField(max_length=64, unique=True)
    form = models.ForeignKey(Form, on_delete=models.CASCADE)
    spent = models.BooleanField(default=False)
    nonce = models.CharField(max_length=64, blank=True)

    class Meta:
        app_label = "plain"


class Ballot(models.Model):
    form = models.ForeignKey(Form, on_delete=models.CASCADE)
    choices = models.TextField()

    class Meta:
        app_label = "plain"


@lru_cache(maxsize=8)
def _sheet(text: str) -> Sheet:
    return Sheet.from_text(text)


@csrf_exempt
def cast(request: HttpRequest) -> JsonResponse:
    """Looks the slip up, checks every choice, inserts the ballot and spends the slip; committed before it answers."""
    try:
        sent: dict[str, Any] = json.loads(request.body)
        code, nonce = tidy(sent["code"]), mark_of(sent["nonce"], KEY)
        mark = mark_of(code, KEY) if is_code(code) else ""
        with transaction.atomic():
            slip = Slip.objects.select_related("form").select_for_update(of=("self",)).get(mark=mark)
            if slip.spent or slip.form.state != "open":
                again = slip.spent and slip.nonce == nonce
                return JsonResponse(
                    {"outcome": "accepted" if again else "used"}, status=200 if again else 409
                )
            Ballot.objects.create(form=slip.form, choices=_sheet(slip.form.sheet).write(sent["choices"]))
            slip.spent, slip.nonce = True, nonce
            slip.save(update_fields=["spent", "nonce"])
    except (BadChoices, Slip.DoesNotExist, KeyError, ValueError, TypeError):
        return JsonResponse({"outcome": "bad"}, status=422)
    return JsonResponse({"outcome": "accepted"})


urlpatterns = [path("cast", cast)]
application = WSGIHandler()


def prepare(codes: list[str], sheet: Sheet) -> None:
    """Fresh tables with these slips."""
    there = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model in (Ballot, Slip, Form):
            if model._meta.db_table in there:  # noqa: SLF001 - its documented name
                editor.delete_model(model)
        for model in (Form, Slip, Ballot):
            editor.create_model(model)
    form = Form.objects.create(state="open", sheet=sheet.to_text())
    Slip.objects.bulk_create(Slip(mark=mark_of(code, KEY), form=form) for code in codes)


def count() -> int:
    return Ballot.objects.count()
