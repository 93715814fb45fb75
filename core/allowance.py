"""The one ceiling of all SMS, codes and reminders alike: the switch, and the site-wide cap of a day (SECURITY D6)."""

import logging

from django.conf import settings

from core import throttling
from core.models import OutgoingMessage

logger = logging.getLogger(__name__)

RULE = "sms_site_day"


class SmsSwitchedOff(Exception):
    """SMS are switched off for now."""


# What `spend_one` raises.
REFUSALS = (SmsSwitchedOff, throttling.Throttled)


def require_sms() -> None:
    """Raises `SmsSwitchedOff`."""
    if not settings.SMS_ENABLED:
        raise SmsSwitchedOff


def spend_one(channel: str) -> None:
    """Before one message that someone waits for. Raises `SmsSwitchedOff`, or `Throttled` past the cap."""
    if channel != OutgoingMessage.Channel.SMS:
        return
    require_sms()
    verdict = throttling.spend(RULE, 1)
    if not verdict.allowed:
        raise throttling.Throttled(verdict)


def spend_many(rows: list[OutgoingMessage]) -> list[OutgoingMessage]:
    """Those of a batch that may leave: every e-mail, and as many SMS as the day still allows."""
    texts = [row for row in rows if row.channel == OutgoingMessage.Channel.SMS]
    allowed = _granted(len(texts))
    if allowed < len(texts):
        logger.warning("%s SMS not sent: switched off, or past the cap of the day", len(texts) - allowed)
    left_out = {id(row) for row in texts[allowed:]}
    return [row for row in rows if id(row) not in left_out]


def _granted(wanted: int) -> int:
    return grant(RULE, wanted) if settings.SMS_ENABLED else 0


def grant(rule: str, wanted: int) -> int:
    """How many of these the rule still allows, counted in the current transaction (`throttling.spend`)."""
    if not wanted:
        return 0
    verdict = throttling.spend(rule, wanted)
    return max(0, min(wanted, verdict.limit - (verdict.count - wanted)))
