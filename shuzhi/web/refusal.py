"""A no with its reason: rules return it, actions raise it, pages show it.

The same sentence stands beside the disabled button, stops the action and is read by the person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, as a sentence for the person; `status` 403 when it is not theirs to do, 409 when not now."""

    message: str | Promise
    status: int = 409

    def __str__(self) -> str:
        return str(self.message)


class Refused(Exception):  # noqa: N818 - reads as "the action was refused"
    """An action was not allowed; nothing was changed."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal))
        self.refusal = refusal


def require(refusal: Refusal | None) -> None:
    """Passes when there is no refusal; raises `Refused` with its reason otherwise."""
    if refusal is not None:
        raise Refused(refusal)


class RefusalMiddleware:
    """Turns a refused action into a page that says why and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        refusal = exception.refusal
        page = "web/_refused.html" if request.headers.get("HX-Request") else "web/refused.html"
        context = {"refusal": refusal, "back": page_before(request)}
        return render(request, page, context, status=refusal.status)


def page_before(request: HttpRequest) -> str | None:
    """The page of this site the person came from, so that the way back is one press."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return address if ours else None
