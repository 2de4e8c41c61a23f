from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.documents import fonts_used
from shuzhi.overview.queries import landing, papers, worklist
from shuzhi.overview.queries.year import year_of
from shuzhi.web.paging import page_of


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    groups = worklist.work_list(request.user)
    context = {"groups": groups, "count": sum(len(group.tasks) for group in groups)}
    if not groups:
        context |= {
            "coming": worklist.coming(request.user),
            "concerned": worklist.concerns(request.user),
            "able": worklist.capabilities_of(request.user),
        }
    return render(request, "overview/home.html", context)


@require_safe
def list_cycles(request: SignedInRequest) -> HttpResponse:
    page = page_of(request, landing.cycles_shown(request.user))
    rows = landing.with_progress(request.user, list(page.object_list))
    return render(request, "overview/list_cycles.html", {"page": page, "rows": rows})


@require_safe
def show_cycle(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, pk)
    which = request.GET.get("lines", "")
    context = {"cycle": cycle, "which": which, **year_of(request.user, cycle, which)}
    return render(request, "overview/show_cycle.html", context)


@require_safe
def list_papers(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(request.user, pk)
    searched = request.GET.get("text", "").strip()
    page = page_of(request, papers.reporters_shown(request.user, cycle, searched), papers.ROWS)
    context = {
        "cycle": cycle,
        "searched": searched,
        "page": page,
        "round": papers.papers_of_round(request.user, cycle),
        "sheet": papers.papers_of_reporters(request.user, cycle, page),
        "visits": papers.papers_of_visits(request.user, cycle),
        "fonts": fonts_used(),
    }
    return render(request, "overview/papers.html", context)
