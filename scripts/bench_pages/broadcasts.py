"""What a caisse writes to many: no page, but twenty thousand messages."""

from bench_broadcast import broadcast_to_many, told
from bench_budgets import Figure

from bench_pages import Page

MESSAGES = 20_000
# On a machine of two cores that others use too; a caisse of 20,000 companies is written to within minutes.
MIN_PREPARED_PER_SECOND = 100
MIN_DELIVERED_PER_SECOND = 20
MAX_COUNT_SECONDS = 15
# What a worker weighs before it sends anything is most of it: batches, whatever the number of messages.
MAX_MEMORY_MB = 300
# A worker that dies hands over again, at most, what each of its two tasks had just handed over.
MAX_TWICE = 2


def pages() -> list[Page]:
    return []


def figures() -> list[Figure]:
    sent = broadcast_to_many(MESSAGES)
    print(f"  broadcast: {told(sent)}")
    return [
        Figure("broadcast, its audience counted", sent["count_seconds"], "s", MAX_COUNT_SECONDS),
        Figure("broadcast, prepared", sent["prepared_per_second"], "a second", MIN_PREPARED_PER_SECOND, is_least=True),
        Figure(
            "broadcast, delivered", sent["delivered_per_second"], "a second", MIN_DELIVERED_PER_SECOND, is_least=True
        ),
        Figure("broadcast, memory", sent["memory_mb"], "MB", MAX_MEMORY_MB),
        Figure("broadcast, handed over again", sent["twice"], "messages", MAX_TWICE),
    ]
