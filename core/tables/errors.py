"""Why a table cannot be read, in words that say how to mend it."""


class UnreadableTable(ValueError):
    """The message is French, for the person who sent the file; it repeats nothing of the cells but their names."""


def damaged() -> UnreadableTable:
    return UnreadableTable(
        "Ce classeur est abîmé et ne s’ouvre pas : ouvrez-le dans votre tableur, enregistrez-le de nouveau au format "
        "XLSX, puis envoyez-le."
    )


def wrong_kind(kind: str) -> UnreadableTable:
    return UnreadableTable(f"Ce fichier est {kind} : enregistrez-le au format XLSX ou CSV, puis envoyez-le.")
