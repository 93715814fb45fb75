"""Absences that a sortie leaves after the last day of a contract."""
