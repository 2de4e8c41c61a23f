from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.fieldwork import actions, queries, rules
from shuzhi.fieldwork.forms.visits import WordsForm
from shuzhi.web.refusal import require


@require_safe
def show_figures(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    rows = queries.method_rows(request.user, cycle)
    context = {
        "cycle": cycle,
        "rows": rows,
        "total": queries.total_row(rows),
        "tags": queries.tag_rows(request.user, cycle),
        "topics": queries.topic_rows(request.user, cycle),
        "coverage": queries.coverage_rows(request.user, cycle),
        "no_words": rules.may_change_words(request.user, cycle),
    }
    return render(request, "fieldwork/figures.html", context)


def edit_words(request: SignedInRequest, pk: int) -> HttpResponse:
    cycle = queries.cycle_or_404(request.user, pk)
    require(rules.may_change_words(request.user, cycle))
    words = queries.words_of(cycle)
    initial = {name: queries.as_lines(words[name]) for name in ("methods", "tags")}
    form = WordsForm(request.POST or None, cycle=cycle, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_words(cycle, **form.cleaned_data, actor=request.user)
        messages.success(request, _("Methods and marks are saved."))
        return redirect("fieldwork:show-figures", pk)
    return render(request, "fieldwork/words.html", {"cycle": cycle, "form": form})
