"""What is known of the request being served, for the journal and the logs, without passing it everywhere."""

from contextvars import ContextVar
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RequestContext:
    request_id: str = ""
    ip: str | None = None
    agent: str = ""
    # The rules of `core.throttling` that stopped something in this request, for the journal.
    throttled: list[str] = field(default_factory=list)


NO_REQUEST = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=NO_REQUEST)


def current() -> RequestContext:
    return _current.get()


def note_throttled(rule: str) -> None:
    """Outside a request there is no one to journal it for."""
    context = current()
    if context is not NO_REQUEST:
        context.throttled.append(rule)


def enter(context: RequestContext) -> None:
    _current.set(context)


def leave() -> None:
    _current.set(NO_REQUEST)
