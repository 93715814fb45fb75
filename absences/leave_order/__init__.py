"""The order of leave: who leaves when, and who was told."""
