from django.http import HttpResponse
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.duties import queries
from shuzhi.duties.queries.papers import list_paper_of, papers_of
from shuzhi.web.papers import paper_response
from shuzhi.web.refusal import require


@require_safe
def make_paper(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    duty_list = queries.list_or_404(pk)
    require(papers_of(request.user, duty_list)[0].refusal)
    return paper_response(list_paper_of(duty_list), form)
