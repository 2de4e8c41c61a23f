from django.http import HttpResponse
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.meetings import queries, rules
from shuzhi.meetings.queries.papers import comment_material_of
from shuzhi.meetings.queries.plan_papers import attendance_sheet_of, plan_of, script_of
from shuzhi.web.papers import paper_response
from shuzhi.web.refusal import require


@require_safe
def make_plan(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_make_plan(meeting))
    return paper_response(plan_of(meeting), form)


@require_safe
def make_script(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    require(rules.may_make_plan(meeting))
    return paper_response(script_of(meeting), form)


@require_safe
def make_attendance(request: SignedInRequest, pk: int, form: str) -> HttpResponse:
    meeting = queries.meeting_or_404(request.user, pk)
    return paper_response(attendance_sheet_of(meeting), form)


@require_safe
def make_portrait(request: SignedInRequest, reporter: int, form: str) -> HttpResponse:
    row = queries.portrait_or_404(request.user, reporter)
    require(rules.may_see_portrait(request.user, row))
    return paper_response(comment_material_of(request.user, row), form)
