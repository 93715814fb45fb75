"""Reads across delegations, firms and the people of both sides."""
