"""The final declaration: who was there, the hours that each lost, their wages, the certification, what it is worth."""
