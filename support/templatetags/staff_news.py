"""What is new for the staff of a caisse, on the home page of the admin: `{% staff_news as news %}`."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils import timezone

from core.staff.scoping import caisse_id_of
from support.news import queries
from support.news.values import LiveNews, NewsReader

register = template.Library()
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class StaffNews:
    lines: list[tuple[LiveNews, bool]]
    unread: int


@register.simple_tag(takes_context=True)
def staff_news(context: Any) -> StaffNews:
    """The latest, each with whether this member of staff has seen it."""
    request = context["request"]
    live = queries.live_for(NewsReader.of_staff(caisse_id_of(request)), timezone.now())
    until = queries.seen_until(request.user)
    lines = [(news, news.starts_at > until) for news in live]
    return StaffNews(lines[:_SHOWN], sum(is_new for _, is_new in lines))
