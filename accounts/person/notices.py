"""What a signed-in person must know about their own coordinates, on top of every page until it is mended."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Milestone
from accounts.models import User
from core.identity import written_email
from core.phone_numbers import written_phone
from core.templatetags.portal import french_date

NOTICE_PERIOD = timedelta(days=Milestone.MONTH)


@dataclass(frozen=True, slots=True)
class Notice:
    """`is_post`: the action does something at once (a button); otherwise it leads to a page (a link)."""

    kind: str
    text: str
    action_label: str
    action_url: str
    is_post: bool = False


def notices_for(user: User) -> list[Notice]:
    """From what the request has already read of the person: no query."""
    notices = (_failing_email(user), _email_certification(user), _failing_mobile(user), _mobile_certification(user))
    return [notice for notice in notices if notice is not None]


def _email_certification(user: User) -> Notice | None:
    until, now = user.email_certified_until, timezone.now()
    if until is None or not now < until <= now + NOTICE_PERIOD:
        return None
    text = f"Votre adresse électronique est à certifier de nouveau avant le {french_date(until)}."
    return Notice("warning", text, "Recevoir le lien", reverse("accounts:send_certification_link"), is_post=True)


def _failing_email(user: User) -> Notice | None:
    if user.email_failing_since is None:
        return None
    text = (
        f"Nos courriels n’arrivent plus à {written_email(user.email)} depuis le "
        f"{french_date(user.email_failing_since)}. Vérifiez que cette boîte existe et n’est pas pleine, puis "
        "certifiez-la de nouveau, ou changez d’adresse."
    )
    return Notice("error", text, "Changer d’adresse", reverse("accounts:change_email"))


def _failing_mobile(user: User) -> Notice | None:
    if user.mobile_failing_since is None or not user.mobile:
        return None
    text = (
        f"Nos SMS n’arrivent plus au {written_phone(user.mobile)} depuis le {french_date(user.mobile_failing_since)}. "
        "Corrigez ce numéro, ou certifiez-le de nouveau s’il est toujours le vôtre."
    )
    return Notice("warning", text, "Voir mes téléphones", reverse("accounts:phones"))


def _mobile_certification(user: User) -> Notice | None:
    until = user.mobile_certified_until
    if until is None or user.has_certified_mobile or user.mobile_failing_since is not None:
        return None
    text = (
        f"La certification de votre mobile a pris fin le {french_date(until)} : vous ne recevez plus de SMS. "
        "Confirmez que ce numéro est toujours le vôtre."
    )
    return Notice("warning", text, "Certifier de nouveau", reverse("accounts:phones"))
