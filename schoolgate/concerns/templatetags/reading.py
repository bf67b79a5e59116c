"""Words about time on the pages of those who read concerns."""

from datetime import datetime

from django import template

from schoolgate.concerns import rules

register = template.Library()


@register.filter
def waited(since: datetime, now: datetime) -> str:
    """How long it has been, in the largest unit only."""
    return rules.waited(since, now)
