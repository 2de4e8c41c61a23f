from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.cycles import actions, queries, rules
from shuzhi.cycles.forms.content import RulebookForm
from shuzhi.web.refusal import require


def choose_rulebook(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_prepare(request.user, cycle))
    form = RulebookForm(request.POST or None, request.FILES or None, initial={"text": cycle.rulebook_text})
    if request.method == "POST" and form.is_sound:
        actions.choose_rulebook(cycle, form.cleaned_data["chosen"], actor=request.user)
        messages.success(request, _("The rulebook is sound and chosen. This is how it reads."))
        return redirect("cycles:read-rulebook", pk)
    text = form.cleaned_data.get("chosen", "") if form.is_bound and form.is_valid() else cycle.rulebook_text
    context = {
        "cycle": cycle,
        "form": form,
        "text": text,
        "faults": queries.faults_with_lines(text, form.faults),
        "ready": queries.ready_rulebooks(),
        "lang": get_language(),
    }
    return render(request, "cycles/choose_rulebook.html", context, status=422 if form.faults else 200)


@require_safe
def read_rulebook(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    lang = queries.sentence_language(request.GET.get("lang") or get_language())
    context = {
        "cycle": cycle,
        "said_in": lang,
        "sections": queries.sentences_of(cycle.rulebook_text, lang),
        "rulebook": queries.rulebook_of(cycle) if cycle.rulebook_text else None,
    }
    return render(request, "cycles/read_rulebook.html", context)


@require_safe
def read_ready(request: SignedInRequest, pk: int, name: str) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    ready = queries.ready_rulebook_or_404(name)
    lang = queries.sentence_language(request.GET.get("lang") or get_language())
    context = {
        "cycle": cycle,
        "ready": ready,
        "said_in": lang,
        "sections": queries.sentences_of(ready.text, lang),
        "refusal": rules.may_prepare(request.user, cycle),
    }
    return render(request, "cycles/read_rulebook.html", context)


@require_safe
def download_rulebook(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    response = HttpResponse(cycle.rulebook_text, content_type="application/yaml; charset=utf-8")
    name = f"{cycle.rulebook_title or 'rulebook'}.yaml"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
