"""Triggers of the database that several tables bear."""

import pgtrigger


def append_only() -> list[pgtrigger.Trigger]:
    """What is written is never rewritten nor removed, whoever asks: neither row by row, nor all at once."""
    return [
        pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        # TRUNCATE reads no row: the trigger above does not see it.
        pgtrigger.Trigger(
            name="never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func="RAISE EXCEPTION 'pgtrigger: Cannot truncate table %', TG_TABLE_NAME;",
        ),
    ]
