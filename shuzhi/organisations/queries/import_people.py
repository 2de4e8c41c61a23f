"""Plans the sheets of people and tenures against the database."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.accounts.models import User
from shuzhi.organisations.models import Person, Tenure
from shuzhi.organisations.queries.people import people_within
from shuzhi.organisations.rules.rows import PEOPLE, TENURES, Fault, PersonRow, TenureRow, Workbook

AT_ONCE = 500
Key = tuple[str, str, str, date]
# From, until, whose, and the row of the sheet that says so (nothing: the database).
Span = tuple[date, date, str, TenureRow | None]


@dataclass(slots=True)
class PeoplePlan:
    """What an import would do to people and tenures."""

    fresh: list[PersonRow] = field(default_factory=list)
    changed: list[PersonRow] = field(default_factory=list)
    people_unchanged: int = 0
    begun: list[TenureRow] = field(default_factory=list)
    corrected: list[TenureRow] = field(default_factory=list)
    tenures_unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {
            "people_new": len(self.fresh),
            "people_changed": len(self.changed),
            "people_unchanged": self.people_unchanged,
            "tenures_new": len(self.begun),
            "tenures_changed": len(self.corrected),
            "tenures_unchanged": self.tenures_unchanged,
        }


def plan_people(
    book: Workbook, user: User | None, organisations: dict[str, str], manageable: set[str]
) -> PeoplePlan:
    """`organisations`: code to name of all that exist or will; `manageable`: those the user may change."""
    plan = PeoplePlan()
    codes = {row.code for row in book.people} | {row.person_code for row in book.tenures}
    known = {row.code: row for row in _in_parts(Person.objects.select_related("user"), "code", codes)}
    _PeoplePlanner(book, user, known, plan).make()
    names = {code: row.name for code, row in known.items()} | {row.code: row.name for row in book.people}
    _TenurePlanner(book, plan, names, organisations, manageable).make()
    return plan


class _PeoplePlanner:
    def __init__(self, book: Workbook, user: User | None, known: dict[str, Person], plan: PeoplePlan) -> None:
        self.rows = book.people
        self.user = user
        self.known = known
        self.plan = plan
        self.wanted = {row.code: row.account for row in self.rows}
        names = {row.account for row in self.rows if row.account}
        accounts = list(_in_parts(User.objects.all(), "username", names))
        self.accounts = {account.username for account in accounts}
        # Keyed by text: an account is linked to one person at most.
        self.linked = {
            person.user.username: person.code
            for person in _in_parts(Person.objects.select_related("user"), "user__username", names)
            if person.user
        }
        mine = people_within(user, "organisation.manage")
        self.changeable = {row.code for row in _in_parts(mine, "code", set(known))}

    def make(self) -> None:
        seen = Counter(row.code for row in self.rows)
        accounts = Counter(row.account for row in self.rows if row.account)
        for row in self.rows:
            if seen[row.code] > 1:
                self._fault(
                    row, "人员编号", row.code, _("the number is there twice"), _("Every person has one row.")
                )
            elif row.account and accounts[row.account] > 1:
                self._fault(
                    row, "登录名", row.account, _("two people share the account"), _("Give each their own.")
                )
            elif self._account_is_sound(row):
                self._plan_row(row)

    def _plan_row(self, row: PersonRow) -> None:
        before = self.known.get(row.code)
        if before is None:
            self.plan.fresh.append(row)
        elif before.name == row.name and row.account in (None, _account(before)):
            self.plan.people_unchanged += 1
        elif row.code not in self.changeable:
            advice = _("Leave the row out, or ask the office where this person serves.")
            self._fault(row, "人员编号", row.code, _("the person is outside your scope"), advice)
        else:
            self.plan.changed.append(row)

    def _account_is_sound(self, row: PersonRow) -> bool:
        before = self.known.get(row.code)
        account = row.account
        if account is None or (before and account == _account(before)):
            return True
        if account and account not in self.accounts:
            return self._fault(row, "登录名", account, _("no such account"), _("Create the account first."))
        holder = self.linked.get(account, row.code)
        # Two people may swap accounts: the holder gives this one up in the same sheet.
        if holder != row.code and self.wanted.get(holder) in (None, account):
            said = {"code": holder}
            return self._fault(
                row, "登录名", account, _("belongs to person %(code)s") % said, _("Correct one of them.")
            )
        own = self.user.username if self.user else None
        if own is not None and own in (account, _account(before) if before else ""):
            return self._fault(
                row, "登录名", account, _("is your own account"), _("Ask a colleague to link it.")
            )
        return True

    def _fault(self, row: PersonRow, column: str, value: str, reason: str, advice: str) -> bool:
        self.plan.faults.append(Fault(PEOPLE.zh, row.row, column, value, reason, advice))
        return False


class _TenurePlanner:
    def __init__(
        self,
        book: Workbook,
        plan: PeoplePlan,
        people: dict[str, str],
        organisations: dict[str, str],
        manageable: set[str],
    ) -> None:
        self.rows = book.tenures
        self.plan = plan
        self.people = people
        self.organisations = organisations
        self.manageable = manageable
        codes = {row.organisation_code for row in self.rows}
        there = _in_parts(
            Tenure.objects.select_related("person", "organisation"), "organisation__code", codes
        )
        self.known: dict[Key, Tenure] = {
            (row.person.code, row.organisation.code, row.post, row.since): row for row in there
        }

    def make(self) -> None:
        seen = Counter(row.key for row in self.rows)
        sound = []
        for row in self.rows:
            if seen[row.key] > 1:
                advice = _("Same person, unit, post and day; keep one row.")
                self._fault(row, "任职日期", row.since.isoformat(), _("the tenure is there twice"), advice)
            elif self._stands_on_ground(row):
                sound.append(row)
        self._refuse_overlaps(sound)
        for row in sound:
            before = self.known.get(row.key)
            if before is None:
                self.plan.begun.append(row)
            elif (before.until, before.acting) != (row.until, row.acting):
                self.plan.corrected.append(row)
            else:
                self.plan.tenures_unchanged += 1

    def _stands_on_ground(self, row: TenureRow) -> bool:
        person = self.people.get(row.person_code)
        unit = self.organisations.get(row.organisation_code)
        if person is None:
            advice = _("Add the person to the sheet 人员, or correct the number.")
            return self._fault(row, "人员编号", row.person_code, _("nobody has this number"), advice)
        if unit is None:
            advice = _("Add it to the sheet 组织, or correct the code.")
            return self._fault(
                row, "单位代码", row.organisation_code, _("no organisation has this code"), advice
            )
        if row.organisation_code not in self.manageable:
            advice = _("Leave the row out, or ask an administrator for the role.")
            return self._fault(
                row, "单位代码", row.organisation_code, _("the organisation is outside your scope"), advice
            )
        for column, said, real in (
            ("姓名", row.person_name, person),
            ("单位名称", row.organisation_name, unit),
        ):
            if said and said != real:
                reason = _("the number or code belongs to %(name)s") % {"name": real}
                return self._fault(row, column, said, reason, _("Correct the name or the number."))
        return True

    def _refuse_overlaps(self, rows: list[TenureRow]) -> None:
        """Two people never hold the same post on the same day, unless one of them is acting."""
        held: dict[tuple[str, str], list[Span]] = defaultdict(list)
        in_sheet = {row.key for row in rows}
        for key, tenure in self.known.items():
            if key not in in_sheet and not tenure.acting:
                held[key[1], key[2]].append(
                    (tenure.since, tenure.until or date.max, tenure.person.name, None)
                )
        for row in rows:
            if not row.acting:
                name = self.people[row.person_code]
                held[row.organisation_code, row.post].append((row.since, row.until or date.max, name, row))
        for spans in held.values():
            self._refuse_overlapping(sorted(spans, key=lambda span: span[:3]))

    def _refuse_overlapping(self, spans: list[Span]) -> None:
        longest: Span | None = None
        for span in spans:
            if longest is not None and span[0] < longest[1]:
                row, other = (span[3], longest[2]) if span[3] else (longest[3], span[2])
                if row is not None:
                    advice = _("End the earlier tenure, or write 是 under 主持工作.")
                    reason = _("%(name)s holds this post on the same days") % {"name": other}
                    self._fault(row, "任职日期", row.since.isoformat(), reason, advice)
            if longest is None or span[1] > longest[1]:
                longest = span

    def _fault(self, row: TenureRow, column: str, value: str, reason: str, advice: str) -> bool:
        self.plan.faults.append(Fault(TENURES.zh, row.row, column, value, reason, advice))
        return False


def _account(person: Person) -> str:
    return person.user.username if person.user else ""


def _in_parts(rows: Any, column: str, wanted: set[str]) -> list[Any]:
    keys = sorted(wanted)
    found: list[Any] = []
    for start in range(0, len(keys), AT_ONCE):
        found += rows.filter(**{f"{column}__in": keys[start : start + AT_ONCE]})
    return found
