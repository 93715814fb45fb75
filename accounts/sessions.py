"""Sessions in the database, with whose they are, their kind, and when they were last active (SESSION_ENGINE)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db.models import CharField, DateTimeField, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.enums import SessionKind
from accounts.models import Session, User
from core import context as request_context
from core.compiled import CompiledQuery, Given

KIND = "kind"


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session may stay without activity, and in all (SECURITY D11)."""

    idle: timedelta
    absolute: timedelta


def limits_of(kind: str) -> Limits:
    if kind == SessionKind.STAFF:
        idle, absolute = settings.STAFF_SESSION_IDLE_SECONDS, settings.STAFF_SESSION_ABSOLUTE_SECONDS
    else:
        idle, absolute = settings.SESSION_IDLE_SECONDS, settings.SESSION_COOKIE_AGE
    return Limits(timedelta(seconds=idle), timedelta(seconds=absolute))


def is_alive(now: datetime) -> Q:
    """A person's session past its limits opens nothing any more, even while its row waits to be purged."""
    alive = Q()
    for kind in SessionKind:
        limits = limits_of(kind)
        alive |= Q(kind=kind, last_seen_at__gte=now - limits.idle, created_at__gt=now - limits.absolute)
    return alive & Q(expire_date__gt=now)


def _unexpired() -> QuerySet[Session]:
    """With the person whose it is: one query for both, at every request."""
    key, now = Given("session_key", CharField()), Given("now", DateTimeField())
    return Session.objects.filter(session_key=key, expire_date__gt=now).select_related("user")


_SESSION: CompiledQuery[Session] = CompiledQuery(_unexpired, is_planned_once=True)


class SessionStore(DatabaseStore):
    """Django's store over `accounts.Session`; `row` is the session as last read, None for a new one."""

    row: Session | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    @classmethod
    def clear_expired(cls) -> None:
        """Purge what opens nothing any more: also a person's session that is idle or too old (SECURITY L12)."""
        now = timezone.now()
        Session.objects.exclude(is_alive(now) | Q(user=None, expire_date__gt=now)).delete()

    def _get_session_from_db(self) -> Session | None:
        self.row = _SESSION.first(session_key=self.session_key, now=timezone.now())
        if self.row is None:
            self._session_key = None  # type: ignore[assignment]
        return self.row

    def vouched_person(self) -> User | None:
        """The person read with the session, for whom it vouches as Django asks (`auth.get_user`): it names them and
        this backend, and their password is the one it was opened with. None when anything differs.
        """
        told = {key: self.get(key, "") for key in (SESSION_KEY, BACKEND_SESSION_KEY, HASH_SESSION_KEY)}
        person = self.row.user if self.row is not None else None
        if person is None or told[SESSION_KEY] != str(person.pk):
            return None
        if told[BACKEND_SESSION_KEY] not in settings.AUTHENTICATION_BACKENDS:
            return None
        is_same_password = constant_time_compare(told[HASH_SESSION_KEY], person.get_session_auth_hash())
        return person if is_same_password else None

    def flush(self) -> None:
        super().flush()
        self.row = None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to write: a session that goes on keeps its dates, even under a new key; signing in starts afresh."""
        session: Session = super().create_model_instance(data)  # type: ignore[assignment]
        known = request_context.current()
        session.user_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        session.kind = data.get(KIND, SessionKind.PORTAL)
        session.ip, session.agent = known.ip, known.agent
        session.created_at = session.last_seen_at = timezone.now()
        if self.row is not None and (self.row.pk == session.pk or _is_same_stay(self.row, session)):
            session.created_at = self.row.created_at
            session.ip, session.agent = self.row.ip, self.row.agent
        if self.row is not None and self.row.pk == session.pk:
            session.public_id = self.row.public_id
        return session


def _is_same_stay(former: Session, session: Session) -> bool:
    """A fresh key after a new password or a second factor does not lengthen the stay (SECURITY S4)."""
    return session.user_id is not None and session.user_id == former.user_id and session.kind == former.kind
