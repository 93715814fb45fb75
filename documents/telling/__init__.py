"""New documents announced to those who may read them and chose to be told: the kind and the company, nothing else."""
