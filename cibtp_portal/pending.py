"""What waits to be done for a company: one explicit list, in the order shown."""

from core.pending import PendingSource

SOURCES: list[PendingSource] = []
