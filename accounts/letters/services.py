"""The two letters with which an account is opened: asked for in batches, made by a job, printed, deleted.

SECURITY D8. The code exists in clear only inside the PDF. A batch advances chunk by chunk; each chunk is one
transaction that holds the batch's row, so that a job killed and started again, or two jobs at once, write to each
site once.

Who gets a letter. A site chosen by name always does, even when its account is open (its holder left, a second person
is to be attached): nothing changes for the account until the new code is used. «All without an account» writes to the
head offices that nobody holds, except where a code already on its way still works. Both respect the re-issue limits.
"""

from collections.abc import Sequence
from typing import Literal

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.enums import BatchState
from accounts.letters import pages as letter_pages
from accounts.letters import queries
from accounts.letters.pages import IssuedLetter
from accounts.models import AccountOpening, LetterBatch, User
from accounts.policies import can_prepare_letters
from adherents.models import Establishment
from core import audit, codes, files, pdf, queue

Kind = Literal["welcome", "code"]
KINDS: tuple[Kind, ...] = ("welcome", "code")
CHUNK = 200
JOB = "accounts.jobs.prepare_letters"
IN_PROGRESS = (BatchState.QUEUED, BatchState.RUNNING)

audit.declare(
    {
        "accounts.letters_requested": "Courriers d’ouverture de compte demandés",
        "accounts.letters_issued": "Courriers d’ouverture de compte préparés",
        "accounts.letters_ready": "Lot de courriers prêt à imprimer",
        "accounts.letters_failed": "Lot de courriers en échec",
        "accounts.letters_downloaded": "Courriers d’ouverture de compte téléchargés",
        "accounts.letters_printed": "Courriers d’ouverture de compte imprimés",
        "accounts.letters_purged": "Fichiers de courriers supprimés",
    }
)


class LettersRefused(Exception):
    """This person may not prepare or read the letters of that caisse."""


class NoLetterToPrepare(Exception):
    """None of the sites asked for belongs to the caisse."""


class LettersNotReady(Exception):
    """The batch has no file to read: not finished, failed, empty, or purged."""


@transaction.atomic
def request_letter_batch(*, caisse_id: int, establishment_ids: Sequence[int], requested_by: User | None) -> LetterBatch:
    """Store the batch and have a job prepare it. Sites of another caisse are ignored.

    Raises `LettersRefused`, `NoLetterToPrepare`.
    """
    batch = _store_batch(caisse_id, establishment_ids, requested_by)
    queue.defer(JOB, batch_id=batch.pk)
    return batch


@transaction.atomic
def request_letters_for_companies_without_account(*, caisse_id: int, requested_by: User | None) -> LetterBatch | None:
    """A batch for every head office that nobody holds and that has no code on its way; None when there is none.

    Raises `LettersRefused`.
    """
    _refuse_strangers(requested_by, caisse_id)
    establishment_ids = list(queries.head_offices_to_write_to(caisse_id).values_list("pk", flat=True))
    if not establishment_ids:
        return None
    return request_letter_batch(caisse_id=caisse_id, establishment_ids=establishment_ids, requested_by=requested_by)


def prepare_letters_now(
    *, establishment_ids: Sequence[int], caisse_id: int, requested_by: User | None = None
) -> LetterBatch:
    """Prepare a batch in this process, without a worker. Raises as `request_letter_batch`."""
    with transaction.atomic():
        batch = _store_batch(caisse_id, establishment_ids, requested_by)
    run_letter_batch(batch.pk)
    batch.refresh_from_db()
    return batch


def _store_batch(caisse_id: int, establishment_ids: Sequence[int], requested_by: User | None) -> LetterBatch:
    _refuse_strangers(requested_by, caisse_id)
    ordered = list(queries.sites_in_printing_order(caisse_id, establishment_ids).values_list("pk", flat=True))
    if not ordered:
        raise NoLetterToPrepare
    batch = LetterBatch.objects.create(caisse_id=caisse_id, requested_by=requested_by, establishment_ids=ordered)
    _record("accounts.letters_requested", batch, requested_by, sites=len(ordered))
    return batch


def _refuse_strangers(user: User | None, caisse_id: int) -> None:
    """None is the command line or a job: whoever has a shell needs no permission of ours."""
    if user is not None and not can_prepare_letters(user, caisse_id):
        raise LettersRefused


# --- The job --------------------------------------------------------------------------------------------------------


def run_letter_batch(batch_id: int) -> None:
    """Prepare what remains of the batch, then merge. Safe to run twice, after a kill, or from two workers at once."""
    while _prepare_next_chunk(batch_id):
        pass
    _finish(batch_id)


@transaction.atomic
def _prepare_next_chunk(batch_id: int) -> bool:
    """Issue, print and store the letters of the next sites; False when none remains.

    The files are written before the commit, under a name given by the place in the batch: killed in between, the
    codes of these files never existed and the next run writes over them.
    """
    batch = _lock_batch(batch_id)
    if batch.state not in IN_PROGRESS or batch.done_count >= batch.total:
        return False
    chunk = batch.establishment_ids[batch.done_count : batch.done_count + CHUNK]
    sites, left_out = _sort_out(batch.caisse_id, chunk)
    letters = _issue(batch, sites)
    _write_chunk(batch, letters)
    batch.state = BatchState.RUNNING
    batch.done_count += len(chunk)
    batch.prepared_count += len(letters)
    batch.left_out = [*batch.left_out, *left_out]
    batch.save(update_fields=["state", "done_count", "prepared_count", "left_out"])
    return batch.done_count < batch.total


def _lock_batch(batch_id: int) -> LetterBatch:
    batches = LetterBatch.objects.select_for_update(of=("self",), no_key=True)
    return batches.select_related("caisse").get(pk=batch_id)


def _sort_out(caisse_id: int, chunk: list[int]) -> tuple[list[Establishment], list[dict[str, object]]]:
    """The sites that get a letter, in order, and those left out with the reason. Locked: two batches take turns."""
    locked = queries.sites_of(caisse_id, chunk).select_for_update(of=("self",), no_key=True).order_by("pk")
    by_pk = {site.pk: site for site in locked.select_related("adherent")}
    reasons = queries.reasons_to_leave_out(list(by_pk.values()), timezone.now())
    kept = [by_pk[pk] for pk in chunk if pk in by_pk and pk not in reasons]
    left_out: list[dict[str, object]] = [
        {"establishment": pk, "name": queries.site_label(by_pk[pk]), "reason": reasons[pk]}
        for pk in chunk
        if pk in reasons
    ]
    return kept, left_out


def _issue(batch: LetterBatch, sites: list[Establishment]) -> list[IssuedLetter]:
    """New openings in the place of the unused ones, whose codes and activation links die with `replaced_at`."""
    now = timezone.now()
    former = AccountOpening.objects.current().filter(establishment__in=sites, used_at__isnull=True)
    former.update(replaced_at=now)
    letters = []
    for site in sites:
        opening = AccountOpening(
            adherent=site.adherent,
            establishment=site,
            batch=batch,
            holder_first_name=site.adherent.holder_first_name,
            holder_last_name=site.adherent.holder_last_name,
            issued_at=now,
            expires_at=now + settings.LETTER_CODE_LIFETIME,
        )
        code = codes.new_letter_code()
        opening.code_digest = codes.digest(
            codes.normalise_letter_code(code), purpose="letter", bound_to=opening.public_id
        )
        letters.append(IssuedLetter(opening, code))
    AccountOpening.objects.bulk_create([letter.opening for letter in letters])
    for site in sites:
        _record_issue(batch, site)
    return letters


def _record_issue(batch: LetterBatch, site: Establishment) -> None:
    audit.record(
        "accounts.letters_issued",
        actor=batch.requested_by,
        caisse_id=batch.caisse_id,
        adherent_id=site.adherent_id,
        tiers_label=site.adherent.name,
        target=f"site {site.siret}",
        changes={"lot": batch.public_id},
    )


def _write_chunk(batch: LetterBatch, letters: list[IssuedLetter]) -> None:
    names = {kind: f"{_directory(batch)}/{kind}-{batch.done_count:07d}.pdf" for kind in KINDS}
    files.delete(list(names.values()))
    if letters:
        files.write(names["welcome"], letter_pages.welcome_pdf(batch.caisse, letters))
        files.write(names["code"], letter_pages.code_pdf(batch.caisse, letters))


def _finish(batch_id: int) -> None:
    """Merge the chunks into the two files to print; the chunks go once the batch is known to be ready."""
    with transaction.atomic():
        batch = _lock_batch(batch_id)
        if batch.state not in IN_PROGRESS:
            return
        chunks = {kind: _chunks(batch, kind) for kind in KINDS}
        if batch.prepared_count:
            batch.welcome_file = _merge(batch, "welcome", chunks["welcome"])
            batch.code_file = _merge(batch, "code", chunks["code"])
        batch.state = BatchState.READY
        batch.finished_at = timezone.now()
        batch.save(update_fields=["welcome_file", "code_file", "state", "finished_at"])
        _record(
            "accounts.letters_ready",
            batch,
            batch.requested_by,
            courriers=batch.prepared_count,
            écartés=len(batch.left_out),
        )
    files.delete([*chunks["welcome"], *chunks["code"]])


def _merge(batch: LetterBatch, kind: Kind, chunks: list[str]) -> str:
    name = f"{_directory(batch)}/{kind}.pdf"
    files.write(name, pdf.merge(files.read_all(chunks)))
    return name


def _chunks(batch: LetterBatch, kind: Kind) -> list[str]:
    return [name for name in files.names_in(_directory(batch)) if name.startswith(f"{_directory(batch)}/{kind}-")]


def _directory(batch: LetterBatch) -> str:
    return f"letters/{batch.public_id}"


@transaction.atomic
def mark_batch_failed(*, batch_id: int) -> None:
    """After the last try of the job; what was issued stays issued, and `resume_letter_batch` takes it up again."""
    batch = _lock_batch(batch_id)
    if batch.state in IN_PROGRESS:
        batch.state = BatchState.FAILED
        batch.save(update_fields=["state"])
        _record("accounts.letters_failed", batch, None, traités=batch.done_count)


@transaction.atomic
def resume_letter_batch(*, batch: LetterBatch, by: User) -> bool:
    """Have a batch go on where it stopped; False when it is finished. Raises `LettersRefused`.

    On a batch that a job is preparing, one job more does no harm: they share the sites.
    """
    _refuse_strangers(by, batch.caisse_id)
    batch = _lock_batch(batch.pk)
    if batch.state not in (*IN_PROGRESS, BatchState.FAILED):
        return False
    batch.state = BatchState.RUNNING
    batch.save(update_fields=["state"])
    _record("accounts.letters_requested", batch, by, sites=batch.total - batch.done_count)
    queue.defer(JOB, batch_id=batch.pk)
    return True


# --- What is done with a finished batch -----------------------------------------------------------------------------


@transaction.atomic
def mark_printed(*, batch: LetterBatch, by: User) -> int:
    """Say that the letters of the batch are printed; how many were not yet said to be. Raises `LettersRefused`."""
    _refuse_strangers(by, batch.caisse_id)
    if batch.state not in (BatchState.READY, BatchState.PURGED):
        raise LettersNotReady
    printed = AccountOpening.objects.filter(batch=batch, printed_at__isnull=True).update(printed_at=timezone.now())
    if printed:
        _record("accounts.letters_printed", batch, by, courriers=printed)
    return printed


def file_name_of(batch: LetterBatch, kind: Kind) -> str:
    """The stored name of one of the two files. Raises `LettersNotReady`."""
    name = batch.welcome_file if kind == "welcome" else batch.code_file
    if batch.state != BatchState.READY or not name:
        raise LettersNotReady
    return name


def read_batch_file(batch: LetterBatch, kind: Kind) -> bytes:
    """For the command line and the demonstration. Raises `LettersNotReady`."""
    return files.read(file_name_of(batch, kind))


@transaction.atomic
def record_download(*, batch: LetterBatch, kind: Kind, by: User) -> str:
    """Journal one download and return the stored name. Raises `LettersRefused`, `LettersNotReady`."""
    _refuse_strangers(by, batch.caisse_id)
    name = file_name_of(batch, kind)
    _record("accounts.letters_downloaded", batch, by, fichier=name.rpartition("/")[2])
    return name


def purge_letter_files(*, batch_id: int) -> None:
    """Delete the files of a batch whose time is over."""
    with transaction.atomic():
        batch = _lock_batch(batch_id)
        batch.state, batch.welcome_file, batch.code_file = BatchState.PURGED, "", ""
        batch.save(update_fields=["state", "welcome_file", "code_file"])
        _record("accounts.letters_purged", batch, None)
    files.delete([*files.names_in(_directory(batch)), _directory(batch)])


def _record(action: str, batch: LetterBatch, by: User | None, **changes: object) -> None:
    audit.record(action, actor=by, caisse_id=batch.caisse_id, target=f"lot {batch.public_id}", changes=changes)
