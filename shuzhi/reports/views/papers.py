from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.reports import queries
from shuzhi.reports.queries.papers import PAPERS, papers_of
from shuzhi.web.papers import paper_response
from shuzhi.web.refusal import require


@require_safe
def make_paper(request: SignedInRequest, reporter: int, paper: str, form: str) -> HttpResponse:
    report = queries.report_or_404(request.user, reporter)
    if paper not in PAPERS:
        raise Http404
    require(next(one.refusal for one in papers_of(request.user, report) if paper in one.keys))
    return paper_response(PAPERS[paper](report), form)
