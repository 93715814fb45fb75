"""PDF that act, and PDF that readers open though they are not quite right: the verdict on each, and what is stored."""

import zlib
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from pikepdf import Array, Dictionary, Encryption, Name, Pdf, Stream, String

from core import inert_pdf, uploads
from core import pdf as printed

LIMIT = 10 * 1024 * 1024
# Made anew each time: an object belongs to one document.
CALLS: dict[str, Callable[[], Dictionary]] = {
    "JavaScript": lambda: Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")),
    "Launch": lambda: Dictionary(S=Name.Launch, F=String("cmd.exe")),
    "URI": lambda: Dictionary(S=Name.URI, URI=String("https://attaquant.example/")),
    "GoToR": lambda: Dictionary(S=Name.GoToR, F=String("//attaquant/partage")),
    "SubmitForm": lambda: Dictionary(S=Name.SubmitForm, F=String("https://attaquant.example/")),
    "ImportData": lambda: Dictionary(S=Name.ImportData, F=String("a.fdf")),
    "Rendition": lambda: Dictionary(S=Name.Rendition, JS=String("app.alert(1)")),
    "unheard of": lambda: Dictionary(S=Name("/AttaqueInconnue"), X=String("attaquant")),
}
TRACES = (b"alert", b"cmd.exe", b"attaquant", b"a.fdf")


def made(change: Callable[[Pdf], object] = lambda document: None, **options: object) -> bytes:
    document, output = pikepdf.new(), BytesIO()
    document.add_blank_page(page_size=(200, 200))
    change(document)
    document.save(output, **options)
    return output.getvalue()


def stored(content: bytes) -> bytes:
    return uploads.checked("preuve.pdf", content, max_bytes=LIMIT).content


def refusal(content: bytes) -> str:
    with pytest.raises(ValidationError) as refused:
        stored(content)
    return str(refused.value.code)


def plain(content: bytes) -> bytes:
    """Its objects and texts in clear."""
    output = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        document.save(
            output,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    return output.getvalue()


def annotation(document: Pdf, **keys: object) -> Dictionary:
    added = document.make_indirect(Dictionary(Type=Name.Annot, Rect=[0, 0, 9, 9], **keys))
    document.pages[0].Annots = Array([added])
    return added


# Where an action hides, and how it gets there.
PLACES: dict[str, Callable[[Pdf, Dictionary], object]] = {
    "opening": lambda document, action: document.Root.__setattr__("OpenAction", action),
    "closing": lambda document, action: document.Root.__setattr__("AA", Dictionary(WC=action)),
    "page": lambda document, action: document.pages[0].obj.__setattr__("AA", Dictionary(O=action)),
    "link": lambda document, action: annotation(document, Subtype=Name.Link, A=action),
    "field": lambda document, action: annotation(document, Subtype=Name.Widget, AA=Dictionary(K=action)),
    "bookmark": lambda document, action: document.Root.__setattr__(
        "Outlines", Dictionary(First=document.make_indirect(Dictionary(Title=String("Plan"), A=action)))
    ),
    "after another": lambda document, action: document.Root.__setattr__(
        "OpenAction", Dictionary(S=Name.GoTo, D=Array([document.pages[0].obj, Name.Fit]), Next=action)
    ),
    "in a list after another": lambda document, action: document.Root.__setattr__(
        "OpenAction", Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([action]))
    ),
    "shared": lambda document, action: document.Root.__setattr__("OpenAction", document.make_indirect(action)),
}


@pytest.mark.filterwarnings("ignore::pikepdf.exceptions.PageCopyWarning")
@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("place", PLACES)
def test_what_acts_is_taken_away_wherever_it_is(place, call) -> None:
    content = made(lambda document: PLACES[place](document, CALLS[call]()))
    assert any(trace in plain(content) for trace in TRACES)
    kept = plain(stored(content))
    assert [trace for trace in TRACES if trace in kept] == []
    assert len(pikepdf.open(BytesIO(kept)).pages) == 1


def named_scripts(document: Pdf) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), CALLS["JavaScript"]()])))


def base_address(document: Pdf) -> None:
    document.Root.URI = Dictionary(Base=String("https://attaquant.example/"))


def static_form(document: Pdf) -> None:
    document.Root.AcroForm = Dictionary(Fields=Array(), XFA=Stream(document, b"<xfa>alert</xfa>"))


def played(document: Pdf) -> None:
    annotation(document, Subtype=Name.RichMedia, RichMediaContent=Dictionary(Asset=String("attaquant.swf")))


def script_in_a_stream(document: Pdf) -> None:
    document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=Stream(document, b"app.alert(1)"))


@pytest.mark.parametrize("change", [named_scripts, base_address, static_form, played, script_in_a_stream])
def test_other_things_that_act_are_taken_away(change) -> None:
    content = made(change)
    assert any(trace in plain(content) for trace in TRACES)
    kept = plain(stored(content))
    assert [trace for trace in TRACES if trace in kept] == []


def test_what_hides_in_compressed_objects_is_taken_away() -> None:
    content = made(script_in_an_object, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert b"alert" not in content
    assert b"alert" in plain(content)
    assert b"alert" not in plain(stored(content))


def script_in_an_object(document: Pdf) -> None:
    document.Root.OpenAction = document.make_indirect(CALLS["JavaScript"]())


def attached(document: Pdf) -> None:
    document.attachments["virus.exe"] = b"MZ"


def attached_to_an_annotation(document: Pdf) -> None:
    file = Dictionary(Type=Name.Filespec, F=String("a.exe"), EF=Dictionary(F=Stream(document, b"MZ")))
    annotation(document, Subtype=Name.FileAttachment, FS=file)


def portfolio(document: Pdf) -> None:
    document.Root.Collection = Dictionary(View=Name.D)


def dynamic_form(document: Pdf) -> None:
    static_form(document)
    document.Root.NeedsRendering = True


@pytest.mark.parametrize("change", [attached, attached_to_an_annotation, portfolio, dynamic_form])
def test_what_cannot_be_taken_away_without_losing_something_is_refused(change) -> None:
    assert refusal(made(change)) == "active"


# --- What readers open


def harmless(document: Pdf) -> None:
    """A place to open at, a link within, the attributes of a tag: nothing to take away."""
    page = document.pages[0].obj
    document.Root.OpenAction = Array([page, Name.Fit])
    annotation(document, Subtype=Name.Link, A=Dictionary(S=Name.GoTo, D=Array([page, Name.Fit])))
    tag = Dictionary(Type=Name.StructElem, S=Name.P, A=Dictionary(O=Name.Layout))
    document.Root.StructTreeRoot = Dictionary(K=Array([document.make_indirect(tag)]))


@pytest.mark.parametrize("change", [lambda document: None, harmless])
def test_what_does_not_act_is_kept_byte_for_byte(change) -> None:
    content = made(change)
    assert stored(content) == content


def test_what_the_portal_prints_is_kept_byte_for_byte() -> None:
    content = printed.merge([made(), made()])
    assert stored(content) == content


def test_what_opens_without_a_password_is_taken_and_unlocked() -> None:
    """A payslip locked against changes: readers show it without a word."""
    content = made(encryption=Encryption(owner="secret", user="", R=6))
    kept = stored(content)
    assert b"/Encrypt" in content
    assert b"/Encrypt" not in kept


@pytest.mark.parametrize("revision", [3, 4, 6])
def test_what_asks_for_a_password_is_refused(revision) -> None:
    options = {"aes": False, "metadata": False} if revision == 3 else {}
    assert refusal(made(encryption=Encryption(owner="a", user="secret", R=revision, **options))) == "encrypted"


@pytest.mark.parametrize("before", [b"\n", b"\xef\xbb\xbf", b"Content-Type: application/pdf\r\n\r\n", b"\0" * 1000])
def test_bytes_before_the_header_are_left_out(before) -> None:
    kept = stored(before + made())
    assert kept.startswith(b"%PDF-")
    assert len(pikepdf.open(BytesIO(kept)).pages) == 1


def without_its_end(content: bytes) -> bytes:
    return content[: content.rindex(b"xref")]


def with_wrong_offsets(content: bytes) -> bytes:
    start = content.rindex(b"startxref")
    return content[:start] + b"startxref\n7\n%%EOF"


@pytest.mark.parametrize("damage", [without_its_end, with_wrong_offsets, lambda content: content + b"\0" * 2000])
def test_what_readers_mend_is_mended(damage) -> None:
    content = made(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert len(pikepdf.open(BytesIO(stored(damage(content)))).pages) == 1


def test_objects_that_swell_are_refused_without_being_held() -> None:
    """1.5 MB that a reader would unzip to 1.5 GB before it knows whether there is a page."""
    swollen = zlib.compress(b"1 0 2 9 <</A 1>> <</B 2>>" + b" " * 300_000_000, 9)
    body = b"%%PDF-1.5\n5 0 obj<</Type/ObjStm/N 2/First 8/Filter/FlateDecode/Length %d>>stream\n" % len(swollen)
    body += swollen + b"\nendstream endobj\n"
    entries = b"".join([b"\0\0\0\0\0\xff", b"\2\0\0\0\5\0", b"\2\0\0\0\5\1"])
    table = b"6 0 obj<</Type/XRef/Size 3/W[1 4 1]/Root 1 0 R/Length %d>>stream\n" % len(entries)
    content = body + table + entries + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(body)
    assert refusal(content) == "broken"


def test_more_objects_than_a_document_has_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(inert_pdf, "_MAX_OBJECTS", 50)
    assert stored(made())
    assert refusal(made(lambda document: document.Root.__setattr__("Keep", Array([Array() for _ in range(60)])))) == (
        "overloaded"
    )
