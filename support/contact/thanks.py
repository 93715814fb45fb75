"""« Merci », « Merci beaucoup, bonne journée »: what asks for nothing, and leaves the caisse nothing to answer."""

from core.search import search_form

_THANKS = frozenset(search_form("merci mercis remercie remercions remerciement remerciements").split())
_BESIDE = frozenset(
    search_form(
        "à agréable avec beaucoup bien bon bonjour bonne c cordialement d de du encore en est et fin grand grandement "
        "infiniment je journée l la le les ma mes mille mon monsieur madame n nos notre nous on parfait pour précision "
        "précisions rapide rapidité réponse retour s semaine sincèrement soirée super tout toute toutes très un une "
        "vivement vos votre vous week end"
    ).split()
)


def is_only_thanks(text: str) -> bool:
    """No question, no word that says something else."""
    words = [word.strip("!…;:()") for word in search_form(text).split()]
    said = {word for word in words if word}
    return bool(said & _THANKS) and said <= _THANKS | _BESIDE
