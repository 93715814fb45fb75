"""The register of worksites: their list, one added or changed, closed and opened again."""
