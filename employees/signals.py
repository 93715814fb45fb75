"""What the people of a company let the apps above know. Sent inside the transaction that does it."""

from django.dispatch import Signal

# The last day of a contract is known, or changed. Arguments: employment (with its `ends_on`), access or None.
employee_left = Signal()
# A departure was cancelled or refused: the contract goes on. Arguments: employment, access or None.
departure_cancelled = Signal()
# The days of a contract were corrected, or it was refused or cancelled. Arguments: employment, access or None.
contract_redated = Signal()
# The name of people changed. Arguments: employee_ids.
people_renamed = Signal()
