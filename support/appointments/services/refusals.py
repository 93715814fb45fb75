"""Why an appointment is not taken, in the words that its reader needs."""

from support.appointments.slots import Slot

_CHANGED = (
    "Ce rendez-vous a été déplacé ou annulé pendant que vous regardiez cette page : relisez-le. Rien n’a été changé."
)


class AppointmentRefused(Exception):
    """The message is shown as it is."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class SlotTaken(AppointmentRefused):
    """Somebody was faster, or the caisse has closed; `instead`: the next free slot, if there is one."""

    def __init__(self, instead: Slot | None) -> None:
        super().__init__("Ce créneau n’est plus libre.")
        self.instead = instead


class TooMany(AppointmentRefused):
    def __init__(self, most: int) -> None:
        super().__init__(
            f"Votre entreprise a déjà {most} rendez-vous à venir, le plus qu’elle peut prendre : annulez-en un, ou "
            "appelez la caisse."
        )


class ChangedMeanwhile(AppointmentRefused):
    """By the other side, or in another tab."""

    def __init__(self) -> None:
        super().__init__(_CHANGED)


class NotComing(AppointmentRefused):
    """It has begun, or is cancelled already."""

    def __init__(self) -> None:
        super().__init__("Ce rendez-vous est passé ou annulé : il ne change plus.")
