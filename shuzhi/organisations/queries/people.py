from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import in_scope
from shuzhi.organisations.models import Organisation, Person, Tenure


def people_within(user: User | None, capability: str) -> QuerySet[Person]:
    """The people with a tenure in the user's scope, now or in the past, and those without any tenure yet.

    Somebody without a tenure is seen only by who may change people, or nobody could give them one.
    """
    people = Person.objects.select_related("user").order_by("name", "code")
    if user is None:
        return people
    here = Tenure.objects.filter(in_scope(user, capability, path="organisation__path"), person=OuterRef("pk"))
    seen: Any = Q(Exists(here))
    if user.grants_for("organisation.manage").exists():
        seen |= ~Exists(Tenure.objects.filter(person=OuterRef("pk")))
    return people.filter(seen)


def people_matching(people: QuerySet[Person], text: str) -> QuerySet[Person]:
    """The people whose name contains the text or whose number begins with it."""
    wanted = text.strip()
    return people.filter(Q(name__contains=wanted) | Q(code__begins=wanted)) if wanted else people


def tenures_at(organisation: Organisation) -> QuerySet[Tenure]:
    """Who holds and held which post here; those in force first."""
    rows = Tenure.objects.filter(organisation=organisation).select_related("person__user", "organisation")
    return rows.order_by(F("until").desc(nulls_first=True), "acting", "post", "-since")


def tenures_of(person: Person, places: QuerySet[Organisation] | None = None) -> QuerySet[Tenure]:
    """The posts of a person (in these places), the latest first."""
    rows = person.tenures.select_related("organisation").order_by("-since", "pk")
    return rows if places is None else rows.filter(organisation__in=places)


def with_posts(people: QuerySet[Person], user: User, capability: str) -> QuerySet[Person]:
    """The people with the posts they hold today, as far as the user sees them, as `posts`."""
    here = in_scope(user, capability, path="organisation__path")
    live = Tenure.objects.live().filter(here).select_related("organisation").order_by("since")
    return people.prefetch_related(Prefetch("tenures", queryset=live, to_attr="posts"))


def posts_in_words(person: Person) -> str:
    """The posts that `with_posts` has found, in one line."""
    posts: list[Tenure] = getattr(person, "posts", [])
    return "；".join(f"{tenure.organisation} {tenure.post}" for tenure in posts)


def holders(organisation: Organisation, post: str, on: date | None = None) -> QuerySet[Tenure]:
    """Who holds the post on that day (today), the acting holder last."""
    rows = Tenure.objects.live(on or timezone.localdate()).filter(organisation=organisation, post=post)
    return rows.select_related("person").order_by("acting", "since")


def person_of(user: User) -> Person | None:
    """The person that signs in as this user."""
    return Person.objects.filter(user=user).first()
