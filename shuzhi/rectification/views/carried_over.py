"""What last year left open, as the first thing that this year's report is told; embedded there by its address."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.rectification import queries
from shuzhi.reports.queries import reporters_for


@require_GET
def carried_over(request: SignedInRequest, reporter_pk: int) -> HttpResponse:
    reporter = get_object_or_404(reporters_for(request.user), pk=reporter_pk)
    problems = queries.carried_over(request.user, reporter)
    context = {
        "problems": problems,
        "left_open": [one for one in problems if not one.is_closed],
        "markup": queries.problems_as_rows(problems),
    }
    return render(request, "rectification/_carried_over.html", context)
