"""The register of what is asked, the waivers of its caps, and how long filling in takes as a histogram."""

from shuzhi.burden.models.filling import FillingTime
from shuzhi.burden.models.register import Request, Waiver

__all__ = ["FillingTime", "Request", "Waiver"]
