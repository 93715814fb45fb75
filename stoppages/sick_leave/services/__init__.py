"""What is done of an arrêt de travail."""
