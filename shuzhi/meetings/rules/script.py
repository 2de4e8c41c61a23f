"""What a host script may say: known parts, known signs, whole minutes."""

import re
from typing import Any

from django.utils.translation import gettext as _

from shuzhi.web.refusal import Refusal

SIGN = re.compile(r"\{([^{}\n]*)\}")
# Said once for each reporter on site.
OF_EACH_REPORTER = ("report", "questions", "comment")
PARTS = ("opening", *OF_EACH_REPORTER, "written", "remarks", "ballot", "summing_up", "closing")
LONGEST_PART = 180


def refuse_script(parts: list[dict[str, Any]], signs: set[str]) -> Refusal | None:
    """Every part once, its minutes a whole number, no sign that nothing stands for."""
    if [part.get("key") for part in parts] != list(PARTS):
        return Refusal(_("A host script has each of its parts once, in their order."))
    for part in parts:
        minutes = part.get("minutes")
        if not isinstance(minutes, int) or not 0 <= minutes <= LONGEST_PART:
            said = _("“%(part)s”: minutes from 0 to %(most)d.")
            return Refusal(said % {"part": part["title"], "most": LONGEST_PART})
        for sign in SIGN.findall(str(part.get("text", ""))):
            if sign not in signs:
                said = _("“%(part)s”: nothing stands for {%(sign)s}. These stand for something: %(known)s.")
                known = " ".join(f"{{{one}}}" for one in sorted(signs))
                return Refusal(said % {"part": part["title"], "sign": sign, "known": known})
    return None
