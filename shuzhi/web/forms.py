"""How every form looks: labels above, help beneath, errors beside the field and summed at the top."""

from django.forms.renderers import TemplatesSetting


class PageFormRenderer(TemplatesSetting):
    form_template_name = "web/_form_fields.html"
    field_template_name = "web/_field.html"
