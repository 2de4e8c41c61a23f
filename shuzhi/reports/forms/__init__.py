"""Text from the browser becomes clean values."""

from shuzhi.reports.forms.likeness import SourceForm
from shuzhi.reports.forms.lists import ReportFilterForm
from shuzhi.reports.forms.vetting import ReturnForm
from shuzhi.reports.forms.writing import DraftFileForm, DraftForm, SentText, read_sent_text, too_long

__all__ = [
    "DraftFileForm",
    "DraftForm",
    "ReportFilterForm",
    "ReturnForm",
    "SentText",
    "SourceForm",
    "read_sent_text",
    "too_long",
]
