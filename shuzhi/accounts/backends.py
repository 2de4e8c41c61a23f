"""Answers `user.has_perm("result.decide")` by name, so that a low floor need not import this one."""

from typing import Any

from django.contrib.auth.backends import BaseBackend

from shuzhi.accounts.models import User
from shuzhi.accounts.queries import covering
from shuzhi.accounts.roles import WHAT


class GrantBackend(BaseBackend):
    """Says yes when a live grant covers the record, or lies anywhere when no record is given."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        if perm not in WHAT or not isinstance(user_obj, User):
            return False
        if obj is None:
            return user_obj.grants_for(perm).exists()
        place = obj if isinstance(obj, str) else getattr(obj, "scope_path", None)
        return place is not None and covering(user_obj, perm, place).exists()
