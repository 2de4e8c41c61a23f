from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from shuzhi.files.states import Kind

MEGABYTE = 1024 * 1024
ENDINGS: dict[Kind, tuple[str, ...]] = {
    **{kind: (kind.value,) for kind in Kind},
    Kind.JPEG: ("jpg", "jpeg"),
    Kind.TXT: ("txt", "md"),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be handed in; sizes in megabytes."""

    megabytes: dict[str, int]
    request_megabytes: int
    place_megabytes: int
    person_a_day: int
    free_megabytes: int
    picture_megapixels: int
    picture_side: int
    unpacked_megabytes: int
    package_entries: int
    package_ratio: int
    package_ratio_from_megabytes: int
    orphan_days: int

    def most_bytes(self, kind: Kind) -> int:
        return self.megabytes.get(kind, 0) * MEGABYTE

    @property
    def largest_bytes(self) -> int:
        return max(self.megabytes.values()) * MEGABYTE


def read_limits(own: str = "") -> Limits:
    """The limits that come with the program, with those of the site's own file in their place.

    A file that cannot be understood stops the start: a limit that is silently ignored is none.
    """
    ready = yaml.safe_load(files("shuzhi.files").joinpath("data/limits.yaml").read_text(encoding="utf-8"))
    site = (yaml.safe_load(Path(own).read_text(encoding="utf-8")) or {}) if own else {}
    if not isinstance(site, dict) or not isinstance(site.get("megabytes", {}), dict):
        raise ImproperlyConfigured(f"SHUZHI_FILE_LIMITS: {own} is no list of limits.")
    if strange := set(site) - {field.name for field in fields(Limits)}:
        raise ImproperlyConfigured(f"SHUZHI_FILE_LIMITS: unknown limits in {own}: {sorted(strange)}")
    sizes = {**ready["megabytes"], **site.pop("megabytes", {})}
    if strange := set(sizes) - set(Kind.values):
        raise ImproperlyConfigured(f"SHUZHI_FILE_LIMITS: {own} names unknown kinds: {sorted(strange)}")
    merged = {**ready, **site, "megabytes": sizes}
    numbers = [*sizes.values(), *(value for name, value in merged.items() if name != "megabytes")]
    if any(type(number) is not int or number < 0 for number in numbers):
        raise ImproperlyConfigured(f"SHUZHI_FILE_LIMITS: every limit in {own} is a whole number.")
    return Limits(**merged)


LIMITS = read_limits(settings.FILE_LIMITS)


def limits_text() -> str:
    """One sentence that is read before a file is chosen."""
    said = {
        "documents": "、".join(_size(kind) for kind in (Kind.PDF, Kind.DOCX, Kind.XLSX, Kind.PPTX, Kind.OFD)),
        "pictures": "、".join(_size(kind) for kind in (Kind.JPEG, Kind.PNG, Kind.WEBP)),
        "texts": "、".join(_size(kind) for kind in (Kind.TXT, Kind.CSV)),
    }
    return (
        _(
            "Documents: %(documents)s; pictures: %(pictures)s; text: %(texts)s. Without macros, scripts or a "
            "password; no archives and no programs."
        )
        % said
    )


def accepted_endings() -> str:
    """What the browser offers first when a file is chosen; the content is what counts."""
    return ",".join(f".{ending}" for kind in Kind for ending in ENDINGS[kind])


def _size(kind: Kind) -> str:
    return _("%(ending)s up to %(n)d MB") % {"ending": f".{kind.value}", "n": LIMITS.megabytes.get(kind, 0)}
