"""HTTP of the section; everything is imported from here."""

from employees.views.people import employee, index

__all__ = ["employee", "index"]
