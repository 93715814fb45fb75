"""What people answer to an SMS: STOP, START, or something else, of which nothing is kept and to which nothing is said.

The lists are closed: a sentence that happens to hold one of these words is not an answer to them. The provider may
have read the words itself (Twilio's Advanced Opt-Out): then its reading is the one that counts.
"""

import re
import unicodedata
from enum import Enum

from django.db import transaction

from core import throttling
from core.phone_numbers import dialled_phone
from core.signals import sms_answered


class Reply(Enum):
    STOP = "STOP"
    START = "START"


_STOP = frozenset(
    {
        "STOP", "STOPALL", "STOP ALL", "STOP TOUT", "STOP SMS", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT",
        "OPT OUT", "REVOKE", "ARRET", "ARRETER", "ARRETEZ", "ARRET SMS", "DESABONNER", "DESABONNEMENT",
        "ME DESABONNER", "DESINSCRIRE", "DESINSCRIPTION", "ME DESINSCRIRE", "FIN",
    }
)  # fmt: skip
_START = frozenset({"START", "UNSTOP", "YES", "OUI", "REPRENDRE", "REPRISE", "REPRENEZ"})
# Said with one of these words, and changing nothing of it.
_COURTESY = re.compile(r"^(?:BONJOUR )|(?: (?:SVP|STP|MERCI|S IL VOUS PLAIT|PLEASE))+$")
_REFERENCE_MAX_LENGTH = 64


def read_reply(body: str, opt_out_type: str = "") -> Reply | None:
    """What the person asks for, whatever the case, accents, spaces and punctuation.

    `opt_out_type`: as the provider read it.
    """
    words = _plain(opt_out_type) or _COURTESY.sub("", _plain(body))
    if words in _STOP:
        return Reply.STOP
    return Reply.START if words in _START else None


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).upper()
    kept = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[A-Z0-9]+", kept))


@transaction.atomic
def take_reply(*, number: str, body: str, reference: str, opt_out_type: str = "") -> bool:
    """Tell whoever answers for the number what was answered to us; False for what asks for nothing, or was told before.

    `reference` is the provider's for that message: the same one heard again (a replay) does nothing.
    """
    reply, heard_from = read_reply(body, opt_out_type), dialled_phone(number)
    if reply is None or not heard_from or not _is_new(reference):
        return False
    sms_answered.send(sender=Reply, number=heard_from, wants_sms=reply is Reply.START, is_told_by_provider=False)
    return True


def _is_new(reference: str) -> bool:
    """Counted in the transaction that takes the answer: given back if it fails. Twilio always gives a reference."""
    return not reference or throttling.spend("sms_reply", 1, reference[:_REFERENCE_MAX_LENGTH]).allowed
