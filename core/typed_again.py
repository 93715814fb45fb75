"""What was typed in a form that could not be sent: kept, and back in the form when its person opens the page again.

A session that ends, a password to give again, a certification that is due: the request is not done, and nothing of it
is lost. It is kept sealed in the browser's session, for a short time, once, for the person who typed it and for the
page it was typed in. Secrets and files are not: they are said to be typed, or chosen, again.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.forms import BoundField, FileInput, PasswordInput
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from core.addresses import page_of
from core.sealing import Unsealable, seal, unseal

LIFETIME = timedelta(minutes=30)
MAX_LENGTH = 32 * 1024
_KEY, _TOKEN = "typed_again", "csrfmiddlewaretoken"
# Passwords, codes received or shown once, tokens. A postal code is no secret.
_SECRET = re.compile(r"password|token|(?:^|_)code$", re.IGNORECASE)
_NO_SECRET = frozenset({"postal_code"})


@dataclass(frozen=True, slots=True)
class Kept:
    """`typed`: as a body of a form; the rest says for whom, for which page, since when, and what is not there."""

    person: str
    page: str
    at: float
    typed: str
    without_files: bool
    without_secrets: bool

    @property
    def fields(self) -> QueryDict:
        return QueryDict(self.typed)


_present: ContextVar[Kept | None] = ContextVar("typed_again", default=None)


def is_secret(name: str) -> bool:
    return bool(_SECRET.search(name)) and name not in _NO_SECRET


def is_typed(request: HttpRequest) -> bool:
    """Whether something is posted that a person has typed or chosen; a mere button is not."""
    is_said = any(any(values) for name, values in request.POST.lists() if name != _TOKEN)
    return request.method == "POST" and (is_said or bool(request.FILES))


def keep(request: HttpRequest, person: str) -> bool:
    """Keep what is posted for that person (their public reference) and the page it was posted from, if it may be."""
    # Some browsers do not say where they send from: most forms are sent to the address of their own page.
    page = urlsplit(page_of(request)).path or request.path
    if not person:
        return False
    typed = request.POST.copy()
    secrets = [name for name in typed if is_secret(name)]
    for name in secrets:
        del typed[name]
    text = typed.urlencode()
    if len(text) > MAX_LENGTH:
        return False
    kept = Kept(person, page, timezone.now().timestamp(), text, bool(request.FILES), secrets not in ([], [_TOKEN]))
    request.session[_KEY] = seal(json.dumps(asdict(kept))).decode()
    return True


def kept_for(request: HttpRequest, person: str) -> Kept | None:
    """What that person typed in the page being read. What is too old, or somebody else's, is forgotten."""
    sealed = request.session.get(_KEY)
    if sealed is None:
        return None
    kept = _opened(sealed)
    age = timezone.now().timestamp() - kept.at if kept is not None else 0.0
    if kept is None or kept.person != person or not 0 <= age <= LIFETIME.total_seconds():
        forget(request)
        return None
    return kept if kept.page == request.path else None


def forget(request: HttpRequest) -> None:
    request.session.pop(_KEY, None)


@contextmanager
def shown(kept: Kept | None) -> Iterator[None]:
    """While a page is drawn."""
    before = _present.set(kept)
    try:
        yield
    finally:
        _present.reset(before)


def present() -> Kept | None:
    """What comes back in the page being drawn."""
    return _present.get()


def mark(name: str) -> str:
    """The mark, hidden in the form that was typed, of what its reader had seen; empty when nothing comes back."""
    kept = _present.get()
    return kept.fields.get(name, "") if kept is not None else ""


def is_chosen(name: str, value: str) -> bool:
    """Whether this box was ticked, this option chosen, in what comes back: for a control that no form draws."""
    kept = _present.get()
    return kept is not None and value in kept.fields.getlist(name)


class TypedAgainField(BoundField):
    """Every field of the portal (`core.rendering`): a form not yet sent shows what was typed in it."""

    def value(self) -> Any:
        kept = _present.get()
        if kept is None or self.form.is_bound or not self._comes_back():
            return super().value()
        fields = kept.fields
        if not any(self.form.add_prefix(name) in fields for name in self.form.fields):
            return super().value()
        typed = self.field.widget.value_from_datadict(fields, MultiValueDict(), self.html_name)
        return self.field.prepare_value(typed)

    def _comes_back(self) -> bool:
        widget = self.field.widget
        return not (widget.is_hidden or isinstance(widget, FileInput | PasswordInput) or is_secret(self.name))


def _opened(sealed: str) -> Kept | None:
    try:
        return Kept(**json.loads(unseal(sealed.encode())))
    except (Unsealable, ValueError, TypeError):
        return None
