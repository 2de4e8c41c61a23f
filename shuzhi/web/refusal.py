"""A no with its reason: rules return it, actions raise it, pages show it.

The same sentence stands beside the disabled button, stops the action and is read by the person.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not, as a sentence for the person; `status` 403 when it is not theirs to do, 409 when not now.

    `about` names the entry of a form that the sentence is about, where there is one: it is shown there.
    """

    message: str | Promise
    status: int = 409
    about: str = ""

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


def about(entry: str, refusal: Refusal | None) -> Refusal | None:
    """The same refusal, said of this entry of the form."""
    return replace(refusal, about=entry) if refusal else None


class TooLarge(RequestDataTooBig):
    """More came in one request than is taken; `sent` and `most` in bytes, so that a page can say so in its words."""

    def __init__(self, sent: int, most: int) -> None:
        super().__init__(f"{sent} bytes in one request, {most} at most.")
        self.sent, self.most = sent, most


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
