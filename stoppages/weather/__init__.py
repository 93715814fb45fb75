"""A weather stoppage up to its provisional declaration: started, changed, sent; the receipt of any sending."""
