"""What the staff do with what a caisse writes to many, and the job that sends it."""
