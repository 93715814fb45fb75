"""Pages met one after the other: one browser and one set of rows for all of them, where `places.py` starts afresh.

A walk yields the name of each page as it arrives there; `tests/e2e/test_every_walk.py` then looks at it. A page that a
walk can reach has no place of its own.
"""

from tests.e2e.walks import links, my_account, staff, staff_entry, staff_people
from tests.e2e.walks.walking import SIGNED_IN, WALKS

__all__ = ["SIGNED_IN", "WALKS", "links", "my_account", "staff", "staff_entry", "staff_people"]
