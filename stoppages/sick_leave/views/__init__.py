"""The pages of the sick-leave claim."""
