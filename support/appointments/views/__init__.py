"""HTTP of the appointments."""
