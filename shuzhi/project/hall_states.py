"""A short way for the one question that a thousand pages ask: past sessions, pages and their headers.

An answer that is younger than a second comes from memory, any other from two questions to the database. What
has no answer, such as an address nobody was given, goes the long way and is refused there.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.db import close_old_connections

from shuzhi.meetings.queries.live import HallState, fresh_state, hall_state

START, END = "/meetings/hall/", "/state/"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class HallStates:
    """Stands before the site's WSGI application."""

    def __init__(self, site: Application) -> None:
        self.site = site

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(START) and path.endswith(END) and environ["REQUEST_METHOD"] == "GET":
            state = _state(path[len(START) : -len(END)])
            if state is not None:
                return _answer(environ, start_response, state.body, state.etag)
        return self.site(environ, start_response)


def _state(key: str) -> HallState | None:
    if fresh_state(key):
        return hall_state(key)
    # As around every request of the site: a connection that the server has dropped is not asked.
    close_old_connections()
    try:
        return hall_state(key)
    finally:
        close_old_connections()


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
