"""What passes by itself, the store of files or the database that does not answer, is told as such."""

import logging

import pytest
from django.db import OperationalError
from django.urls import reverse

from cibtp_portal import views
from documents.enums import FileHealth
from documents.models import Download
from tests.documents.factories import DocumentFactory
from tests.documents.kit import address, holder

pytestmark = pytest.mark.django_db


def test_a_store_that_is_down_is_told_and_the_file_is_not_said_missing(store_goes_down, caplog):
    member, browser = holder()
    document = DocumentFactory(adherent=member.adherent, words=("Relevé",))
    store_goes_down()
    browser.raise_request_exception = False
    with caplog.at_level(logging.ERROR):
        answer = browser.get(address(member.adherent, "download", document.public_id))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert "momentanément indisponible" in answer.content.decode()
    assert "StoreUnavailable" in caplog.text, "whoever keeps the portal is told"
    document.file.refresh_from_db()
    assert document.file.health != FileHealth.MISSING
    assert not Download.objects.exists()


def test_a_database_that_is_down_is_told(client, monkeypatch):
    def down() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(views.connection, "cursor", down)
    client.raise_request_exception = False
    answer = client.get(reverse("health"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert "connection refused" not in answer.content.decode()


def test_a_fault_of_ours_is_not_told_as_passing(client, monkeypatch):
    def wrong() -> None:
        raise ValueError("a fault")

    monkeypatch.setattr(views.connection, "cursor", wrong)
    client.raise_request_exception = False
    answer = client.get(reverse("health"))
    assert answer.status_code == 500
    assert "Retry-After" not in answer.headers
