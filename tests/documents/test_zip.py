"""Several documents in one archive: what is asked for, judged one by one; names; what could not be given."""

import io
import logging
import os
import tracemalloc
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from django.utils import timezone

from accounts.models import Membership
from core import files
from core.models import AuditEvent
from core.rights import Right
from documents.enums import ShippedKind
from documents.models import Document, DocumentKind, Download
from documents.taking.archive import Entry, zipped
from documents.taking.names import Names
from documents.taking.services import READ_ME, Archive
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.documents.kit import address, body_of, browser_of, holder
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import colleague

pytestmark = pytest.mark.django_db


def archive_of(response) -> ZipFile:
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/zip"
    archive = ZipFile(io.BytesIO(body_of(response)))
    assert archive.testzip() is None
    return archive


def take(browser, adherent, query="", **posted):
    return browser.post(f"{address(adherent, 'zip')}{query}", posted)


def said(response) -> str:
    return " ".join(str(message) for message in response.wsgi_request._messages)


def test_those_ticked_on_several_pages_judged_one_by_one():
    member, browser = holder()
    adherent = member.adherent
    person = EmploymentFactory(employee__adherent=adherent, employee__last_name="Benali").employee
    first = DocumentFactory(adherent=adherent, reference="REF/1", issued_on=date(2026, 3, 4), words=("un",))
    second, third = DocumentFactory(adherent=adherent), DocumentFactory(adherent=adherent)
    paper = certificate(person, issued_on=date(2026, 4, 1), words=("certificat",))
    foreign = DocumentFactory()
    notice = DocumentFactory(adherent=adherent, kind=kind_of(adherent.caisse, ShippedKind.PAYMENT_NOTICE))
    refs = [one.public_id for one in (first, second, paper, foreign, notice)]
    asked = {"quoi": "coches", "choix": [refs[0], ",".join(refs[1:]), "0" * 16, "%", ""]}
    archive = archive_of(take(browser, adherent, **asked))
    name = f"Certificat de congé - 2026-04-01 - {person.full_name}.pdf"
    assert sorted(archive.namelist()) == sorted(
        ["Courrier - 2026-03-04 - REF 1.pdf", "Courrier - 2026-11-02.pdf", name]
    )
    assert archive.read(name) == files.read(paper.file.stored_name)
    assert archive.getinfo(name).date_time[:3] == (2026, 4, 1)
    taken = Download.objects.filter(way="zip")
    assert set(taken.values_list("document", flat=True)) == {first.pk, second.pk, paper.pk}
    assert set(taken.values_list("by", flat=True)) == {member.user_id}
    line = AuditEvent.objects.get(action="documents.zip_downloaded")
    assert (line.adherent_id, line.changes) == (adherent.pk, {"count": 3})
    # The same boxes, of somebody who may not read wages, then of one site.
    reader = browser_of(colleague(adherent, Right.DOCUMENTS_CONSULT))
    assert len(archive_of(take(reader, adherent, **asked)).namelist()) == 2
    assert third.pk not in Download.objects.values_list("document", flat=True)


def test_everything_filtered_and_everything_new():
    member, browser = holder()
    adherent, yesterday = member.adherent, timezone.now() - timedelta(days=1)
    statement = kind_of(adherent.caisse, ShippedKind.STATEMENT)
    DocumentFactory(adherent=adherent, reference="vieux", published_at=yesterday - timedelta(days=1))
    DocumentFactory(adherent=adherent, reference="neuf")
    DocumentFactory(adherent=adherent, reference="relevé", kind=statement, published_at=yesterday)
    DocumentFactory(reference="ailleurs")

    def references(response):
        return {name.removesuffix(".pdf").split(" - ")[-1] for name in archive_of(response).namelist()}

    assert references(take(browser, adherent, quoi="affiches")) == {"vieux", "neuf", "relevé"}
    assert references(take(browser, adherent, f"?type={ShippedKind.STATEMENT}", quoi="affiches")) == {"relevé"}
    assert references(take(browser, adherent, quoi="nouveautes")) == {"vieux", "neuf", "relevé"}
    member.user.__class__.objects.filter(pk=member.user_id).update(previous_sign_in_at=yesterday)
    assert references(take(browser, adherent, quoi="nouveautes")) == {"neuf"}


def test_what_cannot_be_an_archive_is_said_and_nothing_is_recorded(settings):
    member, browser = holder()
    documents = [DocumentFactory(adherent=member.adherent) for _ in range(3)]
    settings.DOCUMENT_ZIP_MAX_DOCUMENTS = 2
    own = browser_of(member)
    member.user.__class__.objects.filter(pk=member.user_id).update(previous_sign_in_at=timezone.now())
    table = [
        ({}, "", "Cochez d’abord des documents"),
        ({"quoi": "coches", "choix": ["0" * 16]}, "", "Cochez d’abord des documents"),
        ({"quoi": "affiches"}, "?du=32", "corrigez les filtres"),
        ({"quoi": "affiches"}, "?lu=non&type=rien", "corrigez les filtres"),
        ({"quoi": "nouveautes"}, "", "Rien de nouveau"),
        ({"quoi": "affiches"}, "?tri=titre", "2 documents au plus"),
        ({"choix": ",".join(one.public_id for one in documents)}, "", "2 documents au plus"),
    ]
    for posted, query, words in table:
        response = take(own, member.adherent, query, **posted)
        assert (response.status_code, response["Location"]) == (302, f"{address(member.adherent, 'index')}{query}")
        assert words in said(response), (posted, query)
    assert not Download.objects.exists()
    settings.THROTTLES = {**settings.THROTTLES, "documents.zip": (1, 3600)}
    statuses = [take(browser, member.adherent, choix=documents[0].public_id).status_code for _ in range(2)]
    assert statuses == [200, 429]


def test_what_ends_while_the_archive_is_written_is_not_in_it():
    """A document withdrawn, then the right itself, between two pieces of the stream."""
    member = colleague(holder()[0].adherent, Right.DOCUMENTS_CONSULT)
    keys = [DocumentFactory(adherent=member.adherent, reference=f"R{rank:02}").pk for rank in range(25)]

    def interrupted(entries):
        for rank, entry in enumerate(entries):
            if rank == 3:
                Document.objects.filter(pk=keys[12]).update(withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
            if rank == 18:
                Membership.objects.filter(pk=member.pk).delete()
            yield entry

    written = Archive(member.user, member.adherent.public_id, keys)
    archive = ZipFile(io.BytesIO(b"".join(zipped(interrupted(written.entries())))))
    assert archive.testzip() is None
    *names, last = archive.namelist()
    assert [name[-7:-4] for name in names] == [f"R{rank:02}" for rank in range(20) if rank != 12]
    assert last == READ_ME
    assert "un droit qui a pris fin : 6." in archive.read(last).decode("utf-8-sig")
    assert set(Download.objects.values_list("document", flat=True)) == {*keys[:12], *keys[13:20]}


def test_a_browser_that_leaves_closes_what_was_open():
    member, browser = holder()
    keys = [DocumentFactory(adherent=member.adherent, words=(f"{rank}",)).pk for rank in range(12)]
    entries = Archive(member.user, member.adherent.public_id, keys).entries()
    content = next(entries).content
    entries.close()
    assert content.closed
    assert Download.objects.count() == 10


def test_a_file_that_cannot_be_given_is_listed_and_the_others_leave(caplog):
    member, browser = holder()
    good, lost, altered = (DocumentFactory(adherent=member.adherent, words=(word,)) for word in ("un", "deux", "trois"))
    files.delete([lost.file.stored_name])
    files.write(altered.file.stored_name, b"autre chose")
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            archive = archive_of(take(browser, member.adherent, quoi="affiches"))
    assert len(archive.namelist()) == 2
    told = archive.read(READ_ME).decode("utf-8-sig")
    assert lost.title in told
    assert altered.title in told
    assert good.title not in told
    assert len([record for record in caplog.records if "Stored file" in record.message]) == 2
    assert set(Download.objects.values_list("document", flat=True)) == {good.pk}


def test_names_are_of_every_system_and_never_twice_the_same():
    names = Names()

    def name(reference, kind="Courrier"):
        return names.give(Document(kind=DocumentKind(name=kind), issued_on=date(2026, 1, 2), reference=reference))

    assert name("a") == "Courrier - 2026-01-02 - a.pdf"
    assert name("A") == "Courrier - 2026-01-02 - A (2).pdf"
    assert name("a (2)") == "Courrier - 2026-01-02 - a (2) (2).pdf"
    assert name("a") == "Courrier - 2026-01-02 - a (3).pdf"
    assert name("e\u0301") == "Courrier - 2026-01-02 - \u00e9.pdf"
    assert name("\u00e9") == "Courrier - 2026-01-02 - \u00e9 (2).pdf"
    assert name('../..\\x:"<>|?*\t\n\x7f.') == "Courrier - 2026-01-02 - .. .. x.pdf"
    assert len(name("x" * 400)) <= 160


def test_its_memory_does_not_grow_with_the_documents():
    """Of files that do not compress; the archive weighs fifty times what it takes in memory."""
    content = os.urandom(256 * 1024)

    def weight(count):
        tracemalloc.start()
        entries = (Entry(f"{rank}.pdf", date(2026, 1, 2), io.BytesIO(content)) for rank in range(count))
        left = sum(map(len, zipped(entries)))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return left, peak

    left, peak = weight(100)
    assert left > 100 * len(content)
    assert peak < 2 * 1024**2
    assert peak < weight(10)[1] * 1.5
