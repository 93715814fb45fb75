"""Lists of people sent as files: kept sealed, read by a job into lines that say what they would do, abandoned.

The content holds NIRs: it waits sealed, and is deleted once read. A reading killed half-way starts again from its
first line; its lines are written chunk by chunk, so that the page shows how far it is.
"""

import re
import secrets
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core import audit, files, queue, throttling
from core.access import Access
from core.sealing import Unsealable, seal, seal_bytes, unseal_bytes
from core.tables import Row, Table, UnreadableTable, read_table
from core.uploads import Upload
from delegations import authority
from employees.enums import ImportState, Outcome
from employees.imports.columns import COLUMNS, Layout, UnreadableList, ignored_in_words, knows, layout_of
from employees.imports.known import KnownPeople
from employees.imports.lines import LineReader
from employees.imports.twice import Twice
from employees.imports.values import as_json
from employees.models import EmployeeImport, ImportLine
from employees.places import places_of
from employees.policies import can_import
from employees.services.movements import author_of

CHUNK = 250
MAX_COLUMNS = 2 * len(COLUMNS)
DIRECTORY = "imports"
READ = "employees.jobs.read_import"
READABLE = (ImportState.QUEUED, ImportState.READING)
_MESSAGE_MAX_LENGTH = 500
_FOREIGN_LIST = (
    "Aucune ligne de ce fichier n’est d’un site de votre entreprise : c’est sans doute le fichier d’une autre "
    "entreprise. Vérifiez les SIRET, ou choisissez l’entreprise en haut de la page."
)
_NO_LINE = "Ce fichier n’a que sa ligne de titres : mettez un salarié par ligne, dessous."
_NOT_ALLOWED = "Cette personne n’a plus le droit de déclarer des salariés pour cette entreprise : rien n’a été lu."
_GONE = "Le fichier n’est plus là : envoyez-le de nouveau."
_BROKEN = "La lecture s’est arrêtée à cause d’une panne : envoyez le fichier de nouveau."

audit.declare(
    {
        "employees.import_sent": "Liste de salariés envoyée",
        "employees.import_abandoned": "Liste de salariés abandonnée",
    }
)


class ImportMoved(Exception):
    """The import is no longer in the state that the page showed."""


def send_import(*, access: Access, upload: Upload) -> EmployeeImport:
    """Keep the file, sealed, and have a job read it. Raises `Throttled`."""
    throttling.enforce("employee_imports", str(access.tiers.adherent_id))
    stored_name = f"{DIRECTORY}/{secrets.token_hex(16)}.sealed"
    try:
        with transaction.atomic():
            files.write(stored_name, seal_bytes(upload.content))
            sent = EmployeeImport.objects.create(
                adherent_id=access.tiers.adherent_id,
                establishment_id=access.tiers.establishment_id,
                file_name=_shown_name(upload.name),
                stored_name=stored_name,
                created_by=access.user,
                created_by_label=author_of(access),
            )
            audit.record("employees.import_sent", access=access, target=_target(sent))
            queue.defer(READ, import_id=sent.pk)
    except BaseException:
        files.delete([stored_name])
        raise
    return sent


@transaction.atomic
def abandon_import(*, access: Access, sent: EmployeeImport) -> None:
    """Nothing of it will be applied; its lines are forgotten. Raises ImportMoved."""
    to_abandon = EmployeeImport.objects.for_access(access).filter(pk=sent.pk, state=ImportState.READ)
    if not to_abandon.update(state=ImportState.ABANDONED, finished_at=timezone.now(), words=[]):
        raise ImportMoved
    ImportLine.objects.filter(import_file=sent).delete()
    audit.record("employees.import_abandoned", access=access, target=_target(sent))


def confirm_alphabet(*, access: Access, sent: EmployeeImport) -> None:
    """Somebody has read its words and they are right: it may be recorded. Raises ImportMoved."""
    waiting = EmployeeImport.objects.for_access(access).filter(pk=sent.pk, state=ImportState.READ)
    if not waiting.exclude(alphabet="").update(confirmed_at=timezone.now()):
        raise ImportMoved


def access_for(sent: EmployeeImport, user: User | None) -> Access | None:
    """What this person may do now where the file was sent; None when no longer allowed to act."""
    tiers_ref = sent.establishment.public_id if sent.establishment is not None else sent.adherent.public_id
    access = authority.resolve(user, tiers_ref) if user is not None else None
    return access if access is not None and can_import(access) else None


# --- The job --------------------------------------------------------------------------------------------------------


def read_import(import_id: int) -> None:
    """Read the file of an import. Safe to run twice, after a kill, or from two workers at once."""
    sent = EmployeeImport.objects.select_related("adherent", "establishment", "created_by").get(pk=import_id)
    if sent.state in READABLE:
        try:
            _read(sent)
        except (UnreadableTable, UnreadableList) as error:
            _finish(sent, ImportState.UNREADABLE, str(error))
        except (Unsealable, FileNotFoundError):
            _finish(sent, ImportState.UNREADABLE, _GONE)
    _delete_content(sent)


def give_up_reading(import_id: int) -> None:
    """After the last try of the job."""
    sent = EmployeeImport.objects.get(pk=import_id)
    _finish(sent, ImportState.FAILED, _BROKEN)
    _delete_content(sent)


def _read(sent: EmployeeImport) -> None:
    access = access_for(sent, sent.created_by)
    if access is None:
        _finish(sent, ImportState.FAILED, _NOT_ALLOWED)
        return
    places = places_of(access)
    content = unseal_bytes(files.read(sent.stored_name))
    table = read_table(content, max_rows=settings.EMPLOYEE_IMPORT_MAX_LINES, max_columns=MAX_COLUMNS, knows=knows)
    layout = layout_of(table.headings, is_site_needed=len(places.sites) > 1, number=table.headings_number)
    if not table.rows:
        raise UnreadableList(_NO_LINE)
    if not _begin(sent, table):
        return
    reader = LineReader(access=access, layout=layout, places=places)
    _read_lines(sent, table, layout, _LineMaker(sent, reader, KnownPeople(access)))


def _read_lines(sent: EmployeeImport, table: Table, layout: Layout, maker: "_LineMaker") -> None:
    for start, rows in _chunks(table.rows):
        if not _write_chunk(sent, start, [maker.line(row) for row in rows]):
            return
    if maker.foreign_count == len(table.rows):
        raise UnreadableList(_FOREIGN_LIST)
    _finish(sent, ImportState.READ, ignored_in_words(layout.ignored))


class _LineMaker:
    """From the rows of a file to its lines, judged."""

    def __init__(self, sent: EmployeeImport, reader: LineReader, known: KnownPeople) -> None:
        self._sent, self._reader, self._known, self._twice = sent, reader, known, Twice()
        self.foreign_count = 0

    def line(self, row: Row) -> ImportLine:
        read = self._reader.read(row.number, row.cells)
        self.foreign_count += read.is_foreign
        verdict = self._known.judge(read)
        problems = [*verdict.problems, *self._twice.problems(read, verdict)]
        made = ImportLine(adherent_id=self._sent.adherent_id, import_file=self._sent, number=row.number, name=read.name)
        if problems:
            made.outcome, made.problems = Outcome.WRONG, [self._reader.told(read, one) for one in problems]
        elif verdict.person is not None and verdict.contract is not None:
            made.outcome, made.changes = verdict.outcome, verdict.changes
            made.values = as_json(verdict.person, verdict.contract)
            made.employee = verdict.known.employee if verdict.known else None
            made.nir_sealed = seal(read.nir) if read.nir else None
        return made


@transaction.atomic
def _begin(sent: EmployeeImport, table: Table) -> bool:
    """Without the lines of a reading that was killed; False when another worker has ended it."""
    begun = EmployeeImport.objects.filter(pk=sent.pk, state__in=READABLE)
    alphabet = table.alphabet
    if not begun.update(
        state=ImportState.READING,
        done=0,
        total=len(table.rows),
        alphabet=alphabet.name if alphabet else "",
        words=alphabet.words if alphabet else (),
    ):
        return False
    ImportLine.objects.filter(import_file=sent).delete()
    return True


@transaction.atomic
def _write_chunk(sent: EmployeeImport, start: int, lines: list[ImportLine]) -> bool:
    """False when another worker has taken the reading over, or ended it."""
    current = EmployeeImport.objects.filter(pk=sent.pk, state=ImportState.READING, done=start)
    if not current.update(done=start + len(lines)):
        return False
    ImportLine.objects.bulk_create(lines)
    return True


@transaction.atomic
def _finish(sent: EmployeeImport, state: ImportState, message: str) -> None:
    """An unreadable file leaves no line."""
    ended = EmployeeImport.objects.filter(pk=sent.pk, state__in=READABLE)
    if not ended.update(state=state, message=message[:_MESSAGE_MAX_LENGTH], finished_at=_end_of(state)):
        return
    if state != ImportState.READ:
        ImportLine.objects.filter(import_file=sent).delete()


def _end_of(state: ImportState) -> object:
    return None if state == ImportState.READ else timezone.now()


def _delete_content(sent: EmployeeImport) -> None:
    """Once the state is committed: killed before, the reading starts again; killed between, the job comes back here."""
    if sent.stored_name:
        files.delete([sent.stored_name])
        EmployeeImport.objects.filter(pk=sent.pk).update(stored_name="")


def _chunks(rows: Sequence[Row]) -> Iterator[tuple[int, Sequence[Row]]]:
    for start in range(0, len(rows), CHUNK):
        yield start, rows[start : start + CHUNK]


def _shown_name(name: str) -> str:
    """A file named by a number would write it in the journal."""
    return re.sub(r"[0-9][0-9 .\-]{11,}[0-9]", "…", name)


def _target(sent: EmployeeImport) -> str:
    return f"fichier {sent.file_name}"
