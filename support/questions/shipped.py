"""The questions that the network ships (`shipped.toml`): a migration brings them; staff then change them."""

import tomllib
from datetime import datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from support.questions.indexing import indexed

_FILE = Path(__file__).with_name("shipped.toml")
_APART = 10
_TEXTS = ("title", "keywords", "answer")


def ship(category_model: Any, question_model: Any) -> None:
    """Those that are not there yet, each in its place, searched by its words."""
    shipped = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    written_at = datetime.combine(shipped["written_on"], time(12), timezone.get_current_timezone())
    categories = {}
    for rank, row in enumerate(shipped["category"], 1):
        place = {"name": row["name"], "section": row["section"], "rank": rank * _APART}
        categories[row["code"]], _ = category_model.objects.get_or_create(caisse=None, code=row["code"], defaults=place)
    known = set(question_model.objects.exclude(code="").values_list("code", flat=True))
    for rank, row in enumerate(shipped["question"], 1):
        if row["code"] not in known:
            place = {"category": categories[row["category"]], "rank": rank * _APART, "written_at": written_at}
            question_model.objects.create(**_said(row), **place, **_indexed(row, place["category"].name))


def _said(row: dict[str, str]) -> dict[str, str]:
    return {name: row[name] for name in ("code", "audience", *_TEXTS)}


def _indexed(row: dict[str, str], category: str) -> dict[str, Any]:
    return indexed(**{name: row[name] for name in _TEXTS}, category=category)
