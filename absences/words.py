"""Words of what is declared to the caisse, for pages, receipts and messages."""

from absences.enums import DeclarationKind

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
