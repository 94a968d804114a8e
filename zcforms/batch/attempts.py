"""How often somebody may try what only one person knows: of any number of tries at once no more pass."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

MISSES_TABLE = "CREATE TABLE misses (who TEXT, at TEXT)"


def attempt(database: sqlite3.Connection, who: str, now: datetime, kept: timedelta, most: int) -> int:
    """Note a try before it is looked at: how many more there may be, or -1 if this one was too many.

    What is older than `kept` is forgotten, and what was noted by a clock that went as much ahead.
    """
    span = ((now - kept).isoformat(), (now + kept).isoformat())
    database.execute("DELETE FROM misses WHERE at <= ? OR at >= ?", span)
    (count,) = database.execute("SELECT count(*) FROM misses WHERE who = ?", (who,)).fetchone()
    if count >= most:
        return -1
    database.execute("INSERT INTO misses VALUES (?, ?)", (who, now.isoformat()))
    return most - 1 - int(count)


def forgive(database: sqlite3.Connection, who: str) -> None:
    """The last try was no miss."""
    last = "SELECT max(rowid) FROM misses WHERE who = ?"
    database.execute(f"DELETE FROM misses WHERE rowid = ({last})", (who,))  # noqa: S608  ours
