"""Taking the planning away: files and printed pages."""
