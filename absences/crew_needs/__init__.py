"""How many people each crew needs, by day of the week: what the planning compares those present to."""
