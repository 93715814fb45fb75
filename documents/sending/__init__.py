"""What a company sends to its caisse: sent, followed, decided by the caisse, kept its time."""
