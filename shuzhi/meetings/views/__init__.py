from django.http import HttpRequest

from shuzhi.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request behind the sign-in: the middleware lets nobody else through to these pages."""

    user: User
