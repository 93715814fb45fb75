"""Words of what is declared to the caisse, for pages, receipts and messages."""

from absences.enums import DeclarationKind
from absences.stretches import Stretch
from core.templatetags.portal import short_date

# « Votre caisse a refusé … »
THE_OBJECT = {
    DeclarationKind.LEAVE: "le congé",
    DeclarationKind.CHANGE: "la modification du congé",
    DeclarationKind.CANCELLATION: "l’annulation du congé",
}
REFUSED = {
    DeclarationKind.LEAVE: "Congé refusé",
    DeclarationKind.CHANGE: "Modification d’un congé refusée",
    DeclarationKind.CANCELLATION: "Annulation d’un congé refusée",
}


def short_span(stretch: Stretch) -> str:
    """As in a column, on one line: « 03/08/2026 au 07/08/2026 », with « (midi) » where it starts or ends at noon."""
    start = f"{short_date(stretch.starts_on)}{' (midi)' if stretch.starts_at_noon else ''}"
    end = f"{short_date(stretch.ends_on)}{' (midi)' if stretch.ends_at_noon else ''}"
    if stretch.starts_on == stretch.ends_on:
        return (end if stretch.ends_at_noon else start).replace(" ", "\N{NO-BREAK SPACE}")
    return f"{start} au {end}".replace(" ", "\N{NO-BREAK SPACE}")
