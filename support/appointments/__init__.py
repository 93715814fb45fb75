"""Appointments and call-backs that companies take in the agenda of their caisse."""
