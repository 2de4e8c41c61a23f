"""Fields that are chosen by typing a name or a code: a search box, and its hits as choices."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from shuzhi.web.keys import key_from
from shuzhi.web.refusal import Refused


class ChooseByTyping(forms.Widget):
    """A search box whose hits are radio buttons; without scripts the code typed into the box is taken."""

    template_name = "organisations/_choose.html"

    def __init__(self, address: Any) -> None:
        super().__init__()
        self.address = address
        self.queryset: Any = None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = self.queryset.filter(pk=key_from(value)).first()
        context["widget"] |= {"address": self.address, "chosen": chosen}
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if data.get(name):
            return data[name]
        typed = str(data.get(f"{name}_typed", "")).strip()
        row = self.queryset.filter(code=typed).first() if typed else None
        return row.pk if row else None

    def id_for_label(self, id_: str) -> str:
        return id_


class ChosenField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no subscript at run time
    """One record out of many, chosen by typing; `queryset` is what the person may choose from."""

    def __init__(self, address: Any, **kwargs: Any) -> None:
        super().__init__(queryset=None, widget=ChooseByTyping(address), **kwargs)
        self.error_messages["required"] = _("Type a name or a code and choose one of the hits.")

    def offer(self, queryset: Any) -> None:
        self.queryset = queryset
        self.widget.queryset = queryset


def organisation_field(**kwargs: Any) -> ChosenField:
    return ChosenField(reverse_lazy("organisations:choose-organisation"), **kwargs)


def person_field(**kwargs: Any) -> ChosenField:
    return ChosenField(reverse_lazy("organisations:choose-person"), **kwargs)


def offer(form: forms.Form, name: str, among: Any) -> None:
    """Says what a field may be chosen from: only what the person behind the form may see."""
    field = form.fields[name]
    if not isinstance(field, ChosenField):
        raise TypeError(name)
    field.offer(among)


@contextmanager
def refusals_in(form: forms.Form) -> Iterator[None]:
    """What an action refuses for now stands above the form, which keeps what was typed.

    What is not the person's to do at all still gets the page that says so.
    """
    try:
        yield
    except Refused as refused:
        if refused.refusal.status == 403:
            raise
        form.add_error(None, str(refused.refusal))
