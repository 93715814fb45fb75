"""The caisse's back office for accounts: letters, openings, people; and the letters of companies and sites."""

from accounts.admin import companies, letters, people, renewals

__all__ = ["companies", "letters", "people", "renewals"]
