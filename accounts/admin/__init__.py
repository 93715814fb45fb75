"""The caisse's back office for accounts: letters, openings, people; and the letters of companies and sites."""

from accounts.admin import companies, joining, letters, people, renewals

__all__ = ["companies", "joining", "letters", "people", "renewals"]
