"""What the services of the certificates refuse, in words that say what to do."""

from core.templatetags.portal import moment, short_date
from documents.enums import HandoverState
from documents.models import Handover


class CertificateRefused(Exception):
    """`message` is shown as it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ChangedMeanwhile(CertificateRefused):
    """In another tab, by somebody else, by the caisse: it is shown as it is now, and what was typed is kept."""

    def __init__(self, handover: Handover) -> None:
        super().__init__(
            f"Ce certificat a changé depuis l’affichage de la page : {stands(handover)}. Relisez-le, puis recommencez "
            "si c’est encore utile."
        )


class NotAnyMore(CertificateRefused):
    def __init__(self, handover: Handover) -> None:
        super().__init__(f"Cette action n’est plus possible : {stands(handover)}.")


class NoCorrection(CertificateRefused):
    def __init__(self) -> None:
        super().__init__(
            "Ce certificat n’est pas publié, ou il est d’une autre personne : publiez le bon, puis choisissez-le."
        )


def stands(handover: Handover) -> str:
    """Where it is, who put it there and when: « vérifié par Alice Martin aujourd’hui à 10 h 05 »."""
    match handover.state:
        case HandoverState.TO_HAND_OVER:
            return f"vérifié par {handover.checked_by_label} {moment(handover.checked_at)}"
        case HandoverState.HANDED_OVER:
            return f"noté remis le {short_date(handover.handed_over_on)} par {handover.handed_over_by_label}"
        case HandoverState.DISPUTED:
            return f"erreur signalée par {handover.disputed_by_label} {moment(handover.disputed_at)}"
        case HandoverState.REPLACED:
            return "un certificat corrigé l’a remplacé"
        case _:
            answered = f", votre caisse a répondu {moment(handover.answered_at)}" if handover.answered_at else ""
            return f"il est à vérifier{answered}"
