"""The caisse's back office for accounts: letters, openings, people; and the letters of companies and sites."""

from accounts.colleagues import admin as joining
from accounts.letters import admin as letters
from accounts.letters import companies
from accounts.person import admin as renewals
from accounts.staff import admin as people

__all__ = ["companies", "joining", "letters", "people", "renewals"]
