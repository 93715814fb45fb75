"""What the caisse paid: by transfer, by case, by year and by campaign."""
