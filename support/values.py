"""What travels between the layers of the section."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.linked import Linked
from core.uploads import Upload


@dataclass(frozen=True, slots=True)
class MessageValues:
    """What is written, and what goes with it."""

    body: str
    uploads: Sequence[Upload] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """What a conversation is opened about: rows that whoever opens it may read. `establishment` None: the company as a
    whole; `about` None: nothing that the portal knows.
    """

    subject: Any
    establishment: Any = None
    about: Linked | None = None
