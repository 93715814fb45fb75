"""Absences in the calendar program of whoever may read them."""
