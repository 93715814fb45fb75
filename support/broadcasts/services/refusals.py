"""Why nothing was done, in words."""

from support.broadcasts.values import BadLine, Counts


class BroadcastRefused(Exception):
    """`str()` says why, and what to do."""


class NotADraft(BroadcastRefused):
    def __init__(self) -> None:
        super().__init__("Cet envoi a été confirmé entre-temps : il ne se change plus. Rien n’a été fait.")


class Moved(BroadcastRefused):
    def __init__(self) -> None:
        super().__init__("Cet envoi a changé d’état entre-temps : rien n’a été fait. Relisez-le, puis recommencez.")


class WrittenOver(BroadcastRefused):
    """`version` of the draft is not the one that was read."""

    def __init__(self) -> None:
        super().__init__(
            "Ce brouillon a été modifié entre-temps par un collègue, ou dans un autre onglet : relisez-le avant "
            "d’aller plus loin. Rien n’a été fait."
        )


class BadList(BroadcastRefused):
    """`lines`: those to mend, in their order."""

    def __init__(self, lines: tuple[BadLine, ...]) -> None:
        super().__init__("Des lignes de la liste ne nomment aucune entreprise de votre caisse : corrigez-les.")
        self.lines = lines


class FieldRefused(BroadcastRefused):
    """`field`: of `BroadcastValues`."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(why)
        self.field = field


class NotTested(BroadcastRefused):
    def __init__(self) -> None:
        super().__init__(
            "Cet envoi n’a pas été essayé depuis sa dernière modification : envoyez-vous un essai, lisez-le, puis "
            "confirmez."
        )


class AudienceChanged(BroadcastRefused):
    """`counts`: those of now, to show before it is asked again."""

    def __init__(self, counts: Counts) -> None:
        super().__init__(
            "Les destinataires ont changé depuis que vous les avez vus : voici leur nombre maintenant. Relisez-le, "
            "puis confirmez de nouveau."
        )
        self.counts = counts


class NobodyToWriteTo(BroadcastRefused):
    def __init__(self) -> None:
        super().__init__("Personne ne recevrait cet envoi : élargissez ses destinataires ou ses façons d’envoyer.")
