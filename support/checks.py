"""Numbers of the section that would harm one another."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from core.allowance import RULE
from support.broadcasts.queries import SMS_RULE

_LAST_HOUR = 24


@register()
def what_is_written_to_many_spares_the_rest(app_configs: Any = None, **kwargs: Any) -> list[Error]:
    """Two of its days may fall in one of the site: at most half leaves something to codes and reminders."""
    errors = []
    own, site = (settings.THROTTLES[rule][0] for rule in (SMS_RULE, RULE))
    if own > 0 and own * 2 > site:
        errors.append(
            Error(
                f"BROADCAST_SMS_DAILY_CAP ({own}) dépasse la moitié de SMS_SITE_DAILY_CAP ({site}) : un envoi pourrait "
                "épuiser les SMS des codes.",
                id="support.E001",
            )
        )
    if settings.BROADCAST_RECIPIENTS_RETENTION >= settings.MESSAGE_RETENTION:
        errors.append(
            Error(
                "BROADCAST_RECIPIENTS_DAYS doit être plus petit que MESSAGE_DAYS : le compte rendu d’un envoi se lit "
                "des messages.",
                id="support.E002",
            )
        )
    if not 0 <= settings.BROADCAST_SMS_FROM_HOUR < settings.BROADCAST_SMS_UNTIL_HOUR <= _LAST_HOUR:
        errors.append(
            Error("BROADCAST_SMS_FROM_HOUR vient avant BROADCAST_SMS_UNTIL_HOUR, de 0 à 24.", id="support.E003")
        )
    return errors
