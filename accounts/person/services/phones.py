"""Certifying a mobile number by a code sent by SMS (SECURITY D6, D7, D16).

The owner of a certification is a person, or, at étape 2/2, the account opening that étape 1/2 proved; a code is
never sent for an anonymous visitor.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts import emails
from accounts.models import AccountOpening, PhoneCertification, User
from core import allowance, audit, codes, throttling, tracking
from core.models import OutgoingMessage
from core.references import new_public_id

SMS = "sms"

audit.declare(
    {
        "accounts.mobile_code_sent": "Code de certification envoyé par SMS",
        "accounts.mobile_certified": "Numéro de mobile certifié",
        "accounts.mobile_code_refused": "Code de certification refusé",
    }
)


class NumberTooShared(Exception):
    """The number already serves as many accounts as allowed."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who asks for a certification: exactly one of the two."""

    user: User | None = None
    opening: AccountOpening | None = None

    @property
    def key(self) -> str:
        return f"user:{self.user.pk}" if self.user else f"opening:{self.opening.pk if self.opening else ''}"

    @property
    def caisse_id(self) -> int | None:
        return self.opening.adherent.caisse_id if self.opening else None

    @property
    def fields(self) -> dict[str, object]:
        return {"user": self.user, "opening": self.opening}


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a typed code; `remaining` tries on this code, None when no code can be tried any more."""

    is_right: bool
    remaining: int | None


def send_code(*, owner: Owner, number: str, ip: str) -> PhoneCertification:
    """Send a fresh code to that number (E.164); codes sent earlier to this owner die.

    Raises `Throttled`, `SmsSwitchedOff` or `NumberTooShared`.
    """
    allowance.require_sms()
    others = User.objects.filter(mobile=number, mobile_certified_at__isnull=False)
    if owner.user is not None:
        others = others.exclude(pk=owner.user.pk)
    if others.count() >= settings.SMS_MAX_ACCOUNTS_PER_NUMBER:
        raise NumberTooShared
    _count_sending(owner, number, ip)
    code, now, public_id = codes.new_sms_code(), timezone.now(), new_public_id()
    with transaction.atomic():
        _of(owner).filter(used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
        certification = PhoneCertification.objects.create(
            **owner.fields,
            number=number,
            public_id=public_id,
            code_digest=codes.digest(code, purpose=SMS, bound_to=f"{public_id}:{number}"),
            expires_at=now + settings.SMS_CODE_LIFETIME,
        )
        _record("accounts.mobile_code_sent", owner)
        emails.mobile_code(certification, code, caisse_id=owner.caisse_id)
    return certification


def _count_sending(owner: Owner, number: str, ip: str) -> None:
    """Every ceiling of SECURITY D6 but the site's, the most personal first: a refusal does not use up the others.

    The site's comes last, with the message itself (`core.allowance`).
    """
    throttling.enforce("sms_resend", owner.key, number)
    throttling.enforce("sms_number_hour", number)
    throttling.enforce("sms_number_day", number)
    throttling.enforce("sms_person_day", owner.key)
    throttling.enforce("sms_ip", ip)


def check_code(*, owner: Owner, code: str) -> Answer:
    """Try a code against the one waiting for this owner; the try is counted before it is compared.

    Raises `Throttled` when this owner tried too many codes in an hour, whatever the number of codes sent.
    """
    throttling.enforce("sms_check", owner.key)
    waiting = waiting_certification(owner)
    if waiting is None:
        return Answer(False, None)
    counted = PhoneCertification.objects.filter(
        pk=waiting.pk,
        attempts__lt=settings.SMS_CODE_MAX_TRIES,
        used_at__isnull=True,
        expires_at__gt=timezone.now(),
    ).update(attempts=F("attempts") + 1)
    if not counted:
        return Answer(False, None)
    waiting.refresh_from_db(fields=["attempts"])
    typed = codes.normalise_sms_code(code)
    bound_to = f"{waiting.public_id}:{waiting.number}"
    if not codes.matches(typed, waiting.code_digest, purpose=SMS, bound_to=bound_to) or not _consume(waiting, owner):
        _record("accounts.mobile_code_refused", owner, refused=True)
        return Answer(False, max(0, settings.SMS_CODE_MAX_TRIES - waiting.attempts) or None)
    return Answer(True, None)


def _consume(waiting: PhoneCertification, owner: Owner) -> bool:
    """True for the one caller that uses the code, however many post it at once."""
    now = timezone.now()
    with transaction.atomic():
        used = PhoneCertification.objects.filter(pk=waiting.pk, used_at__isnull=True).update(used_at=now)
        if used:
            if owner.user is not None:
                _give(owner.user, waiting.number, now)
            _record("accounts.mobile_certified", owner)
    return bool(used)


def _give(user: User, number: str, now: datetime) -> None:
    """The number is this person's, certified; a change of number is told by e-mail (SECURITY A36)."""
    former = User.objects.select_for_update().get(pk=user.pk).mobile
    user.mobile, user.mobile_certified_at, user.mobile_failing_since = number, now, None
    user.save(update_fields=["mobile", "mobile_certified_at", "mobile_failing_since"])
    if former != number:
        emails.mobile_changed(user)


def waiting_certification(owner: Owner) -> PhoneCertification | None:
    """The code that this owner may type now, if any."""
    return _of(owner).filter(used_at__isnull=True, expires_at__gt=timezone.now()).first()


def is_refused_by_stop(owner: Owner, number: str) -> bool:
    """Whether the provider refused the last code sent to this owner there, because STOP was answered from it."""
    codes_sent = OutgoingMessage.objects.filter(
        channel=OutgoingMessage.Channel.SMS,
        kind=emails.MOBILE_CODE,
        recipient=number,
        user=owner.user,
        created_at__gt=timezone.now() - settings.SMS_CODE_LIFETIME,
    )
    known = codes_sent.exclude(status=OutgoingMessage.Status.QUEUED).order_by("-created_at", "-pk").first()
    return known is not None and known.failure == tracking.STOPPED


def certified_number(owner: Owner) -> tuple[str, datetime] | None:
    """The number that this owner certified last, and until when, which may be past."""
    if owner.user is not None:
        until = owner.user.mobile_certified_until
        return (owner.user.mobile, until) if until is not None else None
    latest = _of(owner).filter(used_at__isnull=False).order_by("-used_at").first()
    if latest is None or latest.used_at is None:
        return None
    return latest.number, latest.used_at + settings.MOBILE_CERTIFICATION_LIFETIME


def _of(owner: Owner) -> QuerySet[PhoneCertification]:
    if owner.user is not None:
        return PhoneCertification.objects.filter(user=owner.user)
    return PhoneCertification.objects.filter(opening=owner.opening)


def _record(action: str, owner: Owner, *, refused: bool = False) -> None:
    adherent = owner.opening.adherent if owner.opening else None
    audit.record(
        action,
        actor=owner.user,
        caisse_id=owner.caisse_id,
        adherent_id=adherent.pk if adherent else None,
        tiers_label=adherent.name if adherent else "",
        refused=refused,
    )
