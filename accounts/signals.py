"""What happens to a person that apps above follow."""

from django.dispatch import Signal

# A person who was told of a topic once a day is told each time from now on. Arguments: choice (MessageChoice, as it
# was); sent in the transaction that changes it.
daily_choice_ended = Signal()
