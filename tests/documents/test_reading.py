"""The job that reads the words of files, whatever the files do to it."""

import io
from functools import cache
from typing import Any

import pikepdf
import pytest

from core import files
from documents.enums import TextState
from documents.models import FileText, StoredFile
from documents.searching import pdf_words
from documents.searching.pdf_child import words_of
from documents.searching.pdf_words import words_of_pdf
from documents.searching.reading import read_file, written
from documents.services.storing import checked_pdf, keep
from tests.documents.factories import pdf_of

pytestmark = pytest.mark.django_db
WORDS = ("Relevé de compte : 1 234,56 €",)


def saved(content: bytes, **options: Any) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.save(output, **options)
    return output.getvalue()


def looped() -> bytes:
    """Its pages are their own parent, and one of them draws itself."""
    document = pikepdf.new()
    document.add_blank_page()
    document.Root.Pages.Kids.append(document.Root.Pages)
    page = document.pages[0].obj
    form = document.make_stream(b"/Me Do")
    form.Type, form.Subtype, form.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, [0, 0, 9, 9]
    form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Me=form))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Me=form))
    page.Contents = document.make_stream(b"/Me Do")
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


def swollen() -> bytes:
    """Some kilobytes that are twenty megabytes of drawing."""
    document = pikepdf.new()
    document.add_blank_page()
    document.pages[0].obj.Contents = document.make_stream(b"0 0 m 1 1 l S " * 1_500_000)
    output = io.BytesIO()
    document.save(output, compress_streams=True)
    return output.getvalue()


def blank(pages: int) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    output = io.BytesIO()
    document.save(output)
    return output.getvalue()


@cache
def hostile() -> dict[str, tuple[bytes, set[TextState]]]:
    """Each with the states that it may be marked as."""
    plain = pdf_of(WORDS)
    locked = pikepdf.Encryption(owner="secret", user="secret")
    guarded = pikepdf.Encryption(owner="secret", user="", allow=pikepdf.Permissions(modify_form=False))
    unreadable = {TextState.UNREADABLE}
    without_words = {TextState.UNREADABLE, TextState.NONE}
    return {
        "plain": (plain, {TextState.READ}),
        "bytes before the header": (b"\r\n\xef\xbb\xbfHTTP/1.1 200 OK\r\n\r\n" + plain, {TextState.READ}),
        "locked against changes": (saved(plain, encryption=guarded), {TextState.READ}),
        "cut": (plain[:-400], {TextState.READ, TextState.UNREADABLE}),
        "locked": (saved(plain, encryption=locked), {TextState.LOCKED}),
        "empty": (b"", unreadable),
        "no pdf": (b"PK\x03\x04" * 1_000, unreadable),
        "a header alone": (b"%PDF-1.7\n", unreadable),
        "zeros": (b"%PDF-1.7\n" + bytes(100_000), unreadable),
        "2,000 pages": (blank(2_000), {TextState.NONE}),
        "looped": (looped(), without_words),
        "swollen": (swollen(), without_words),
    }


def test_any_file_is_marked_as_it_is_and_the_next_one_is_read() -> None:
    counts, texts = {}, {}
    for name, (content, states) in hostile().items():
        file = keep(content)
        read_file(file.pk)
        file.refresh_from_db()
        assert TextState(file.text_state) in states, name
        counts[name] = file.pages
        texts[name] = FileText.objects.filter(file=file).values_list("pages", flat=True).first()
        assert (texts[name] is not None) == (file.text_state == TextState.READ), name
    assert counts["2,000 pages"] == 2_000
    assert texts["locked against changes"] == texts["bytes before the header"] == [WORDS[0]]


def test_what_is_published_opens_although_it_was_locked_against_changes_or_preceded_by_bytes() -> None:
    for name in ("bytes before the header", "locked against changes"):
        content = checked_pdf("relevé.pdf", hostile()[name][0])
        assert content.startswith(b"%PDF-"), name
        assert "Relevé de compte" in words_of(content, 1_000)["pages"][0], name  # type: ignore[index]


def test_a_missing_file_or_one_that_is_no_pdf_is_marked_and_asked_no_more(monkeypatch: Any) -> None:
    missing, image = keep(pdf_of(("Perdu",))), keep(b"\x89PNG", content_type="image/png")
    files.delete([missing.stored_name])
    read_file(missing.pk)
    read_file(image.pk)
    read_file(10**9)
    states = dict(StoredFile.objects.filter(pk__in=[missing.pk, image.pk]).values_list("pk", "text_state"))
    assert states == {missing.pk: TextState.UNREADABLE, image.pk: TextState.NONE}
    monkeypatch.setattr(files, "read", lambda name: pytest.fail("read again"))
    read_file(missing.pk)


def test_a_program_that_hangs_or_dies_is_replaced(tmp_path: Any, monkeypatch: Any) -> None:
    reader = pdf_words._Reader()
    behaviours = {"hangs": "import time\ntime.sleep(60)", "dies": "import os\nos.abort()", "babbles": "print('9' * 99)"}
    for name, source in behaviours.items():
        program = tmp_path / f"{name}.py"
        program.write_text(source)
        reader.close()
        with monkeypatch.context() as patched:
            patched.setattr(pdf_words, "_PROGRAM", program)
            assert reader.read(pdf_of(WORDS), 100, 1).error == "crashed", name
        assert reader.read(pdf_of(WORDS), 100, 60).count == 1, name
    first = reader._child
    monkeypatch.setattr(pdf_words, "_MAX_FILES", 2)
    assert reader.read(pdf_of(WORDS), 100, 60).count == 1
    assert reader.read(pdf_of(WORDS), 6, 60).pages == ("Relevé",)
    assert reader._child is not first
    reader.close()


def test_what_is_read_is_limited_and_cleaned(settings: Any) -> None:
    settings.DOCUMENT_TEXT_MAX_LENGTH = 9
    file = keep(pdf_of(("Relevé de compte",), ("Deux",)))
    read_file(file.pk)
    assert FileText.objects.get(file=file).pages == ["Relevé de"]
    assert words_of_pdf(pdf_of(("Un",), ("Deux",)), wanted=10).pages == ("Un", "Deux")
    told = "certi\ufb01cat de mar\ufffe\r\nché\x00\x07 \ud83dfin\r\n\u00adici"
    assert written(told) == "certificat de marché fin\nici"
