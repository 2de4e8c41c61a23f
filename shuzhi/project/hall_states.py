"""A short way for the one question that a thousand phones ask: from memory, past sessions and pages.

Only an answer that is younger than a second is given here; every other request goes the long way, which
also makes the next answer.
"""

from collections.abc import Callable, Iterable
from typing import Any

from shuzhi.meetings.queries.live import fresh_state

START, END = "/meetings/hall/", "/state/"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class HallStates:
    """Stands before the site's WSGI application."""

    def __init__(self, site: Application) -> None:
        self.site = site

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(START) and path.endswith(END) and environ["REQUEST_METHOD"] == "GET":
            state = fresh_state(path[len(START) : -len(END)])
            if state is not None:
                return _answer(environ, start_response, state.body, state.etag)
        return self.site(environ, start_response)


def _answer(
    environ: dict[str, Any], start_response: Callable[..., Any], body: bytes, etag: str
) -> list[bytes]:
    headers = [("ETag", etag), ("Cache-Control", "max-age=1"), ("X-Content-Type-Options", "nosniff")]
    if environ.get("HTTP_IF_NONE_MATCH") == etag:
        start_response("304 Not Modified", headers)
        return []
    size = ("Content-Length", str(len(body)))
    start_response("200 OK", [*headers, ("Content-Type", "application/json"), size])
    return [body]
