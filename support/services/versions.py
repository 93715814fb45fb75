"""Every version of what staff write for everybody is kept."""

from typing import Any

from support.enums import WrittenKind
from support.models import WrittenVersion


def keep_version(*, kind: WrittenKind, row_id: int, title: str, body: str, by: Any) -> None:
    """Unless it says what the last one said."""
    last = WrittenVersion.objects.filter(kind=kind, row_id=row_id).first()
    if last is None or (last.title, last.body) != (title, body):
        WrittenVersion.objects.create(kind=kind, row_id=row_id, title=title, body=body, written_by_label=str(by)[:200])
