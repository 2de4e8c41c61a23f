"""A cast of users with fixed roles; every step's tests may use it."""

from functools import cache
from itertools import count

from django.contrib.auth.hashers import make_password

from shuzhi.accounts.models import Grant, User

numbers = count(1)
PASSWORD = "a-long-password-1"


@cache
def hashed() -> str:
    """One hash for the whole cast: making it takes as long as a sign-in should."""
    return make_password(PASSWORD)


def user_with(role: str = "", path: str = "", *, name: str = "", cycle_id: int | None = None) -> User:
    """A user who can sign in, with this role at this path (no role: a stranger)."""
    number = next(numbers)
    user = User.objects.create(
        username=f"user{number}", password=hashed(), display_name=name or f"用户{number}"
    )
    if role:
        Grant.objects.create(user=user, role=role, organisation_path=path, cycle_id=cycle_id)
    return user
