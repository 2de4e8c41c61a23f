from django import template

from shuzhi.files import rules

register = template.Library()


@register.simple_tag
def file_limits() -> str:
    """The limits as a sentence, shown before a file is chosen."""
    return rules.limits_text()


@register.simple_tag
def file_endings() -> str:
    """What the browser offers first when a file is chosen."""
    return rules.accepted_endings()
