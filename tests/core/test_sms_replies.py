"""What an SMS received asks for: closed lists of words, read whatever their case, accents, spaces and punctuation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sms_replies import Reply, read_reply


@pytest.mark.parametrize(
    "text",
    [
        "STOP", "Stop.", " stop ", "stop svp", "STOP !!", "Stop, merci.", "« stop »", "ＳＴＯＰ", "STOP\x00",
        "stopall", "STOP ALL", "STOP SMS", "UNSUBSCRIBE", "Unsubscribe.", "END", "cancel", "Quit", "ARRET", "arrêt",
        "Arre\u0302t", "ARRÊT s’il vous plaît", "Arrêtez", "désabonner", "Me désabonner", "Désinscription", "fin",
        "Bonjour, stop", "STOP\n", "\tStop\r\n",
    ],
)  # fmt: skip
def test_words_that_stop(text):
    assert read_reply(text) is Reply.STOP


@pytest.mark.parametrize("text", ["START", "start.", "Reprendre", "oui", "OUI merci", "Unstop", "yes", "Bonjour start"])
def test_words_that_take_back(text):
    assert read_reply(text) is Reply.START


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "...", "\x00", "Merci", "Bonjour", "HELP", "INFO", "AIDE", "stopper le chantier ?", "non stop",
        "STOPS", "Un arrêt de chantier demain ?", "Nous sommes en arrêt intempéries", "STOP ou START ?",
        "start stop", "S T O P",
        "Ne vous arrêtez pas", "La fin du mois", "oui mais non", "🛑", "stop" * 400,
    ],
)  # fmt: skip
def test_other_words_ask_for_nothing(text):
    assert read_reply(text) is None


@given(st.text())
def test_any_text_is_read_without_an_error(text):
    assert read_reply(text) in {None, Reply.STOP, Reply.START}
