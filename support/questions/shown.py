"""What the pages of the questions show, on the portal and on the public site."""

from typing import Any

from django.utils.http import urlencode

from core.rows import addresses
from support.questions import queries, searching
from support.questions.values import Reader


def shown_of(reader: Reader, typed: str, url_name: str, place: str) -> dict[str, Any]:
    """The answers to what was typed; without anything to search, every question by category.

    `url_name`, `place`: of the page of one question, and what its address holds before its reference.
    """
    answers = searching.answers(reader, typed) if typed else None
    is_list = answers is None
    return {
        "answers": answers,
        "groups": queries.by_category(reader) if is_list else [],
        "consulted": queries.most_consulted(reader) if is_list else [],
        "address": addresses(url_name, place),
        "query": f"?{urlencode({'q': typed})}" if typed else "",
    }
