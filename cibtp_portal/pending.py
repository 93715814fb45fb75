"""What waits in a company: one explicit list, each app giving its own."""

from core.pending import PendingSource

SOURCES: list[PendingSource] = []
