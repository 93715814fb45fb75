"""What is left to take: the caisse's figures, less what they do not count yet; and what the rules say of a leave."""
