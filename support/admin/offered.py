"""What the caisse does of a conversation from its bar: entrust it, note, close, open again."""

from typing import Any

from django.forms import Form

from adherents.models import Caisse
from core.staff.decisions import ITS_OWN_WORDS, Decision, Taken
from support.admin.forms import EntrustForm, NoteForm, TransferForm
from support.models import Conversation
from support.policies import can_treat
from support.treating import following, transferring
from support.treating.queries import agents_of
from support.treating.refusals import TreatmentRefused

_REFUSALS: dict[type[Exception], str] = {TreatmentRefused: ITS_OWN_WORDS}
_DIGITS = 9


def version_of(mark: str) -> int:
    """No conversation has the version 0: what is not a number decides nothing."""
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) <= _DIGITS else 0


def _entrust(taken: Taken) -> None:
    following.entrust(conversation=taken.row, by=taken.by, to=taken.form.cleaned_data["to"])


def _note(taken: Taken) -> None:
    following.write_note(conversation=taken.row, by=taken.by, body=taken.form.cleaned_data["note"])


def _close(taken: Taken) -> None:
    following.close_conversation(conversation=taken.row, by=taken.by, version=version_of(taken.seen))


def _reopen(taken: Taken) -> None:
    following.reopen_conversation(conversation=taken.row, by=taken.by)


def _transfer(taken: Taken) -> Caisse:
    to = taken.form.cleaned_data["to"]
    return transferring.transfer(conversation=taken.row, by=taken.by, to=to, version=version_of(taken.seen))


def _transfer_form(row: Conversation, typed: Any) -> Form:
    return TransferForm(transferring.caisses_for(row), typed)


def _entrust_form(row: Conversation, typed: Any) -> Form:
    return EntrustForm(row, agents_of(row.caisse_id), typed)


def _note_form(row: Conversation, typed: Any) -> Form:
    return NoteForm(typed, auto_id="id_note_%s")


DECISIONS = (
    Decision(
        "close",
        "clore",
        "Clore",
        may=can_treat,
        is_offered=lambda conversation: not conversation.is_over,
        act=_close,
        done="L’échange est clos.",
        refusals=_REFUSALS,
        shortcut="c",
    ),
    Decision(
        "reopen",
        "rouvrir",
        "Rouvrir",
        may=can_treat,
        is_offered=lambda conversation: conversation.is_over,
        act=_reopen,
        done="L’échange est rouvert ; il attend une réponse de la caisse.",
        refusals=_REFUSALS,
        shortcut="o",
    ),
    Decision(
        "entrust",
        "confier",
        "Confier",
        may=can_treat,
        is_offered=lambda conversation: True,
        act=_entrust,
        done="Le suivi est confié.",
        refusals=_REFUSALS,
        asks=_entrust_form,
        shortcut="f",
    ),
    Decision(
        "note",
        "noter",
        "Note interne",
        may=can_treat,
        is_offered=lambda conversation: True,
        act=_note,
        done="La note est ajoutée.",
        refusals=_REFUSALS,
        asks=_note_form,
        shortcut="n",
    ),
    Decision(
        "transfer",
        "transmettre",
        "Transmettre",
        may=can_treat,
        is_offered=lambda conversation: not conversation.is_over,
        act=_transfer,
        done=lambda caisse: f"L’échange est transmis à {caisse} ; l’entreprise en est avertie.",
        refusals=_REFUSALS,
        asks=_transfer_form,
        shortcut="t",
        leads_away=True,
    ),
)
