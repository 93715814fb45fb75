"""What the services of the caisse's side refuse, in words that say what to do."""


class TreatmentRefused(Exception):
    """`str()` says why, in words."""


class WrittenMeanwhile(TreatmentRefused):
    """The page that was read is not the last one: what was typed is to be kept."""

    def __init__(self) -> None:
        super().__init__(
            "Cet échange a changé depuis l’affichage de la page : rien n’a été envoyé. Lisez ce qui a été écrit "
            "entre-temps, puis recommencez."
        )


class TakenMeanwhile(TreatmentRefused):
    def __init__(self, follower: str) -> None:
        super().__init__(f"{follower} suit maintenant cet échange : rien n’a été changé.")


class NotKnownThere(TreatmentRefused):
    def __init__(self) -> None:
        super().__init__(
            "Cette entreprise n’est pas adhérente de la caisse choisie, qui ne pourrait pas lui répondre : rien n’a "
            "été changé. Choisissez une caisse dont elle est adhérente."
        )


class NotReadAlike(TreatmentRefused):
    def __init__(self) -> None:
        super().__init__(
            "Ces deux échanges ne sont pas lus par les mêmes personnes de l’entreprise : les réunir montrerait l’un à "
            "qui ne lit que l’autre. Rien n’a été changé."
        )


class NotAnyMore(TreatmentRefused):
    """What is asked does not fit where the conversation stands."""
