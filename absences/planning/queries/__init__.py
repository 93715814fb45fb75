"""What the planning reads."""
