"""The order of departures: who leaves when, and who was told."""
