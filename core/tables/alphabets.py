"""In which alphabet a text was saved: said by the file itself, or found on evidence, or not read at all.

A mark at the beginning, or bytes that are UTF-8: nothing to ask. Otherwise one of the three alphabets in which
spreadsheets still save a CSV, provided that it alone makes every accent likely (`accents`): whoever sent the file is
then shown some of its words, and confirms. In doubt the file is refused as a whole: « LEMATRE Hlne » hires nobody.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from core.tables import accents
from core.tables.errors import UnreadableTable, wrong_kind

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
ALPHABETS = {"windows": "cp1252", "mac": "mac_roman", "ms-dos": "cp850"}
NAMES = {
    "windows": "Windows (Windows-1252)",
    "mac": "Mac (Mac OS Roman)",
    "ms-dos": "MS-DOS (page de code 850)",
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x80-\x9f]")
_ACCENT = re.compile(rb"[\x80-\xff]")
# Accents lost already, or UTF-8 that another program took for Windows or for Mac before saving it again.
_LOST = re.compile(r"\ufffd|Ã[\x80-\xbf€-™Œ-ž]|Â[\xa0-\xbf]|â€|√[^\x00-\x7f]")
# What « d’é » or « À» » of another alphabet happen to be in UTF-8: phonetic signs, Armenian.
_UNLIKELY = re.compile(r"[\u0250-\u02af\u0530-\u058f]")
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_WORDS_SHOWN = 12
_WORDS_LOOKED_AT = 200_000
_WORD_MAX_LENGTH = 40
_HOW = (
    "Dans votre tableur, enregistrez-le au format XLSX, ou en CSV en choisissant « CSV UTF-8 », puis envoyez-le de "
    "nouveau."
)


@dataclass(frozen=True, slots=True)
class Alphabet:
    """One found on evidence, of `ALPHABETS`, and words of the file that show each of its accents."""

    key: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """For people."""
        return NAMES[self.key]


def decoded(content: bytes) -> tuple[str, Alphabet | None]:
    """The text; and its alphabet when somebody must confirm it. Raises `UnreadableTable`."""
    text = _marked(content)
    if text is None:
        try:
            text = content.decode()
        except UnicodeDecodeError:
            return _of_old(content)
        if unlikely := _UNLIKELY.search(text):
            raise _doubtful(text.count("\n", 0, unlikely.start()) + 1)
    _refuse_control(text)
    return text, None


def refuse_lost_accents(number: int, text: str) -> None:
    """Whatever the file is: what was lost before it was sent cannot be found again. Raises `UnreadableTable`."""
    if not text.isascii() and _LOST.search(text):
        raise UnreadableTable(
            f"Ligne {number} : des lettres accentuées ont été perdues ou changées avant l’envoi (« é » devenu « Ã© », "
            "ou un losange). Repartez du fichier d’origine, et vérifiez les accents avant de l’enregistrer."
        )


def mark_of(content: bytes) -> str:
    """The encoding that a mark at the beginning says; empty without any."""
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), "")


def _marked(content: bytes) -> str | None:
    encoding = mark_of(content)
    if not encoding:
        return None
    try:
        return content.decode(encoding)[1:]
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, "replace")
        raise _doubtful(before.count("\n") + 1) from None


def _of_old(content: bytes) -> tuple[str, Alphabet]:
    # In none of them is a control character a letter.
    _refuse_control(content.decode("ascii", "replace"))
    key = _likeliest(content)
    text = content.decode(ALPHABETS[key])
    _refuse_control(text)
    return text, Alphabet(key, tuple(_sample(text)))


def _accents_of(content: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Each accent with what surrounds it, its place there and in the file; once for the same surroundings."""
    seen: set[tuple[bytes, int]] = set()
    for accent in _ACCENT.finditer(content):
        start = max(0, accent.start() - accents.BEFORE)
        around, place = content[start : accent.end() + accents.AFTER], accent.start() - start
        if (around, place) not in seen:
            seen.add((around, place))
            yield around, place, accent.start()


def _likeliest(content: bytes) -> str:
    """The alphabet that alone makes them all likely, or twice as likely as any other. Raises `UnreadableTable`."""
    sums = dict.fromkeys(ALPHABETS, 0)
    count = 0
    for around, place, position in _accents_of(content):
        count += 1
        for key in list(sums):
            points = _points(around, place, ALPHABETS[key])
            if points == accents.NEVER:
                del sums[key]
            else:
                sums[key] += points
        if not sums:
            raise _doubtful(content.count(b"\n", 0, position) + 1)
    best, *others = sorted(sums, key=sums.__getitem__, reverse=True)
    if others and sums[best] < max(2 * sums[others[0]], accents.USUAL * count):
        raise _doubtful()
    return best


def _points(around: bytes, place: int, encoding: str) -> int:
    try:
        # One byte is one character in each of them.
        return accents.likelihood(around.decode(encoding), place)
    except UnicodeDecodeError:
        return accents.NEVER


def _refuse_control(text: str) -> None:
    if _CONTROL.search(text):
        raise wrong_kind("illisible comme du texte")


def _sample(text: str) -> Iterator[str]:
    """Words that show each accent of the file once, of its lines rather than of its headings; then a few more."""
    first_line = text.find("\n") + 1
    words = (word[0] for part in (text[first_line:], text[:first_line]) for word in _WORD.finditer(part))
    accented = dict.fromkeys(word for word in islice(words, _WORDS_LOOKED_AT) if not word.isascii())
    shown: dict[str, None] = {}
    known: set[str] = set()
    for word in accented:
        letters = {letter for letter in word if not letter.isascii()}
        if letters - known:
            known |= letters
            shown[word] = None
    everything = dict.fromkeys([*shown, *accented])
    return (word[:_WORD_MAX_LENGTH] for word in islice(everything, _WORDS_SHOWN))


def _doubtful(line: int | None = None) -> UnreadableTable:
    where = f" (ligne {line})" if line else ""
    return UnreadableTable(f"Les lettres accentuées de ce fichier ne se lisent pas avec certitude{where}. {_HOW}")
