"""Chinese first: the language is what the person chose, never what the browser happens to prefer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


class LanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override(chosen_language(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE or "")
        return response


def chosen_language(request: HttpRequest) -> str:
    """The language cookie of this browser, else the account's language, else Chinese."""
    known = {code for code, _name in settings.LANGUAGES}
    wishes = (request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME), getattr(request.user, "language", ""))
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)
