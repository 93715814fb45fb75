"""The second factor: an authenticator (TOTP), and recovery codes shown once (SECURITY A26, A27, A33, S7)."""

import base64
from dataclasses import dataclass

import segno
from django.db import transaction
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import emails
from accounts.models import RecoveryCode, User
from core import audit, codes, throttling
from core.references import new_public_id

RECOVERY = "recovery"
RECOVERY_CODE_COUNT = 10
TOTP_LENGTH = 6
TELL_OWNER_FROM = 10
_NAME = "authenticator"

audit.declare(
    {
        "accounts.second_factor_on": "Double authentification activée",
        "accounts.second_factor_off": "Double authentification désactivée",
        "accounts.second_factor_passed": "Double authentification réussie",
        "accounts.second_factor_refused": "Double authentification refusée",
        "accounts.second_factor_guessed": "Nombreux essais de code de double authentification",
        "accounts.recovery_codes_made": "Codes de secours renouvelés",
        "accounts.recovery_code_used": "Code de secours utilisé",
    }
)


def is_on(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def start(*, user: User) -> TOTPDevice:
    """The authenticator waiting to be confirmed; asking again gives the same one, so that a reload changes nothing."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": _NAME})
    return device


def waiting(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def secret_of(device: TOTPDevice) -> str:
    """What is typed by whoever cannot scan: base 32, in groups of four."""
    text = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@dataclass(frozen=True, slots=True)
class QrCode:
    """What `components/qr_code.html` draws: a square of `size` modules, its dark ones as an SVG path."""

    size: int
    path: str


def qr_code(device: TOTPDevice) -> QrCode:
    rows = [list(row) for row in segno.make(device.config_url, error="m").matrix_iter(border=4)]
    dark = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module]
    return QrCode(len(rows), "".join(dark))


def confirm(*, user: User, code: str) -> list[str] | None:
    """Switch the second factor on with a first right code; return the recovery codes to show once, None if wrong.

    Raises `Throttled`.
    """
    _count_attempt(user)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not device.verify_token(codes.normalise_sms_code(code)):
            return None
        TOTPDevice.objects.filter(user=user, confirmed=True).delete()
        device.confirmed = True
        device.save()
        audit.record("accounts.second_factor_on", actor=user)
        emails.second_factor_changed(user, is_on=True)
        shown = _new_recovery_codes(user)
    _forget_attempts(user)
    return shown


def switch_off(*, user: User) -> None:
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        RecoveryCode.objects.filter(user=user).delete()
        audit.record("accounts.second_factor_off", actor=user)
        emails.second_factor_changed(user, is_on=False)


def renew_recovery_codes(*, user: User) -> list[str]:
    """Fresh codes, to show once; the former ones die."""
    with transaction.atomic():
        audit.record("accounts.recovery_codes_made", actor=user)
        emails.recovery_codes_renewed(user)
        return _new_recovery_codes(user)


def verify(*, user: User, code: str) -> TOTPDevice | None:
    """Check a code of the authenticator, or a recovery code; each serves once. Raises `Throttled`."""
    _count_attempt(user)
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            return None
        is_right = _is_right(device, user, code)
        audit.record(
            "accounts.second_factor_passed" if is_right else "accounts.second_factor_refused",
            actor=user,
            refused=not is_right,
        )
    if not is_right:
        return None
    _forget_attempts(user)
    return device


def _is_right(device: TOTPDevice, user: User, typed: str) -> bool:
    """A code of the authenticator is six digits and nothing else; the rest may be a recovery code."""
    kept = codes.normalise_letter_code(typed)
    if len(kept) == TOTP_LENGTH:
        return bool(device.verify_token(codes.normalise_sms_code(typed)))
    return _use_recovery_code(user, typed)


def _forget_attempts(user: User) -> None:
    for rule in ("second_factor", "second_factor_day"):
        throttling.forget(rule, str(user.pk))


def _count_attempt(user: User) -> None:
    """A few at once, and few enough in a day that months of guessing lead nowhere; the owner is told of such a day."""
    throttling.enforce("second_factor", str(user.pk))
    day = throttling.count("second_factor_day", str(user.pk))
    if day.count == TELL_OWNER_FROM:
        with transaction.atomic():
            audit.record("accounts.second_factor_guessed", actor=user, refused=True)
            emails.second_factor_guessed(user)
    if not day.allowed:
        raise throttling.Throttled(day)


def remaining_recovery_codes(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at__isnull=True).count()


def _new_recovery_codes(user: User) -> list[str]:
    RecoveryCode.objects.filter(user=user).delete()
    shown = []
    for _ in range(RECOVERY_CODE_COUNT):
        code, public_id = codes.new_letter_code(), new_public_id()
        RecoveryCode.objects.create(
            user=user,
            public_id=public_id,
            code_digest=codes.digest(codes.normalise_letter_code(code), purpose=RECOVERY, bound_to=public_id),
        )
        shown.append(code)
    return shown


def _use_recovery_code(user: User, typed: str) -> bool:
    code = codes.normalise_letter_code(typed)
    for row in RecoveryCode.objects.filter(user=user, used_at__isnull=True):
        if codes.matches(code, row.code_digest, purpose=RECOVERY, bound_to=row.public_id):
            used = RecoveryCode.objects.filter(pk=row.pk, used_at__isnull=True).update(used_at=timezone.now())
            if used:
                audit.record("accounts.recovery_code_used", actor=user)
            return bool(used)
    return False
