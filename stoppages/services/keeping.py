"""Files of a case: kept with their line, read by whoever sees the case, deleted at the time set."""

from collections.abc import Sequence
from typing import Any

from core.access import Access
from core.upload_field import keep, no_file_left_behind
from core.uploads import Upload
from employees.models import Employee
from stoppages.enums import EventKind, FileKind
from stoppages.models import CaseFile, CaseQuestion, StoppageCase
from stoppages.services.history import note

FOLDER = "arrets"


def attach(
    case: StoppageCase,
    uploads: Sequence[Upload],
    kind: FileKind,
    *,
    access: Access,
    employee: Employee | None = None,
    question: CaseQuestion | None = None,
) -> list[CaseFile]:
    """In the caller's transaction, of a case that the caller holds (`cases.held`)."""
    with no_file_left_behind() as stored:
        return [_kept(case, upload, kind, access, stored, employee=employee, question=question) for upload in uploads]


def _kept(
    case: StoppageCase, upload: Upload, kind: FileKind, access: Access, stored: list[str], **about: Any
) -> CaseFile:
    row = CaseFile.objects.create(
        case=case,
        adherent_id=case.adherent_id,
        kind=kind,
        stored_name=keep(upload, FOLDER, stored),
        name=upload.name,
        content_type=upload.content_type,
        size=len(upload.content),
        added_by_label=str(access.user)[:200],
        **about,
    )
    note(case, EventKind.FILE_ADDED, access=access, message=upload.name)
    return row
