"""What a company of thousands wrote to its caisse: two thousand conversations, listed, searched, one of them read."""

from bench_budgets import Kind
from bench_visitors import holder_of_thousands
from django.utils.http import urlencode

from bench_pages import Page
from support.models import Conversation


def pages() -> list[Page]:
    place = holder_of_thousands()
    index = place.path("support:index")
    latest = Conversation.objects.filter(adherent=place.adherent).order_by("-pk")[0]
    asked = {"common word": "demande", "reference": latest.reference}
    return [
        Page("messages to the caisse", Kind.CASE, place.visitor, index),
        Page("a conversation", Kind.CASE, place.visitor, place.path("support:conversation", latest.public_id)),
        Page("writing to the caisse", Kind.ORDINARY, place.visitor, place.path("support:write")),
        *(
            Page(f"messages: {name}", Kind.CASE, place.visitor, f"{index}?{urlencode({'q': typed})}")
            for name, typed in asked.items()
        ),
    ]
