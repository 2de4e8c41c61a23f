"""Handing the feedback over, and reading the own one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from shuzhi.accounts.queries import signed_in
from shuzhi.cycles.queries import cycle_or_404
from shuzhi.results import actions, rules
from shuzhi.results.models import Feedback
from shuzhi.results.queries import pages
from shuzhi.web.keys import key_from
from shuzhi.web.refusal import require


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = cycle_or_404(signed_in(request), pk)
    if request.method == "POST":
        opinions = {
            key: str(text)
            for name, text in request.POST.items()
            if name.startswith("opinion-") and (key := key_from(name.removeprefix("opinion-"))) is not None
        }
        made = actions.hand_over_all(cycle, opinions=opinions, actor=signed_in(request))
        messages.success(request, _("Feedback was handed to %(count)d reporters.") % {"count": len(made)})
        return redirect("results:hand-over", cycle.pk)
    require(pages.refuse_feedback_list(signed_in(request), cycle))
    context = {
        "cycle": cycle,
        "refusal": rules.may_hand_over_all(signed_in(request), cycle),
        "waiting": pages.decisions_to_hand_over(signed_in(request), cycle),
        "handed": pages.feedback_of(signed_in(request), cycle),
    }
    return render(request, "results/hand_over.html", context)


@require_GET
def list_own(request: HttpRequest) -> HttpResponse:
    own = pages.own_feedback(signed_in(request))
    if len(own) == 1:
        return redirect(own[0])
    return render(request, "results/list_own_feedback.html", {"feedback": own})


@require_GET
def show_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    feedback = _feedback_or_404(request, pk)
    reporter = feedback.decision.proposal.reporter
    own = reporter.user_id == signed_in(request).pk
    context = {"cycle": reporter.cycle, "feedback": feedback, "reporter": reporter, "own": own}
    return render(request, "results/show_feedback.html", context)


@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    feedback = _feedback_or_404(request, pk)
    actions.acknowledge(feedback, actor=signed_in(request))
    return redirect(feedback)


def _feedback_or_404(request: HttpRequest, pk: int) -> Feedback:
    feedback = get_object_or_404(pages.all_feedback(), pk=pk)
    require(rules.may_read_feedback(signed_in(request), feedback))
    return feedback
