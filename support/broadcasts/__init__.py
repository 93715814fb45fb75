"""What a caisse writes to a chosen audience (« un envoi »): draft, trial, confirmation, sending, report."""
