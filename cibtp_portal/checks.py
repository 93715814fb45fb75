"""Refuses to start production half-configured (SECURITY: behind an unknown proxy everyone would share one IP)."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.exceptions import ImproperlyConfigured

_REQUIRED = {
    "SECRET_KEY": "signe les sessions et les liens",
    "SEALING_KEYS": "chiffre ce qui attend en base",
    "CODE_PEPPER": "protège les codes enregistrés",
    "PUBLIC_BASE_URL": "adresse des liens dans les courriels",
    "ALLOWED_HOSTS": "noms servis",
    "DEFAULT_FROM_EMAIL": "expéditeur des courriels",
}


def refuse_half_configured() -> None:
    """For the web server, which runs no check by itself. Raises ImproperlyConfigured."""
    errors = production_is_configured()
    if errors:
        raise ImproperlyConfigured("\n".join(error.msg for error in errors))


@register(Tags.security)
def production_is_configured(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """One error for each setting that production cannot do without."""
    if settings.DEMONSTRATION:
        return []
    errors = [
        Error(f"{name} n’est pas défini ({why}).", id=f"portal.E{number:03d}")
        for number, (name, why) in enumerate(_REQUIRED.items(), start=1)
        if not _is_set(name)
    ]
    if settings.TRUSTED_PROXY_COUNT is None:
        errors.append(
            Error(
                "TRUSTED_PROXY_COUNT n’est pas défini : sans lui, tous les visiteurs partageraient l’adresse du proxy.",
                id="portal.E020",
            )
        )
    if settings.SMS_GATEWAY.endswith("TwilioGateway") and settings.SMS_ENABLED:
        errors += [
            Error(f"{name} n’est pas défini (SMS par Twilio).", id=f"portal.E03{number}")
            for number, name in enumerate(("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"))
            if not getattr(settings, name)
        ]
    if settings.EMAIL_BACKEND.startswith("anymail.") and not settings.ANYMAIL.get("WEBHOOK_SECRET"):
        errors.append(
            Error(
                "ANYMAIL ne contient pas WEBHOOK_SECRET : les retours du prestataire seraient refusés.",
                id="portal.E040",
            )
        )
    return errors


def _is_set(name: str) -> bool:
    """Django itself refuses to give an empty SECRET_KEY."""
    try:
        return bool(getattr(settings, name))
    except ImproperlyConfigured:
        return False
