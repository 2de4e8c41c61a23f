"""The session that an address names, where the person may see it; the page that an answer came from."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import queries
from shuzhi.ballots.models.session import BallotSession

View = Callable[..., HttpResponse]


def session_or_404(request: SignedInRequest, pk: int) -> BallotSession:
    return get_object_or_404(queries.sessions_for(request.user).prefetch_related("issues"), pk=pk)


def sent_from(page: str) -> Callable[[View], View]:
    """An address that a form of this page is sent to, and that may answer with the page and what is wrong on it.

    Whoever reloads that, or turns to the other language, asks for the address without sending anything, and finds
    the page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
            return view(request, pk, **more) if request.method == "POST" else redirect(page, pk)

        return answer

    return decorate
