"""Reminders of deadlines: whoever may act on a case is told, once for each hour of the settings."""
