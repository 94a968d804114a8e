"""How something is installed on the system at hand."""

from __future__ import annotations

import sys

ON_LINUX = sys.platform == "linux"


def install(packages: str, elsewhere: str) -> str:
    """The line that installs packages of Debian; on Windows and macOS what is said instead."""
    return f"apt-get install -y {packages}" if ON_LINUX else elsewhere
