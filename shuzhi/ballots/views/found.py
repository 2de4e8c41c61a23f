"""The session that an address names, where the person may see it."""

from django.shortcuts import get_object_or_404

from shuzhi.accounts.queries import SignedInRequest
from shuzhi.ballots import queries
from shuzhi.ballots.models.session import BallotSession


def session_or_404(request: SignedInRequest, pk: int) -> BallotSession:
    return get_object_or_404(queries.sessions_for(request.user).prefetch_related("issues"), pk=pk)
