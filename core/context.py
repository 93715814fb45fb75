"""What is known of the request being served, for the journal and the logs, without passing it everywhere."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestContext:
    request_id: str = ""
    ip: str | None = None
    agent: str = ""


NO_REQUEST = RequestContext()
_current: ContextVar[RequestContext] = ContextVar("request_context", default=NO_REQUEST)


def current() -> RequestContext:
    return _current.get()


def enter(context: RequestContext) -> None:
    _current.set(context)


def leave() -> None:
    _current.set(NO_REQUEST)
