"""The pages of this journey, one module for each."""
