"""PDF that people send, made unable to act: no script, no program, no address called, no form filled elsewhere.

Readers are lenient, so is this: bytes before the header, a damaged table of contents, a file that is locked against
changes but opens without a password are written again by qpdf (`pikepdf`). One in which there is nothing to mend is
kept byte for byte, with its signature if it has one.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pikepdf.exceptions
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, settings

HEADER = b"%PDF-"
HEADER_WITHIN = 1024
_MAX_UNZIPPED = 64 * 1024**2
_MAX_CONTAINER = 1_000_000
_MAX_WARNINGS = 1_000
# Some seconds of work; a long contract has ten times fewer.
_MAX_OBJECTS = 200_000

# A small file may swell to gigabytes where a reader looks for its objects.
settings.set_qpdf_limits(
    flate_max_memory=_MAX_UNZIPPED,
    run_length_max_memory=_MAX_UNZIPPED,
    parser_max_container_size=_MAX_CONTAINER,
    doc_max_warnings=_MAX_WARNINGS,
)

# Actions that only move within the document; of all the others nothing is kept, links to the web included.
_HARMLESS = frozenset({"/GoTo", "/Named", "/Thread"})
_ACTIONS = frozenset(
    {
        *("/JavaScript", "/Launch", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/ResetForm", "/ImportData", "/Hide"),
        *("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/SetOCGState", "/Trans", "/GoTo3DView", "/GoToDp"),
    }
)
_ACTING_KEYS = frozenset({"/JavaScript", "/XFA"})
_CALLING_KEYS = frozenset({"/A", "/OpenAction", "/PA", "/Next"})
# Without any of these, a dictionary neither acts nor attaches.
_TELLING = _ACTING_KEYS | _CALLING_KEYS | {"/S", "/Subtype", "/AA", "/EF"}
# Of an action that is emptied, what says how its bytes are written.
_OF_STREAMS = frozenset({"/Length", "/Filter", "/DecodeParms"})
_PLAYED = frozenset({"/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"})


class LockedPdf(ValueError):
    """It does not open without a password."""


class BrokenPdf(ValueError):
    """No reader opens it."""


class AttachingPdf(ValueError):
    """Other files travel inside: dropping them would lose what was sent."""


class FilledElsewherePdf(ValueError):
    """Its pages are drawn by another program from its data (dynamic XFA): there is nothing else to read."""


class OverloadedPdf(ValueError):
    """More objects than a document has."""


def inert(content: bytes) -> bytes:
    """What may be stored. Raises one of the errors above."""
    try:
        with pikepdf.open(BytesIO(_from_header(content)), suppress_warnings=True) as document:
            return _inert(document, content)
    except pikepdf.PasswordError:
        raise LockedPdf from None
    except (pikepdf.PdfError, pikepdf.DataDecodingError, RuntimeError, TypeError, KeyError, IndexError):
        # What qpdf says of a file that is not what it seems, according to where.
        raise BrokenPdf from None


def _from_header(content: bytes) -> bytes:
    return content[content.index(HEADER) :]


def _inert(document: Pdf, content: bytes) -> bytes:
    if not len(document.pages):
        raise BrokenPdf
    if document.Root.get("/NeedsRendering", False):
        raise FilledElsewherePdf
    is_mended = _disarm(document)
    if is_mended or document.is_encrypted or document.get_warnings() or not content.startswith(HEADER):
        return _saved(document)
    return content


def _saved(document: Pdf) -> bytes:
    output = BytesIO()
    with warnings.catch_warnings():
        # Of a form whose fields were never listed: as it was sent.
        warnings.simplefilter("ignore", pikepdf.exceptions.PageCopyWarning)
        document.save(output, encryption=False)
    return output.getvalue()


def _disarm(document: Pdf) -> bool:
    """Take away whatever acts; whether there was anything. Raises AttachingPdf."""
    is_mended = "/URI" in document.Root
    if is_mended:
        del document.Root["/URI"]
    if "/Collection" in document.Root:
        raise AttachingPdf
    for dictionary, keys in _dictionaries(document):
        if _TELLING.isdisjoint(keys):
            continue
        if _attaches(dictionary):
            raise AttachingPdf
        is_mended |= _disarm_one(dictionary, keys)
    return is_mended


def _attaches(dictionary: Object) -> bool:
    embedded = dictionary.get("/EF")
    return _kind(dictionary, "/Subtype") == "/FileAttachment" or (
        isinstance(embedded, Dictionary) and any(name in embedded for name in ("/F", "/UF"))
    )


def _disarm_one(dictionary: Object, keys: frozenset[str]) -> bool:
    if _kind(dictionary, "/S") in _ACTIONS or _kind(dictionary, "/Subtype") in _PLAYED:
        # Whoever refers to it now refers to nothing.
        acting = keys - _OF_STREAMS
    else:
        acting = keys & _ACTING_KEYS
        acting |= {key for key in keys & _CALLING_KEYS if _acts(dictionary[key])}
        acting |= {"/AA"} if _acts_on_events(dictionary) else set()
    for key in acting:
        del dictionary[key]
    return bool(acting)


def _acts_on_events(dictionary: Object) -> bool:
    events = dictionary.get("/AA")
    return isinstance(events, Dictionary) and any(_acts(events[event]) for event in events.keys())  # noqa: SIM118


def _acts(called: Object) -> bool:
    """A place in the document does not; nor does a dictionary that is no action, such as the attributes of a tag."""
    if isinstance(called, Array):
        return any(_acts(one) for one in called if isinstance(one, Dictionary))
    return isinstance(called, Dictionary) and "/S" in called and _kind(called, "/S") not in _HARMLESS


def _kind(dictionary: Object, key: str) -> str:
    value = dictionary.get(key)
    return str(value) if isinstance(value, Name) else ""


def _dictionaries(document: Pdf) -> Iterator[tuple[Object, frozenset[str]]]:
    """Every dictionary of the file with its keys, once, wherever it is written. Raises OverloadedPdf.

    Without recursion, which a file could exhaust.
    """
    waiting: list[Object] = [document.trailer]
    waiting += document.objects
    left = _MAX_OBJECTS
    while waiting:
        current = waiting.pop()
        if isinstance(current, Dictionary | Stream):
            keys = frozenset(current.keys())
            yield current, keys
            children = [current[key] for key in keys if key in current]
        elif isinstance(current, Array):
            children = list(current)
        else:
            continue
        left -= 1
        if left < 0:
            raise OverloadedPdf
        waiting += [child for child in children if isinstance(child, Object) and not child.is_indirect]
