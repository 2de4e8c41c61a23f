"""Keys of records as addresses and forms give them, and what is answered when they are impossible."""

from collections.abc import Callable

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

MOST_DIGITS = 18  # every number this long fits into a column of either database


def key_from(text: object) -> int | None:
    """The key of a record; None for anything that no record can have."""
    plain = str(text or "").strip()
    if not plain.isdecimal() or len(plain) > MOST_DIGITS:
        return None
    return int(plain)


class ImpossibleNumbersMiddleware:
    """A number that no column can hold was never given out by a page: a bad request, no fault of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        too_large = isinstance(exception, OverflowError) and "SQLite INTEGER" in str(exception)
        if too_large or isinstance(exception, DataError):
            return render(request, "web/400.html", status=400)
        return None
