"""A document is taken by whoever may read it: verified, in whole or in part, recorded; said when it cannot be."""

import logging
import re
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

import pytest
from django.urls import reverse
from django.utils import timezone

from adherents.models import Adherent
from core import files
from core.models import AuditEvent
from core.rights import Right
from documents.enums import FileHealth, ShippedKind
from documents.models import Document, Download, StoredFile
from tests.documents.factories import DocumentFactory, certificate, kind_of
from tests.documents.kit import ALL, address, body_of, browser_of, holder, query_count, text_of
from tests.employees.factories import EmploymentFactory
from tests.employees.person_kit import colleague
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
READS = (Right.DOCUMENTS_CONSULT,)


@pytest.fixture
def letter():
    """A letter of a company, its holder's browser, and its address."""
    member, browser = holder()
    document = DocumentFactory(
        adherent=member.adherent, filename="Courrier « d’été ».pdf", words=(f"Bonjour {member.pk}",)
    )
    return document, browser, address(member.adherent, "download", document.public_id)


def stored(document: Document) -> Path:
    return Path(files.private().path(document.file.stored_name))


def test_the_file_leaves_as_it_was_stored_and_is_recorded(letter):
    document, browser, where = letter
    response = browser.get(where)
    content = body_of(response)
    assert (response.status_code, content) == (200, stored(document).read_bytes())
    headers = response.headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Courrier%20")
    assert headers["Content-Length"] == str(len(content))
    assert headers["ETag"] == f'"{document.file.fingerprint}"'
    assert (headers["Cache-Control"], headers["X-Content-Type-Options"]) == ("no-store", "nosniff")
    taken = Download.objects.get()
    assert (taken.document, taken.adherent_id, taken.way) == (document, document.adherent_id, "one")
    assert taken.by_label == str(taken.by)
    line = AuditEvent.objects.get(action="documents.downloaded")
    assert (line.adherent_id, line.target) == (document.adherent_id, f"document {document.public_id}")
    assert document.title not in str(line.changes), "the journal is read by people who may not read the document"
    assert browser.head(where).headers["Content-Length"] == str(len(content))
    assert Download.objects.count() == 1, "a HEAD takes nothing"


def test_ranges_and_conditions(letter):
    document, browser, where = letter
    whole = stored(document).read_bytes()
    size, etag = len(whole), f'"{document.file.fingerprint}"'
    table = [
        ({"Range": "bytes=0-0"}, 206, whole[:1], f"bytes 0-0/{size}"),
        ({"Range": "bytes=10-19"}, 206, whole[10:20], f"bytes 10-19/{size}"),
        ({"Range": f"bytes={size - 5}-{size + 500}"}, 206, whole[-5:], f"bytes {size - 5}-{size - 1}/{size}"),
        ({"Range": "bytes=-7"}, 206, whole[-7:], f"bytes {size - 7}-{size - 1}/{size}"),
        ({"Range": f"bytes=-{size * 2}"}, 206, whole, f"bytes 0-{size - 1}/{size}"),
        ({"Range": "bytes=5-"}, 206, whole[5:], f"bytes 5-{size - 1}/{size}"),
        ({"Range": f"bytes={size}-"}, 416, b"", f"bytes */{size}"),
        ({"Range": "bytes=-0"}, 416, b"", f"bytes */{size}"),
        # What is not one range of bytes in order is as if nothing were asked.
        ({"Range": "bytes=9-3"}, 200, whole, None),
        ({"Range": "bytes=-"}, 200, whole, None),
        ({"Range": "bytes=0-1,4-5"}, 200, whole, None),
        ({"Range": "lines=0-1"}, 200, whole, None),
        ({"Range": "bytes=--5"}, 200, whole, None),
        ({"Range": f"bytes={'9' * 400}-"}, 200, whole, None),
        ({"Range": "bytes=0-9", "If-Range": etag}, 206, whole[:10], f"bytes 0-9/{size}"),
        ({"Range": "bytes=0-9", "If-Range": '"autre"'}, 200, whole, None),
        ({"If-None-Match": etag}, 304, b"", None),
        ({"If-None-Match": f'"autre", W/{etag}'}, 304, b"", None),
        ({"If-None-Match": '"autre"'}, 200, whole, None),
        ({"If-Match": '"autre"'}, 412, b"", None),
    ]
    for headers, status, content, said in table:
        response = browser.get(where, headers=headers)
        assert (response.status_code, body_of(response)) == (status, content), headers
        assert response.headers.get("Content-Range") == said, headers
        assert response.headers["ETag"] == etag, headers
        if status in {200, 206}:
            assert response.headers["Content-Length"] == str(len(content)), headers


def test_the_pieces_of_a_reader_are_one_download_and_no_piece_escapes(letter, settings):
    document, browser, where = letter
    for first in (4, 8, 12):
        body_of(browser.get(where, headers={"Range": f"bytes={first}-{first + 3}"}))
    assert Download.objects.count() == AuditEvent.objects.filter(action="documents.downloaded").count() == 1
    Download.objects.update(at=timezone.now() - timedelta(minutes=settings.DOCUMENT_PIECES_MINUTES + 1))
    body_of(browser.get(where, headers={"Range": "bytes=16-19"}))
    body_of(browser.get(where, headers={"Range": "bytes=999999999-"}))
    body_of(browser.get(where))
    assert Download.objects.filter(document=document).count() == 3


def test_an_address_shared_opens_nothing_to_whoever_may_not_read():
    member, browser = holder()
    adherent = member.adherent
    person = EmploymentFactory(employee__adherent=adherent).employee
    paper = certificate(person)
    notice = DocumentFactory(adherent=adherent, kind=kind_of(adherent.caisse, ShippedKind.PAYMENT_NOTICE))
    gone = DocumentFactory(adherent=adherent, withdrawn_at=timezone.now(), withdrawal_reason="Erreur")
    early = DocumentFactory(adherent=adherent, published_at=timezone.now() + timedelta(hours=1))
    foreign = DocumentFactory()
    reader = browser_of(colleague(adherent, *READS))
    stranger = browser_of(MembershipFactory())
    without = browser_of(colleague(adherent, Right.WAGES_CONSULT))
    random = "0" * 16
    table = [
        (reader, adherent, random, 404),
        (reader, adherent, paper.public_id, 404),
        (reader, adherent, foreign.public_id, 404),
        (browser, adherent, notice.public_id, 404),
        (browser, adherent, gone.public_id, 404),
        (browser, adherent, early.public_id, 404),
        (stranger, adherent, paper.public_id, 404),
        (stranger, Adherent.objects.get(pk=foreign.adherent_id), foreign.public_id, 404),
        (without, adherent, paper.public_id, 403),
    ]
    for who, tiers, ref, status in table:
        assert who.get(address(tiers, "download", ref)).status_code == status, ref
    assert browser.get(address(adherent, "download", paper.public_id)).status_code == 200
    assert Download.objects.count() == 1
    client = type(browser)()
    assert "/connexion/" in client.get(address(adherent, "download", paper.public_id))["Location"]


@pytest.mark.parametrize("harm", ["missing", "altered", "emptied", "a folder"])
def test_a_file_that_is_not_what_was_stored_is_said_and_told_once(letter, harm, caplog):
    document, browser, where = letter
    path = stored(document)
    content = path.read_bytes()
    path.unlink()
    if harm == "altered":
        path.write_bytes(content[:-1] + b"!")
    elif harm == "emptied":
        path.write_bytes(b"")
    elif harm == "a folder":
        path.mkdir()
    health = FileHealth.ALTERED if harm in {"altered", "emptied"} else FileHealth.MISSING
    with caplog.at_level(logging.ERROR):
        for headers in ({}, {"Range": "bytes=0-9"}):
            page = browser.get(where, headers=headers)
            assert page.status_code == 404
            assert document.title in text_of(page)
            assert "demandez-le à votre caisse" in text_of(page)
    assert [record.levelname for record in caplog.records if "Stored file" in record.message] == ["ERROR"]
    assert StoredFile.objects.get(pk=document.file_id).health == health
    assert not Download.objects.exists()
    if harm == "a folder":
        path.rmdir()
    path.write_bytes(content)
    assert body_of(browser.get(where)) == content
    assert StoredFile.objects.get(pk=document.file_id).health == FileHealth.WHOLE


def test_the_front_server_gives_the_file_where_it_is_configured(letter, settings):
    document, browser, where = letter
    settings.DOCUMENT_DELIVERY = "accel"
    response = browser.get(where)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["X-Accel-Redirect"] == f"/protected/{document.file.stored_name}"
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["Cache-Control"] == "no-store"
    assert Download.objects.count() == 1
    stored(document).write_bytes(b"%PDF-1.7 autre")
    assert "X-Accel-Redirect" not in browser.get(where).headers
    location = re.search(r"location (/protected/documents/) \{(.*?)\}", Path("deploy/nginx.conf").read_text(), re.S)
    assert response.headers["X-Accel-Redirect"].startswith(location[1])
    for rule in ("internal;", "alias /srv/files/private/documents/;", "sandbox; default-src 'none'", "nosniff"):
        assert rule in location[2], rule
    stored(document).unlink()


def test_a_store_of_objects_gives_the_file_by_the_portal_or_by_a_signed_address(bucket, letter, settings):
    document, browser, where = letter
    content = files.read(document.file.stored_name)
    assert body_of(browser.get(where)) == content
    assert body_of(browser.get(where, headers={"Range": "bytes=5-9"})) == content[5:10]
    settings.DOCUMENT_DELIVERY = "signed"
    response = browser.get(where)
    assert (response.status_code, response.headers["Cache-Control"]) == (302, "no-store")
    with urlopen(response["Location"]) as given:
        assert given.read() == content
        assert given.headers["Content-Disposition"].startswith("attachment; ")
    assert Download.objects.count() == 2, "the range was a piece of the first"
    files.write(document.file.stored_name, b"%PDF-1.7 plus court")
    assert browser.get(where).status_code == 404
    files.delete([document.file.stored_name])
    for way in ("signed", "app"):
        settings.DOCUMENT_DELIVERY = way
        assert browser.get(where).status_code == 404
    assert Download.objects.count() == 2


def test_a_disk_has_no_signed_address_and_the_portal_gives_the_file(letter, settings):
    document, browser, where = letter
    settings.DOCUMENT_DELIVERY = "signed"
    assert body_of(browser.get(where)) == stored(document).read_bytes()


def test_the_company_sees_who_took_what():
    member, browser = holder()
    adherent = member.adherent
    person = EmploymentFactory(employee__adherent=adherent).employee
    paper, plain = certificate(person), DocumentFactory(adherent=adherent)
    other = DocumentFactory()
    for document in (paper, plain, other):
        Download.objects.create(
            document=document,
            adherent=document.adherent,
            by_label=f"Lecteur {document.pk}",
            firm_name="Comptes et Bilans",
        )
    where = address(adherent, "downloads")
    seen = text_of(browser.get(where))
    for words in (paper.title, plain.title, f"Lecteur {paper.pk}", "Comptes et Bilans"):
        assert words in seen, words
    assert other.title not in seen
    assert f"Lecteur {other.pk}" not in seen
    reader = text_of(browser_of(colleague(adherent, *READS)).get(where))
    assert plain.title in reader
    assert paper.title not in reader
    few = query_count(browser, where)
    for _ in range(60):
        Download.objects.create(document=plain, adherent=adherent, by_label="Encore")
    assert query_count(browser, where) == few <= 12
    assert browser_of(colleague(adherent, *(ALL - {*READS, Right.DOCUMENTS_ACT}))).get(where).status_code == 403


def test_the_caisse_that_looks_in_an_employers_place_takes_nothing(cast):
    adherent, sami = cast.acme.adherent, cast.browser("sami")
    view = reverse("admin:adherents_adherent_look_as_employer", args=[adherent.pk])
    letter = cast.acme.documents.letter
    known = Download.objects.count()
    seen = sami.get(f"{view}{address(adherent, 'index').lstrip('/')}")
    assert letter.title in text_of(seen)
    for words in ("telecharger/", "Télécharger ensemble", "checkbox"):
        assert words not in text_of(seen), words
    taken = sami.get(f"{view}{address(adherent, 'download', letter.public_id).lstrip('/')}")
    assert (taken.status_code, taken.streaming) == (403, False)
    assert Download.objects.count() == known
