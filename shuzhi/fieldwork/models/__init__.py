"""Tables of fieldwork: what is planned and found (`visits`), and what is drawn (`draws`)."""

from shuzhi.fieldwork.models.draws import Draw, DrawHolder, sha256_of
from shuzhi.fieldwork.models.visits import FieldWords, Finding, FindingEvidence, Visit

__all__ = ["Draw", "DrawHolder", "FieldWords", "Finding", "FindingEvidence", "Visit", "sha256_of"]
