from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from shuzhi.accounts.queries import signed_in
from shuzhi.accounts.rules import may_open, refuse_unless
from shuzhi.audit.queries import history_of
from shuzhi.organisations import queries, rules
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.states import Tree
from shuzhi.web.paging import page_of
from shuzhi.web.refusal import require

SEE = "organisation.view"


@require_GET
def browse(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    require(may_open(user, SEE))
    tree = Tree.VERTICAL if request.GET.get("tree") == Tree.VERTICAL else Tree.TERRITORIAL
    tops = queries.vertical_tops(user, SEE) if tree == Tree.VERTICAL else queries.tops_shown(user, SEE)
    context = {
        "tree": tree,
        "trees": Tree.choices,
        "nodes": queries.with_children(tops[: queries.MOST_CHILDREN], tree),
        "q": request.GET.get("q", ""),
        "hits": _hits(request),
        "refusal": rules.may_create_organisation(user, None, Tree.TERRITORIAL),
        "import_refusal": rules.may_create_person(user),
    }
    return render(request, "organisations/browse.html", context)


@require_GET
def list_children(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(queries.within(signed_in(request), SEE), pk=pk)
    tree = Tree.VERTICAL if request.GET.get("tree") == Tree.VERTICAL else Tree.TERRITORIAL
    children = queries.children_shown(organisation, tree)
    nodes = queries.with_children(children[: queries.MOST_CHILDREN], tree)
    more = len(nodes) == queries.MOST_CHILDREN
    context = {"nodes": nodes, "tree": tree, "parent": organisation, "more": more}
    return render(request, "organisations/_nodes.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The hits alone, for the box that asks as one types."""
    require(may_open(signed_in(request), SEE))
    return render(
        request, "organisations/_hits.html", {"hits": _hits(request), "q": request.GET.get("q", "")}
    )


@require_GET
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """The hits as choices of a form; `name` is the name of its field."""
    capability = request.GET.get("may", SEE)
    rows = queries.within(signed_in(request), capability if capability in CHOICES else SEE)
    name = request.GET.get("name", "")
    hits = queries.with_places(queries.search(request.GET.get(f"{name}_typed", ""), among=rows))
    return render(request, "organisations/_choices.html", {"hits": hits, "name": name})


CHOICES = frozenset({SEE, "organisation.manage", "user.manage"})


@require_GET
def show_organisation(request: HttpRequest, pk: int) -> HttpResponse:
    user = signed_in(request)
    organisation = get_object_or_404(queries.within(user, SEE), pk=pk)
    tenures = list(queries.tenures_at(organisation))
    context = {
        "organisation": organisation,
        "above": queries.above_within(organisation, user, SEE),
        "tenures": tenures,
        "memberships": queries.memberships_of(organisation),
        "joint_units": queries.joint_units_of(organisation),
        "kinds": queries.kinds_below(organisation),
        "page": page_of(request, queries.children_shown(organisation)),
        "history": history_of(organisation, *tenures),
        "change_refusal": rules.may_change_organisation(user, organisation),
        "remove_refusal": rules.may_remove_organisation(user, organisation),
        "grant_refusal": refuse_unless(user, "user.manage", organisation.scope_path),
    }
    return render(request, "organisations/show_organisation.html", context)


def _hits(request: HttpRequest) -> list[tuple[Organisation, str]]:
    rows = queries.within(signed_in(request), SEE)
    return queries.with_places(queries.search(request.GET.get("q", ""), among=rows))
