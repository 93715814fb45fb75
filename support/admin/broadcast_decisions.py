"""What is decided of a broadcast from its bar: tried out, dropped; once it is being sent, held, resumed, stopped."""

from typing import Any

from django import forms

from core.french import listed
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from core.throttling import Throttled
from support.broadcasts.services.drafts import drop_broadcast
from support.broadcasts.services.refusals import BroadcastRefused
from support.broadcasts.services.steering import hold_broadcast, resume_broadcast, stop_broadcast
from support.broadcasts.services.testing import send_test
from support.broadcasts.values import Channel
from support.enums import BroadcastState
from support.models import Broadcast
from support.policies import can_send_broadcast

DROP_KEY = "drop"
_REFUSALS: dict[type[Exception], str] = {
    BroadcastRefused: ITS_OWN_WORDS,
    Throttled: "Vous avez envoyé beaucoup d’essais depuis une heure : attendez un peu. Rien n’est parti.",
}
_GONE_TO = {Channel.EMAIL: "par courriel à votre adresse", Channel.SMS: "par SMS à votre mobile"}


def _may(by: Any, broadcast: Broadcast) -> bool:
    return can_send_broadcast(by, broadcast.caisse_id)


def _nothing_but_its_button(row: Any, typed: Any) -> forms.Form:
    """It is folded, and says what will happen before its button."""
    return forms.Form(typed)


def _test(taken: Taken) -> str:
    channels = send_test(broadcast=taken.row, by=taken.by)
    said = f"L’essai part {listed([_GONE_TO[one] for one in channels])}. Lisez-le avant de confirmer."
    if taken.row.by_sms and Channel.SMS not in channels:
        said += " Le SMS n’est pas essayé : votre compte n’a pas de mobile."
    return said


TEST = Decision(
    "test",
    "essayer",
    "M’envoyer un essai",
    may=_may,
    is_offered=lambda broadcast: broadcast.is_draft,
    act=_test,
    done=str,
    refusals=_REFUSALS,
)
DROP = Decision(
    DROP_KEY,
    "abandonner",
    "Abandonner le brouillon",
    may=_may,
    is_offered=lambda broadcast: broadcast.is_draft,
    act=lambda taken: drop_broadcast(broadcast=taken.row, by=taken.by),
    done="Le brouillon est abandonné : rien n’est parti.",
    refusals=_REFUSALS,
    consequence="Le brouillon est supprimé, avec ses textes.",
    asks=_nothing_but_its_button,
    is_danger=True,
)
HOLD = Decision(
    "hold",
    "suspendre",
    "Suspendre",
    may=_may,
    is_offered=lambda broadcast: broadcast.state == BroadcastState.SENDING,
    act=lambda taken: hold_broadcast(broadcast=taken.row, by=taken.by),
    done="L’envoi est suspendu : ce qui n’était pas parti attend que vous le repreniez.",
    refusals=_REFUSALS,
)
RESUME = Decision(
    "resume",
    "reprendre",
    "Reprendre",
    may=_may,
    is_offered=lambda broadcast: broadcast.state == BroadcastState.HELD,
    act=lambda taken: resume_broadcast(broadcast=taken.row, by=taken.by),
    done="L’envoi reprend là où il en était.",
    refusals=_REFUSALS,
    consequence="Les messages qui ne sont pas encore partis partent.",
    asks=_nothing_but_its_button,
)
STOP = Decision(
    "stop",
    "arreter",
    "Arrêter pour de bon",
    may=_may,
    is_offered=lambda broadcast: broadcast.state in (BroadcastState.SENDING, BroadcastState.HELD),
    act=lambda taken: stop_broadcast(broadcast=taken.row, by=taken.by),
    done="L’envoi est arrêté : ce qui n’était pas parti ne partira pas.",
    refusals=_REFUSALS,
    consequence="Ce qui n’est pas parti ne partira jamais ; ce qui est parti l’est. Cela ne se défait pas.",
    asks=_nothing_but_its_button,
    is_danger=True,
)
DECISIONS = (TEST, HOLD, RESUME, STOP, DROP)
