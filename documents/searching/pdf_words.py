"""The words of a PDF, whatever it does to who reads it.

pdfium is C++ that reads what strangers wrote: it may hang, exhaust the memory or crash. It runs in a process of its own
(`pdf_child`), which is limited, killed when it is late, and started again: for each file, that would take longer than
reading it, so one serves many.
"""

import atexit
import json
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from documents.searching.pdf_child import ANSWER, QUESTION, SECONDS

_PROGRAM = Path(__file__).with_name("pdf_child.py")
_GRACE = 10
# What pdfium forgets to give back is given back with the process.
_MAX_FILES = 500
_MAX_ANSWER = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class PdfWords:
    """`error`: why it does not open; empty when it does."""

    error: str
    count: int
    pages: tuple[str, ...]


_CRASHED = PdfWords("crashed", 0, ())


class _Reader:
    """One process at a time, for all the threads of this one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._served = 0

    def read(self, content: bytes, wanted: int, seconds: float) -> PdfWords:
        with self._lock:
            child = self._running()
            late = threading.Timer(seconds, child.kill)
            late.start()
            try:
                return _asked(child, content, wanted)
            except (OSError, EOFError, ValueError):
                self._stop(child)
                return _CRASHED
            finally:
                late.cancel()

    def close(self) -> None:
        with self._lock:
            if self._child is not None:
                self._stop(self._child)

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._child is not None and (self._served >= _MAX_FILES or self._child.poll() is not None):
            self._stop(self._child)
        if self._child is None:
            command = [sys.executable, "-I", str(_PROGRAM)]
            pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
            self._child = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere)  # noqa: S603
            self._served = 0
        self._served += 1
        return self._child

    def _stop(self, child: "subprocess.Popen[bytes]") -> None:
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    continue
        self._child = None


_reader = _Reader()
atexit.register(_reader.close)


def words_of_pdf(content: bytes, *, wanted: int, seconds: float = SECONDS + _GRACE) -> PdfWords:
    """So many characters at most; in so many seconds, or it is said to have crashed."""
    return _reader.read(content, wanted, seconds)


def _asked(child: "subprocess.Popen[bytes]", content: bytes, wanted: int) -> PdfWords:
    if child.stdin is None or child.stdout is None:
        raise EOFError
    child.stdin.write(QUESTION.pack(len(content), wanted) + content)
    child.stdin.flush()
    size = child.stdout.read(ANSWER.size)
    if len(size) < ANSWER.size or (expected := ANSWER.unpack(size)[0]) > _MAX_ANSWER:
        raise EOFError
    answer = json.loads(child.stdout.read(expected))
    return PdfWords(answer["error"], answer["count"], tuple(answer["pages"]))
