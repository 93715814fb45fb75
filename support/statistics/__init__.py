"""What a caisse receives and answers, over a period."""
