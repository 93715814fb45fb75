"""What is done with absences: `entering` puts them in the planning, `declaring` tells the caisse of them."""
