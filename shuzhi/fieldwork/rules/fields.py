"""What a finding and a record must be, as data: the server asks it here, the phone asks the same without a network."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.web.refusal import Refusal

WHOLE = re.compile(r"[0-9]{1,9}")


@cache
def _fields() -> dict[str, Any]:
    text = (Path(__file__).parent.parent / "data" / "fields.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


FIELDS: dict[str, Any] = _fields()


def sentences() -> dict[str, str]:
    """What is said about a fault, with the limit as {n}: the page and the phone say the same."""
    return {
        "required": _("Please fill this in."),
        "choices": _("Please choose one of those offered."),
        "least": _("At least {n} characters."),
        "most": _("At most {n} characters."),
        "most_items": _("At most {n} of them."),
        "whole": _("A whole number, please."),
        "highest": _("At most {n}."),
        "not_above": _("Not more were solved than received."),
    }


def faults_in(kind: str, values: dict[str, Any]) -> dict[str, str]:
    """The first fault of each field, as the name of a sentence; the phone's `faultsIn` says the same."""
    found = {name: _fault(rule, name, values) for name, rule in FIELDS[kind].items()}
    return {name: fault for name, fault in found.items() if fault}


def said(kind: str, faults: dict[str, str]) -> dict[str, str]:
    """The faults in words."""
    words = sentences()
    return {
        name: words[fault].replace("{n}", str(FIELDS[kind][name].get(fault, "")))
        for name, fault in faults.items()
    }


def _fault(rule: dict[str, Any], name: str, values: dict[str, Any]) -> str:
    if "most_items" in rule:
        return "most_items" if len(values.get(name) or []) > rule["most_items"] else ""
    text = str(values.get(name) or "").strip() if values.get(name) != 0 else "0"
    if not text:
        return "required" if rule.get("required") else ""
    if "choices" in rule:
        return "" if text in rule["choices"] else "choices"
    return _number_fault(rule, text, values) if rule.get("whole") else _length_fault(rule, text)


def _length_fault(rule: dict[str, Any], text: str) -> str:
    if len(text) < rule.get("least", 0):
        return "least"
    return "most" if len(text) > rule["most"] else ""


def _number_fault(rule: dict[str, Any], text: str, values: dict[str, Any]) -> str:
    if not WHOLE.fullmatch(text):
        return "whole"
    if int(text) > rule["highest"]:
        return "highest"
    other = str(values.get(rule.get("not_above", "")) or 0).strip()
    if "not_above" in rule and WHOLE.fullmatch(other) and int(text) > int(other):
        return "not_above"
    return ""


def refuse_faults(kind: str, values: dict[str, Any]) -> Refusal | None:
    """What the pages and the phone refuse, the action refuses too."""
    faults = faults_in(kind, values)
    return Refusal(" ".join(said(kind, faults).values())) if faults else None


def refuse_too_many_photos(count: int) -> Refusal | None:
    """A few files show a matter; nobody has to hand in any."""
    most = FIELDS["photos"]["most_items"]
    return Refusal(_("At most %(n)d files for one finding.") % {"n": most}) if count > most else None
