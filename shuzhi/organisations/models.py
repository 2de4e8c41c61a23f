import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node

from shuzhi.organisations.states import SOURCE_MANUAL, Category, Kind, Tree


@models.CharField.register_lookup
class BeginsWith(models.Lookup):
    """`startswith` that uses the index on both databases (SQLite's LIKE ignores the index)."""

    lookup_name = "begins"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        column, column_params = self.process_lhs(compiler, connection)
        escaped = str(self.rhs).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"{column} LIKE %s", [*column_params, f"{escaped}%"]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        column, column_params = self.process_lhs(compiler, connection)
        escaped = "".join(f"[{char}]" if char in "*?[" else char for char in str(self.rhs))
        return f"{column} GLOB %s", [*column_params, f"{escaped}*"]


class Organisation(MP_Node):
    """A node of the trees. Its path begins with the paths of all nodes above it: scopes rest on that."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100, db_index=True)
    short_name = models.CharField(_("short name"), max_length=40, blank=True)
    tree = models.CharField(_("tree"), max_length=12, choices=Tree.choices, default=Tree.TERRITORIAL)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    category = models.CharField(_("category"), max_length=24, choices=Category.choices, blank=True)
    hidden = models.BooleanField(
        _("hidden"),
        default=False,
        help_text=_("Keeps the tree together but is skipped when the tree is shown."),
    )
    source = models.CharField(_("source"), max_length=40, default=SOURCE_MANUAL)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        indexes = [
            models.Index(fields=["path"], condition=Q(tree=Tree.VERTICAL), name="organisations_vertical"),
            models.Index(fields=["code"], condition=Q(depth=1), name="organisations_roots"),
            models.Index(fields=["short_name"], condition=~Q(short_name=""), name="organisations_short_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(tree__in=Tree.values), name="organisations_tree_is_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisations_kind_is_known"),
            models.CheckConstraint(
                condition=Q(category__in=[*Category.values, ""]), name="organisations_category_is_known"
            ),
            models.CheckConstraint(
                condition=~Q(code="") & ~Q(name=""), name="organisations_has_code_and_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope_path(self) -> str:
        return str(self.path)

    @property
    def parent_path(self) -> str:
        return str(self.path)[: -self.steplen]


def fresh_person_code() -> str:
    """A number for a person who brings none; random, so that two servers never give the same one."""
    return f"P{secrets.token_hex(5).upper()}"


class Person(models.Model):
    code = models.CharField(_("person number"), max_length=40, unique=True, default=fresh_person_code)
    name = models.CharField(_("full name"), max_length=80, db_index=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="person_has_code_and_name")
        ]

    def __str__(self) -> str:
        return self.name


class TenureQuerySet(models.QuerySet["Tenure"]):
    def live(self, on: Any = None) -> "TenureQuerySet":
        """The tenures in force on that day (today)."""
        day = on or timezone.localdate()
        return self.filter(Q(until=None) | Q(until__gt=day), since__lte=day)


class Tenure(models.Model):
    """A person in a post from `since` until before `until`; the successor may begin on the day of leaving."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tenures", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="tenures", verbose_name=_("organisation")
    )
    post = models.CharField(_("post"), max_length=60)
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("The first day out of the post."))
    acting = models.BooleanField(_("acting"), default=False)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="tenure_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(post=""), name="tenure_has_a_post"),
            models.UniqueConstraint(
                fields=["person", "organisation", "post", "since"], name="tenure_is_entered_once"
            ),
            # Overlaps of ended tenures are refused by the rule; of two open ones the database keeps one.
            models.UniqueConstraint(
                fields=["organisation", "post"],
                condition=Q(until=None, acting=False),
                name="tenure_one_open_holder_of_a_post",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.organisation} · {self.post}"

    @property
    def scope_path(self) -> str:
        return self.organisation.scope_path

    @property
    def is_live(self) -> bool:
        today = timezone.localdate()
        return self.since <= today and (self.until is None or self.until > today)


class Membership(models.Model):
    """An organisation belongs to a joint unit from `since` until before `until`; its place in the tree stays."""

    joint = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name=_("joint unit")
    )
    member = models.ForeignKey(
        Organisation, models.PROTECT, related_name="joined", verbose_name=_("member unit")
    )
    since = models.DateField(_("from"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["member__path", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")), name="membership_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(joint=F("member")), name="membership_is_of_another"),
            models.UniqueConstraint(
                fields=["joint", "member"], condition=Q(until=None), name="membership_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.joint} · {self.member}"

    @property
    def scope_path(self) -> str:
        return self.joint.scope_path


class KeptUpload(models.Model):
    """A workbook between its preview and its import; it leaves with the import or with the next upload."""

    owner = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    kept_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name


class WorkbookImport(models.Model):
    """One import that was carried out: what it did can be found again."""

    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("time"), auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("workbook import")
        verbose_name_plural = _("workbook imports")

    def __str__(self) -> str:
        return self.name
