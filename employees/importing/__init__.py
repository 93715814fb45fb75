"""Lists of people in files: which column is which, what each line says, what it would do to whom.

Nothing here writes: `services.importing` reads a file into lines, `services.applying` carries them out.
"""
