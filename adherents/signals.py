"""What the member company lets the apps above it know."""

from django.dispatch import Signal

# A request about the bank account was sent, or accepted. Sent inside the transaction that does it.
# Arguments: change (ChangeRequest, with its `state`).
bank_change_moved = Signal()

# A company depends on another caisse now: a caisse was merged into another, or the company moved. Sent inside the
# transaction that does it, before its row is written: whoever answers it meanwhile holds its own rows first. Arguments:
# company (Adherent, with its new `caisse`), before (Caisse), by (who did it, or None).
caisse_changed = Signal()

# A caisse is given what every caisse has from the start, again when it is saved. Sent inside the transaction that does
# it. Arguments: caisse (Caisse).
caisse_completed = Signal()
