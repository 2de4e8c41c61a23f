"""Long lists in pages; the page number stands in the address beside the filters."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page the address asks for; a number out of range gives the nearest page, never an error."""
    return Paginator(rows, size).get_page(request.GET.get("page"))
