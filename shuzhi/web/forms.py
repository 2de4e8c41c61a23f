"""How every form looks: labels above, help beneath, errors beside the field and summed at the top."""

from django.forms import BaseForm
from django.forms.renderers import TemplatesSetting

from shuzhi.web.refusal import Refused


class PageFormRenderer(TemplatesSetting):
    form_template_name = "web/_form_fields.html"
    field_template_name = "web/_field.html"


def show_refusal(form: BaseForm, refused: Refused) -> None:
    """Says on the form why its action was refused: at the entry it is about, or above all of them."""
    entry = refused.refusal.about
    form.add_error(entry if entry in form.fields else None, str(refused.refusal))
