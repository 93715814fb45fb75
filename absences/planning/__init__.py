"""The grid: who is absent, when."""
