"""Batches of letters: progress, kills, retention, the command line."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from accounts import jobs
from accounts.enums import BatchState, OpeningState
from accounts.letters import queries
from accounts.letters import services as letters
from accounts.models import AccountOpening, LetterBatch, PendingAccount
from core import files, pdf
from core.models import AuditEvent
from tests.accounts.letters.kit import codes_of, opens, prepared, sites_of
from tests.factories import (
    AdherentFactory,
    CaisseFactory,
    OpeningFactory,
)
from tests.printed import page_texts


@pytest.mark.usefixtures("small_chunks")
def test_progress_shows_between_chunks(caisse, manager):
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[site.pk for site in sites_of(caisse, 7)], requested_by=manager
    )
    seen = []
    while letters._prepare_next_chunk(batch.pk):
        batch.refresh_from_db()
        seen.append((batch.state, batch.done_count, batch.total))
    assert seen == [(BatchState.RUNNING, 3, 7), (BatchState.RUNNING, 6, 7)]


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("killed_after", ["welcome", "code", "commit"])
def test_a_batch_killed_in_the_middle_goes_on_and_nobody_gets_two_codes(caisse, manager, monkeypatch, killed_after):
    sites = sites_of(caisse, 8)
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[site.pk for site in sites], requested_by=manager
    )
    kill_during_second_chunk(monkeypatch, killed_after)
    with pytest.raises(KeyboardInterrupt):
        letters.run_letter_batch(batch.pk)
    monkeypatch.undo()
    monkeypatch.setattr(letters, "CHUNK", 3)
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING
    assert batch.done_count == AccountOpening.objects.count() == (6 if killed_after == "commit" else 3)
    letters.run_letter_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    assert (batch.done_count, batch.prepared_count) == (8, 8)
    assert_everyone_has_one_code(batch, sites)


@pytest.mark.usefixtures("small_chunks")
def test_letters_written_by_a_killed_job_are_not_printed_when_their_sites_close_meanwhile(caisse, manager, monkeypatch):
    sites = sites_of(caisse, 4)
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[site.pk for site in sites], requested_by=manager
    )
    with monkeypatch.context() as patched:
        kill_during_second_chunk(patched, "code")
        with pytest.raises(KeyboardInterrupt):
            letters.run_letter_batch(batch.pk)
    last = sites_by_place(batch, sites)[-1]
    last.closed_on = timezone.localdate()
    last.save()
    letters.run_letter_batch(batch.pk)
    batch.refresh_from_db()
    assert batch.prepared_count == len(codes_of(batch)) == 3


def sites_by_place(batch, sites):
    return sorted(sites, key=lambda site: batch.establishment_ids.index(site.pk))


def kill_during_second_chunk(monkeypatch, where):
    """Stop as a kill does: the transaction is lost, the files already written stay."""
    calls = {"count": 0}

    def killing(original, at):
        def stopped(*args, **kwargs):
            result = original(*args, **kwargs)
            calls["count"] += 1
            if calls["count"] == at:
                raise KeyboardInterrupt
            return result

        return stopped

    if where == "commit":
        monkeypatch.setattr(letters, "_prepare_next_chunk", killing(letters._prepare_next_chunk, 2))
    else:
        monkeypatch.setattr(files, "write", killing(files.write, 3 if where == "welcome" else 4))


def assert_everyone_has_one_code(batch, sites):
    found = codes_of(batch)
    assert len(found) == len(set(found)) == len(sites)
    welcomes = page_texts(letters.read_batch_file(batch, "welcome"))
    openings = {opening.establishment_id: opening for opening in AccountOpening.objects.all()}
    assert len(openings) == AccountOpening.objects.count() == len(sites)
    for place, site_id in enumerate(batch.establishment_ids):
        opening = openings[site_id]
        assert opens(found[place], opening)
        assert opening.adherent.cibtp_id in welcomes[place]
    assert sorted(path.rpartition("/")[2] for path in files.names_in(f"letters/{batch.public_id}")) == [
        "code.pdf",
        "welcome.pdf",
    ]


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.django_db(transaction=True)
def test_two_jobs_on_the_same_batch_write_to_each_site_once():
    caisse = CaisseFactory()
    sites = sites_of(caisse, 14)
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[site.pk for site in sites], requested_by=None
    )
    run_in_parallel(letters.run_letter_batch, [batch.pk] * 4)
    batch.refresh_from_db()
    assert batch.state == BatchState.READY
    assert_everyone_has_one_code(batch, sites)
    assert AuditEvent.objects.filter(action="accounts.letters_ready").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_batches_for_the_same_site_leave_one_code():
    site = sites_of(CaisseFactory(), 1)[0]
    batches = [
        letters.request_letter_batch(caisse_id=site.adherent.caisse_id, establishment_ids=[site.pk], requested_by=None)
        for _ in range(4)
    ]
    run_in_parallel(letters.run_letter_batch, [batch.pk for batch in batches])
    assert sorted(LetterBatch.objects.values_list("prepared_count", flat=True)) == [0, 0, 0, 1]
    assert AccountOpening.objects.count() == 1


def run_in_parallel(verb, arguments):
    def one(argument):
        try:
            verb(argument)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(arguments)) as pool:
        list(pool.map(one, arguments))


def test_one_current_letter_is_the_databases_rule(caisse):
    opening = OpeningFactory(adherent=AdherentFactory(caisse=caisse))
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningFactory(adherent=opening.adherent)


def test_a_batch_that_keeps_failing_says_so_and_can_be_resumed(caisse, manager, monkeypatch):
    site = sites_of(caisse, 1)[0]
    batch = letters.request_letter_batch(caisse_id=caisse.pk, establishment_ids=[site.pk], requested_by=manager)

    class Context:
        class job:  # noqa: N801
            attempts = 0

    monkeypatch.setattr(pdf, "render", lambda *args: 1 / 0)
    for attempts, state in ((0, BatchState.QUEUED), (jobs.MAX_TRIES, BatchState.FAILED)):
        Context.job.attempts = attempts
        with pytest.raises(ZeroDivisionError):
            jobs.prepare_letters(Context, batch_id=batch.pk)
        batch.refresh_from_db()
        assert batch.state == state
    monkeypatch.undo()
    assert AccountOpening.objects.count() == 0
    assert letters.resume_letter_batch(batch=batch, by=manager)
    assert ProcrastinateJob.objects.filter(task_name=letters.JOB).count() == 2


# --- After ----------------------------------------------------------------------------------------------------------


def test_printed_letters_say_so_once(caisse, manager):
    batch = prepared(*sites_of(caisse, 2))
    assert {opening.state for opening in AccountOpening.objects.all()} == {OpeningState.PREPARED}
    assert letters.mark_printed(batch=batch, by=manager) == 2
    assert letters.mark_printed(batch=batch, by=manager) == 0
    assert {opening.state for opening in AccountOpening.objects.all()} == {OpeningState.PRINTED}
    assert AuditEvent.objects.filter(action="accounts.letters_printed", actor_id=manager.pk).count() == 1


def test_an_unfinished_batch_is_not_printed(caisse, manager):
    batch = letters.request_letter_batch(
        caisse_id=caisse.pk, establishment_ids=[sites_of(caisse, 1)[0].pk], requested_by=manager
    )
    with pytest.raises(letters.LettersNotReady):
        letters.mark_printed(batch=batch, by=manager)
    with pytest.raises(letters.LettersNotReady):
        letters.read_batch_file(batch, "code")


def test_the_files_are_deleted_after_their_retention(caisse, settings, private_files):
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        batch = prepared(*sites_of(caisse, 1))
    with time_machine.travel(start + settings.LETTER_FILE_RETENTION - timedelta(minutes=1), tick=False):
        jobs.purge_letter_files(timestamp=0)
        assert letters.read_batch_file(batch, "code")
    with time_machine.travel(start + settings.LETTER_FILE_RETENTION + timedelta(minutes=1), tick=False):
        jobs.purge_letter_files(timestamp=0)
    batch.refresh_from_db()
    assert batch.state == BatchState.PURGED
    assert not [path for path in private_files.rglob("*") if path.is_file()]
    with pytest.raises(letters.LettersNotReady):
        letters.read_batch_file(batch, "code")


def test_everything_is_journalled(caisse, manager):
    site = sites_of(caisse, 1)[0]
    batch = prepared(site, by=manager)
    letters.record_download(batch=batch, kind="welcome", by=manager)
    letters.mark_printed(batch=batch, by=manager)
    letters.purge_letter_files(batch_id=batch.pk)
    lines = list(AuditEvent.objects.order_by("pk").values_list("action", "caisse_id", "adherent_id"))
    assert lines == [
        ("accounts.letters_requested", caisse.pk, None),
        ("accounts.letters_issued", caisse.pk, site.adherent_id),
        ("accounts.letters_ready", caisse.pk, None),
        ("accounts.letters_downloaded", caisse.pk, None),
        ("accounts.letters_printed", caisse.pk, None),
        ("accounts.letters_purged", caisse.pk, None),
    ]


def test_the_state_and_its_filter_agree(caisse):
    now = timezone.now()
    past = now - timedelta(days=40)
    cases = [
        {},
        {"printed_at": now},
        {"used_at": now},
        {"replaced_at": now},
        {"burnt_at": now},
        {"issued_at": past, "expires_at": past + timedelta(days=30)},
        {"issued_at": past, "expires_at": past + timedelta(days=30), "printed_at": past, "burnt_at": now},
        {"used_at": now, "replaced_at": now, "burnt_at": now},
        {"replaced_at": now, "burnt_at": now},
    ]
    openings = [OpeningFactory(adherent=AdherentFactory(caisse=caisse), **case) for case in cases]
    pending = OpeningFactory(issued_at=past, expires_at=past + timedelta(days=30))
    PendingAccount.objects.create(opening=pending, email="a@x.fr", password="x", terms_accepted_at=now)
    filed = {}
    for state in OpeningState:
        for opening in queries.openings_in_state(AccountOpening.objects.all(), state, timezone.now()):
            assert opening.pk not in filed
            filed[opening.pk] = state
    assert filed == {opening.pk: AccountOpening.objects.get(pk=opening.pk).state for opening in [*openings, pending]}
    assert set(filed.values()) == set(OpeningState)


# --- The command line -----------------------------------------------------------------------------------------------


def test_the_command_writes_both_files_for_a_whole_caisse(caisse, tmp_path, capsys):
    sites_of(caisse, 2)
    AdherentFactory()
    call_command("prepare_letters", "--caisse", caisse.slug, "--all", "--now", "--output", str(tmp_path / "sortie"))
    written = sorted((tmp_path / "sortie").iterdir())
    assert [path.name.rpartition("-")[0] for path in written] == ["codes-confidentiels", "courriers-de-bienvenue"]
    assert [len(page_texts(path.read_bytes())) for path in written] == [2, 2]
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert "2 courriers préparés" in capsys.readouterr().out


def test_the_command_defers_a_job_for_chosen_sites(caisse, capsys):
    site = sites_of(caisse, 2)[0]
    call_command("prepare_letters", "--caisse", caisse.slug, "--siret", f"{site.siret[:3]} {site.siret[3:]}")
    batch = LetterBatch.objects.get()
    assert batch.state == BatchState.QUEUED
    assert batch.establishment_ids == [site.pk]
    assert batch.public_id in capsys.readouterr().out


@pytest.mark.parametrize(
    "options",
    [
        ["--caisse", "inconnue"],
        ["--caisse", "{slug}", "--siret", "12345678900011"],
        ["--caisse", "{slug}", "--output", "x"],
    ],
)
def test_the_command_refuses_what_it_cannot_do(caisse, options):
    with pytest.raises(CommandError):
        call_command("prepare_letters", *[option.format(slug=caisse.slug) for option in options])
