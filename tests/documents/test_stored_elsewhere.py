"""Documents whose files are in an S3-compatible store: published, sent, taken away, deleted, as on a disk."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import files
from core.references import new_public_id
from documents.enums import ShippedKind, TextState
from documents.models import SentFile, StoredFile
from documents.searching.reading import read_file
from documents.services.storing import keep, purge_orphans
from tests.cast import Browser
from tests.documents.factories import DocumentFactory, kind_of, pdf_of
from tests.employees.person_kit import said_to
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
PDF = pdf_of(("Relevé de compte",))


def keys(bucket) -> set[str]:
    return {one.key for one in bucket.objects.all()}


def test_one_content_is_one_object_read_by_the_job_and_purged(bucket, django_capture_on_commit_callbacks) -> None:
    document = DocumentFactory(words=("Relevé de compte",))
    assert keep(PDF).pk == document.file_id
    assert keys(bucket) == {f"portail/{document.file.stored_name}"}
    read_file(document.file_id)
    file = StoredFile.objects.select_related("text").get()
    assert (file.text_state, file.text.pages) == (TextState.READ, ["Relevé de compte"])
    assert purge_orphans() == 0
    document.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert purge_orphans() == 1
    assert keys(bucket) == set()


def test_a_file_missing_from_the_store_is_unreadable_and_nothing_else(bucket) -> None:
    file = keep(PDF)
    files.delete([file.stored_name])
    read_file(file.pk)
    file.refresh_from_db()
    assert file.text_state == TextState.UNREADABLE


def test_what_is_sent_is_kept_given_back_and_said_when_it_is_missing(bucket) -> None:
    member = MembershipFactory()
    kind_of(member.adherent.caisse)
    browser, ref = Browser(), member.adherent.public_id
    browser.force_login(member.user)
    sent = {
        "kind": ShippedKind.REGISTRATION.value,
        "attempt": new_public_id(),
        "files": SimpleUploadedFile("kbis.pdf", PDF, content_type="application/pdf"),
    }
    assert browser.post(reverse("documents:send", args=[ref]), sent).status_code == 302
    file = SentFile.objects.get()
    assert keys(bucket) == {f"portail/{file.stored_name}"}
    address = reverse("documents:sent_file", args=[ref, file.public_id])
    assert b"".join(browser.get(address)).startswith(b"%PDF")
    files.delete([file.stored_name])
    assert "introuvable" in said_to(browser.get(address, follow=True))
