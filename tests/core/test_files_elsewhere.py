"""Private files in an S3-compatible store: all that `core.files` promises of a disk, and addresses that give a file."""

import hashlib
import tracemalloc
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import pytest
from django.core.exceptions import SuspiciousOperation
from django.core.files.base import ContentFile
from django.utils import timezone

from cibtp_portal.settings.storage import private_storage
from core import files
from tests.s3 import FOLDER

NAME = "documents/ab/abcd"


def held(bucket) -> dict[str, bytes]:
    return {one.key: one.get()["Body"].read() for one in bucket.objects.all()}


def test_what_is_written_is_read_replaced_listed_and_deleted(bucket) -> None:
    files.write(NAME, b"one")
    files.write(NAME, b"another")
    files.write("documents/ac/acde", b"third")
    assert held(bucket) == {f"{FOLDER}/{NAME}": b"another", f"{FOLDER}/documents/ac/acde": b"third"}
    assert list(files.read_all([NAME, "documents/ac/acde"])) == [b"another", b"third"]
    assert files.names_in("documents/ab") == [NAME]
    assert files.names_in("documents/zz") == []
    assert abs(files.written_at(NAME) - timezone.now()) < timedelta(minutes=5)
    assert bucket.Object(f"{FOLDER}/{NAME}").server_side_encryption == "AES256"
    files.delete([NAME, "documents/never/was"])
    assert list(held(bucket)) == [f"{FOLDER}/documents/ac/acde"]


def test_a_file_is_never_missing_while_it_is_replaced(bucket, monkeypatch) -> None:
    files.write(NAME, b"one")
    deleted = []
    monkeypatch.setattr(type(files.private()), "delete", lambda storage, name: deleted.append(name))
    files.write(NAME, b"two")
    assert (deleted, files.read(NAME)) == ([], b"two")


@pytest.mark.parametrize("read", [files.read, lambda name: files.attachment(name, filename="a.pdf")])
def test_a_missing_file_is_said_at_once_as_a_disk_says_it(bucket, read) -> None:
    with pytest.raises(FileNotFoundError):
        read(NAME)


def test_a_name_that_leaves_the_folder_is_refused(bucket) -> None:
    bucket.put_object(Key="ailleurs/secret", Body=b"secret")
    for name in ("../ailleurs/secret", "documents/../../ailleurs/secret"):
        with pytest.raises(SuspiciousOperation):
            files.read(name)


def test_a_download_is_an_attachment_with_its_size(bucket) -> None:
    files.write(NAME, b"%PDF-1.7 relev\xe9")
    answer = files.attachment(NAME, filename="Relevé d’août.pdf")
    assert b"".join(answer) == b"%PDF-1.7 relev\xe9"
    answer.file_to_stream.close()
    assert answer["Content-Length"] == "15"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Relev%C3%A9")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_large_file_is_not_held_in_memory(bucket) -> None:
    large = hashlib.sha256(b"x").digest() * 2**20
    files.write(NAME, large)
    answer = files.attachment(NAME, filename="grand.pdf")
    tracemalloc.start()
    digest = hashlib.sha256()
    for chunk in answer:
        digest.update(chunk)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    answer.file_to_stream.close()
    assert digest.digest() == hashlib.sha256(large).digest()
    assert peak < len(large) / 4, peak


def test_a_signed_address_gives_the_file_for_a_short_time_and_alone(bucket) -> None:
    files.write(NAME, b"%PDF-1.7")
    files.write("documents/ac/acde", b"other")
    address = files.signed_address(NAME, filename="Relevé d’août.pdf", seconds=45)
    with urlopen(address) as answer:  # noqa: S310  the server of the test
        assert answer.read() == b"%PDF-1.7"
        assert answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''Relev%C3%A9")
        assert answer.headers["Cache-Control"] == "no-store"
    asked = parse_qs(urlsplit(address).query)
    assert (asked["X-Amz-Expires"], asked["X-Amz-SignedHeaders"]) == (["45"], ["host"])
    assert "X-Amz-Signature" in asked


def test_a_disk_signs_nothing() -> None:
    with pytest.raises(files.NotSigned):
        files.signed_address(NAME, filename="a.pdf", seconds=60)


def test_the_environment_says_where(tmp_path, monkeypatch) -> None:
    for name in ("S3_BUCKET", "S3_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)
    disk = private_storage(tmp_path)
    assert disk["OPTIONS"]["location"] == str(tmp_path / "private")
    monkeypatch.setenv("S3_BUCKET", "portail")
    monkeypatch.setenv("S3_ENDPOINT_URL", "https://s3.example.fr")
    monkeypatch.setenv("S3_ENCRYPTION", "AES256")
    store = private_storage(tmp_path)
    assert store["BACKEND"] == "core.object_storage.PrivateObjectStorage"
    kept = store["OPTIONS"]
    assert (kept["bucket_name"], kept["endpoint_url"]) == ("portail", "https://s3.example.fr")
    assert (kept["encryption"], kept["access_key"]) == ("AES256", None)


@pytest.mark.parametrize(
    "ask",
    [
        files.read,
        files.opened,
        files.size_of,
        files.written_at,
        files.names_in,
        lambda name: files.write(name, b"one"),
        lambda name: files.write_from(name, ContentFile(b"one")),
        lambda name: files.delete([name]),
        lambda name: files.attachment(name, filename="a.pdf"),
    ],
)
def test_a_store_that_is_down_says_nothing_of_the_file(store_goes_down, ask) -> None:
    store_goes_down()
    with pytest.raises(files.StoreUnavailable):
        ask(NAME)
