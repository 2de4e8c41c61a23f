"""The tables of the reports: the text and its authors' copies, its editions, the office's notes."""

from shuzhi.reports.models.editions import Edition
from shuzhi.reports.models.report import Report, SetAside, TopicAnswer
from shuzhi.reports.models.text import characters_in
from shuzhi.reports.models.vetting import ReturnNote

__all__ = ["Edition", "Report", "ReturnNote", "SetAside", "TopicAnswer", "characters_in"]
