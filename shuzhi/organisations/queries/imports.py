from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from shuzhi.accounts.models import User
from shuzhi.organisations.models import KeptUpload, WorkbookImport


def kept_upload_of(user: User) -> KeptUpload | None:
    """The file this person has uploaded and not yet imported."""
    return KeptUpload.objects.filter(owner=user).first()


def imports_seen_by(user: User) -> QuerySet[WorkbookImport]:
    """The imports this person has carried out, the latest first."""
    return WorkbookImport.objects.filter(made_by=user).order_by("-made_at")


def import_seen_by(user: User, pk: int) -> WorkbookImport:
    """One of them, or not found."""
    return get_object_or_404(imports_seen_by(user), pk=pk)
