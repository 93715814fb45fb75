"""The sick-leave claim: an arrêt de travail declared, prolonged, ended; the letter that follows the return."""
