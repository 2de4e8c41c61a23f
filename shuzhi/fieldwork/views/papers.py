from django.http import HttpResponse
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.fieldwork import queries
from shuzhi.fieldwork.queries.papers import papers_of, record_of
from shuzhi.web.papers import paper_response
from shuzhi.web.refusal import require


@require_safe
def make_record(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    visit = queries.visit_or_404(request.user, pk)
    require(papers_of(visit)[0].refusal)
    return paper_response(record_of(request.user, visit), form)
