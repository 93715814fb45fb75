"""What is done to an appointment, by the company or by its caisse."""
