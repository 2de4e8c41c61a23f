import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.audit.actions import record
from shuzhi.organisations.actions.organisations import move_organisation
from shuzhi.organisations.models import KeptUpload, Organisation, Person, Tenure, WorkbookImport
from shuzhi.organisations.queries.import_people import PeoplePlan
from shuzhi.organisations.queries.import_plan import Plan, organisations_by_code, plan_import
from shuzhi.organisations.queries.paths import STEP, FreeSteps
from shuzhi.organisations.rules import may_create_person
from shuzhi.organisations.rules.rows import OrganisationRow, Workbook
from shuzhi.organisations.states import SOURCE_WORKBOOK, Tree
from shuzhi.web.refusal import Refusal, require


@dataclass(frozen=True, slots=True)
class Source:
    """The file that an import came from."""

    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@transaction.atomic
def keep_upload(name: str, content: bytes, *, actor: User) -> KeptUpload:
    """Holds the file until its preview is confirmed; the next upload of the same person takes its place."""
    require(may_create_person(actor))
    upload, _created = KeptUpload.objects.update_or_create(
        owner=actor, defaults={"name": name[:200], "content": content}
    )
    return upload


@transaction.atomic
def drop_upload(*, actor: User) -> None:
    """Forgets the file of a preview that was not confirmed."""
    KeptUpload.objects.filter(owner=actor).delete()


@transaction.atomic
def import_workbook(book: Workbook, source: Source, *, actor: User | None) -> WorkbookImport:
    """Does everything the workbook says, or nothing at all when there is any fault."""
    require(may_create_person(actor))
    plan = plan_import(book, actor)
    if plan.faults:
        require(
            Refusal(
                _("The workbook has %(count)d faults; nothing was imported.") % {"count": len(plan.faults)}
            )
        )
    known = _plant(plan, actor=actor)
    _change(plan, known, actor=actor)
    for row, parent_code in plan.moved:
        parent = known[parent_code] if parent_code else None
        move_organisation(known[row.code], parent, actor=actor)
    _people(plan.people, actor=actor)
    _tenures(plan.people, known, actor=actor)
    done = WorkbookImport.objects.create(
        name=source.name[:200], sha256=source.sha256, made_by=actor, counts=plan.counts
    )
    record(actor, "workbook.imported", done, detail=plan.counts)
    if actor is not None:
        KeptUpload.objects.filter(owner=actor).delete()
    return done


def _plant(plan: Plan, *, actor: User | None) -> dict[str, Organisation]:
    """Creates the new organisations in bulk, parents first; gives back all that the plan speaks of."""
    codes = {row.code for row in plan.fresh} | {row.parent_code for row in plan.fresh if row.parent_code}
    codes |= {row.code for row, _changes in plan.changed} | {row.code for row, _parent in plan.moved}
    codes |= {parent for _row, parent in plan.moved if parent}
    codes |= {row.organisation_code for row in (*plan.people.begun, *plan.people.corrected)}
    known = organisations_by_code(codes)
    free = FreeSteps(_children_paths({row.parent_code or "" for row in plan.fresh}, known))
    children = Counter(row.parent_code or "" for row in plan.fresh)
    nodes = []
    for row in plan.fresh:
        parent = known.get(row.parent_code or "")
        known[row.code] = node = _node(
            row, free.below(parent.scope_path if parent else ""), children[row.code]
        )
        nodes.append(node)
    already = set(organisations_by_code(children))
    Organisation.objects.bulk_create(nodes, batch_size=2000)
    for code in already:
        Organisation.objects.filter(code=code).update(numchild=F("numchild") + children[code])
    for node in nodes:
        record(actor, "organisation.created", node, detail={"code": node.code})
    return known


def _node(row: OrganisationRow, path: str, children: int) -> Organisation:
    return Organisation(
        path=path,
        depth=len(path) // STEP,
        numchild=children,
        code=row.code,
        name=row.name,
        short_name=row.short_name or "",
        tree=row.tree or Tree.TERRITORIAL,
        kind=row.kind,
        category=row.category or "",
        hidden=bool(row.hidden),
        source=row.source or SOURCE_WORKBOOK,
    )


def _children_paths(parents: set[str], known: dict[str, Organisation]) -> list[str]:
    """The paths below the parents that get new children: their steps are taken."""
    paths = list(Organisation.objects.filter(depth=1).values_list("path", flat=True)) if "" in parents else []
    for code in parents & known.keys():
        parent = known[code]
        below = Organisation.objects.filter(path__begins=parent.path, depth=parent.depth + 1)
        paths += below.values_list("path", flat=True)
    return paths


def _change(plan: Plan, known: dict[str, Organisation], *, actor: User | None) -> None:
    for row, changes in plan.changed:
        organisation = known[row.code]
        detail: dict[str, Any] = {}
        for name, value in changes.items():
            detail[name] = [getattr(organisation, name), value]
            setattr(organisation, name, value)
        organisation.save(update_fields=list(changes))
        record(actor, "organisation.changed", organisation, detail=detail)


def _people(plan: PeoplePlan, *, actor: User | None) -> None:
    names = {row.account for row in (*plan.fresh, *plan.changed) if row.account}
    accounts = {user.username: user for user in User.objects.filter(username__in=names)}
    for row in plan.fresh:
        person = Person.objects.create(code=row.code, name=row.name, user=accounts.get(row.account or ""))
        record(actor, "person.created", person)
    # First loosened, then tied: two people may swap accounts in one workbook.
    loosened = [row.code for row in plan.changed if row.account is not None]
    Person.objects.filter(code__in=loosened).update(user=None)
    for row in plan.changed:
        person = Person.objects.get(code=row.code)
        before = person.name
        person.name = row.name
        if row.account is not None:
            person.user = accounts.get(row.account)
        person.save(update_fields=["name", "user"])
        record(actor, "person.changed", person, detail={"before": before, "after": row.name})


def _tenures(plan: PeoplePlan, known: dict[str, Organisation], *, actor: User | None) -> None:
    people = {
        row.code: row for row in Person.objects.filter(code__in={row.person_code for row in plan.begun})
    }
    # First those that free a post: an open tenure would stand in the successor's way.
    for row in sorted(plan.corrected, key=lambda row: row.until is None and not row.acting):
        tenure = Tenure.objects.select_related("person", "organisation").get(
            person__code=row.person_code,
            organisation__code=row.organisation_code,
            post=row.post,
            since=row.since,
        )
        tenure.until, tenure.acting = row.until, row.acting
        tenure.save(update_fields=["until", "acting"])
        record(actor, "tenure.corrected", tenure, detail=_span(tenure))
    for row in plan.begun:
        tenure = Tenure.objects.create(
            person=people[row.person_code],
            organisation=known[row.organisation_code],
            post=row.post,
            since=row.since,
            until=row.until,
            acting=row.acting,
        )
        record(actor, "tenure.begun", tenure, detail=_span(tenure))


def _span(tenure: Tenure) -> dict[str, str | bool]:
    until = tenure.until.isoformat() if tenure.until else ""
    return {"post": tenure.post, "since": tenure.since.isoformat(), "until": until, "acting": tenure.acting}
