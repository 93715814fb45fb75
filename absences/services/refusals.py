"""Why an absence cannot be so, in words for whoever entered it."""

from absences.models import Absence


class AbsenceRefused(Exception):
    """`str()` says why and what to do; `field`: where, by the names of the form; empty when of none."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ChangedMeanwhile(AbsenceRefused):
    """Somebody else changed it after the page was read: `absence` is what it became."""

    def __init__(self, absence: Absence, author: str) -> None:
        who = f"{author} a changé" if author else "Quelqu’un a changé"
        super().__init__(f"{who} cette absence entre-temps : vérifiez ce qu’elle est devenue, puis recommencez.")
        self.absence = absence


class NothingLeft(AbsenceRefused):
    """Every day of the leave is already a day of sickness, which is not said to whoever may not know motives."""

    def __init__(self, *, with_motives: bool) -> None:
        whose = "d’un arrêt, qui l’emporte sur les congés" if with_motives else "d’une autre absence"
        super().__init__(f"Tous ces jours sont déjà ceux {whose} : choisissez d’autres dates.", field="starts_on")


class OutOfContract(AbsenceRefused):
    def __init__(self, name: str, label: str) -> None:
        super().__init__(f"{name} n’est pas sous contrat {label} : corrigez les dates.", field="starts_on")


class AlreadyAbsent(AbsenceRefused):
    def __init__(self, name: str, kind: str, label: str) -> None:
        super().__init__(
            f"{name} a déjà une absence {label} ({kind}) : changez-la ou annulez-la d’abord.",
            field="starts_on",
        )


class CutOutside(AbsenceRefused):
    def __init__(self) -> None:
        super().__init__("Choisissez un jour entre le deuxième et le dernier de l’absence.", field="on")


class KindDeclared(AbsenceRefused):
    """The caisse has heard of this leave: it must hear of its cancellation, which another kind would never tell."""

    def __init__(self) -> None:
        super().__init__(
            "Ce congé est déclaré à la caisse : annulez-le d’abord, ou saisissez l’arrêt à part, il le coupera.",
            field="kind",
        )
