"""Holds a workbook against the database: what an import would do, and every reason why it cannot."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.organisations.models import Organisation
from shuzhi.organisations.queries.import_people import PeoplePlan, plan_people
from shuzhi.organisations.queries.tree import within
from shuzhi.organisations.rules.rows import (
    FORMS,
    ORGANISATIONS,
    TREE_WORDS,
    Fault,
    OrganisationRow,
    Understood,
    Workbook,
)
from shuzhi.organisations.states import SOURCE_WORKBOOK, Tree

AT_ONCE = 500
FIELDS = ("name", "short_name", "tree", "kind", "category", "hidden", "source")


@dataclass(slots=True)
class Plan:
    """What an import would do; with faults it does nothing."""

    fresh: list[OrganisationRow] = field(default_factory=list)
    changed: list[tuple[OrganisationRow, dict[str, Any]]] = field(default_factory=list)
    moved: list[tuple[OrganisationRow, str]] = field(default_factory=list)
    unchanged: int = 0
    people: PeoplePlan = field(default_factory=PeoplePlan)
    faults: list[Fault] = field(default_factory=list)
    understood: list[Understood] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "organisations_new": len(self.fresh),
            "organisations_changed": len(self.changed),
            "organisations_moved": len(self.moved),
            "organisations_unchanged": self.unchanged,
            **self.people.counts,
        }

    @property
    def changes_nothing(self) -> bool:
        return not any(count for name, count in self.counts.items() if not name.endswith("_unchanged"))


def plan_import(book: Workbook, user: User | None) -> Plan:
    """The plan of this workbook for this user (None: the server's own shell)."""
    plan = Plan(faults=list(book.faults), understood=list(book.understood))
    known = organisations_by_code(_codes_in(book))
    tree = _TreePlan(book.organisations, known, user, plan)
    tree.make()
    names = {code: row.name for code, row in known.items()} | {
        row.code: row.name for row in book.organisations
    }
    manageable = tree.manageable | {row.code for row in plan.fresh}
    plan.people = plan_people(book, user, names, manageable)
    plan.faults += plan.people.faults
    # As one works through the workbook: sheet by sheet, from the top down.
    sheets = [form.zh for form in FORMS]
    plan.faults.sort(
        key=lambda fault: (sheets.index(fault.sheet) if fault.sheet in sheets else -1, fault.row)
    )
    return plan


def organisations_by_code(codes: Iterable[str]) -> dict[str, Organisation]:
    """The organisations with these codes."""
    return {row.code: row for row in _with_codes(Organisation.objects.all(), codes)}


def _codes_in(book: Workbook) -> set[str]:
    codes = {row.code for row in book.organisations} | {row.organisation_code for row in book.tenures}
    return codes | {row.parent_code for row in book.organisations if row.parent_code}


def _with_codes(rows: Any, codes: Iterable[str]) -> Iterable[Organisation]:
    wanted = sorted(codes)
    for start in range(0, len(wanted), AT_ONCE):
        yield from rows.filter(code__in=wanted[start : start + AT_ONCE])


class _TreePlan:
    """Plans the sheet of organisations."""

    def __init__(
        self, rows: Sequence[OrganisationRow], known: dict[str, Organisation], user: User | None, plan: Plan
    ) -> None:
        self.rows = rows
        self.known = known
        self.plan = plan
        self.user = user
        self.in_sheet = {row.code: row for row in rows}
        self.code_at = self._codes_at_parent_paths()
        mine = within(user, "organisation.manage")
        self.manageable = {row.code for row in _with_codes(mine, known)}
        self.may_plant_roots = (
            user is None
            or user.grants_for("organisation.manage").filter(organisation_path="", cycle_id=None).exists()
        )

    def make(self) -> None:
        seen = Counter(row.code for row in self.rows)
        for row in self.rows:
            if seen[row.code] > 1:
                self._fault(
                    row, "代码", row.code, _("the code is there twice"), _("Every row needs its own code.")
                )
            elif self._parent_is_sound(row) and self._is_in_scope(row):
                self._plan_row(row)
        # Parents first, whatever the order of the sheet; a row in a ring has no depth and was refused above.
        self.plan.fresh.sort(key=lambda row: self._depth(row.code))

    def _plan_row(self, row: OrganisationRow) -> None:
        before = self.known.get(row.code)
        if before is None:
            self.plan.fresh.append(row)
            return
        changes = {
            name: value
            for name in FIELDS
            if (value := getattr(row, name)) is not None and value != getattr(before, name)
        }
        parent = self._parent_of(row.code)
        is_moved = parent != self.code_at.get(before.parent_path, "")
        if changes:
            if "source" not in changes and row.source is None:
                changes["source"] = SOURCE_WORKBOOK
            self.plan.changed.append((row, changes))
        if is_moved:
            self.plan.moved.append((row, parent))
        self.plan.unchanged += not changes and not is_moved

    def _parent_is_sound(self, row: OrganisationRow) -> bool:
        parent = self._parent_of(row.code)
        if not parent:
            return True
        if parent not in self.known and parent not in self.in_sheet:
            near = get_close_matches(parent, [*self.in_sheet, *self.known], n=1, cutoff=0.8)
            advice = (
                _("Did you mean %(near)s?") % {"near": near[0]}
                if near
                else _("Add its row, or correct the code.")
            )
            return self._fault(row, "上级代码", parent, _("no organisation has this code"), advice)
        if not self._depth(row.code):
            return self._fault(
                row,
                "上级代码",
                parent,
                _("the organisation would stand below itself"),
                _("Correct the parent."),
            )
        if self._tree_of(row.code) == Tree.TERRITORIAL and self._tree_of(parent) == Tree.VERTICAL:
            advice = _("Make it vertical (条线), or choose a territorial parent.")
            return self._fault(
                row,
                "树",
                TREE_WORDS[Tree.TERRITORIAL],
                _("territorial below a vertical organisation"),
                advice,
            )
        return True

    def _is_in_scope(self, row: OrganisationRow) -> bool:
        advice = _("Leave the row out, or ask an administrator for the role.")
        if row.code in self.known and row.code not in self.manageable:
            return self._fault(row, "代码", row.code, _("the organisation is outside your scope"), advice)
        parent = self._parent_of(row.code)
        before = self.known.get(row.code)
        if before is not None and self.code_at.get(before.parent_path, "") == parent:
            return True
        if not parent and not self.may_plant_roots:
            return self._fault(
                row, "上级代码", "", _("only who manages the whole server plants a root"), advice
            )
        if parent in self.known and parent not in self.manageable:
            return self._fault(row, "上级代码", parent, _("the parent is outside your scope"), advice)
        return True

    def _parent_of(self, code: str) -> str:
        """The code of the parent after the import; "" for a root."""
        row = self.in_sheet.get(code)
        if row is not None and row.parent_code is not None:
            return row.parent_code
        before = self.known.get(code)
        return self.code_at.get(before.parent_path, "") if before else ""

    def _depth(self, code: str) -> int:
        """How deep the row will stand; 0 when the way up runs in a ring."""
        seen: set[str] = set()
        while code:
            if code in seen:
                return 0
            seen.add(code)
            code = self._parent_of(code)
        return len(seen)

    def _tree_of(self, code: str) -> str:
        row, before = self.in_sheet.get(code), self.known.get(code)
        if row is not None and row.tree is not None:
            return row.tree
        return str(before.tree) if before else Tree.TERRITORIAL

    def _codes_at_parent_paths(self) -> dict[str, str]:
        """The codes of everything above the known rows, so that the way up can be walked without a query."""
        paths = {
            row.path[:end]
            for row in self.known.values()
            for end in range(row.steplen, len(row.path), row.steplen)
        }
        wanted = sorted(paths)
        codes: dict[str, str] = {row.path: row.code for row in self.known.values()}
        for start in range(0, len(wanted), AT_ONCE):
            rows = list(Organisation.objects.filter(path__in=wanted[start : start + AT_ONCE]))
            codes |= {row.path: row.code for row in rows}
            for row in rows:
                self.known.setdefault(row.code, row)
        return codes

    def _fault(self, row: OrganisationRow, column: str, value: str, reason: str, advice: str) -> bool:
        self.plan.faults.append(Fault(ORGANISATIONS.zh, row.row, column, value, reason, advice))
        return False
