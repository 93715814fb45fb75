"""What the services of the stoppages refuse, in words that say what to do."""


class StoppageRefused(Exception):
    """`field`: of the form that it is about, empty for the whole."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class ChangedMeanwhile(StoppageRefused):
    """Somebody else changed the case since the page was read; what was typed is to be kept."""

    def __init__(self) -> None:
        super().__init__(
            "Ce dossier a changé depuis l’affichage de la page : vérifiez ce qui est affiché, puis recommencez."
        )


class NotAnyMore(StoppageRefused):
    """What is asked does not fit where the case stands: `state`, in words."""

    def __init__(self, state: str) -> None:
        super().__init__(f"Ce dossier est maintenant « {state} » : cette action n’est plus possible.")
