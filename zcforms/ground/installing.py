"""What is installed on the system at hand, and how something is."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

ON_LINUX = sys.platform == "linux"


def install(packages: str, elsewhere: str) -> str:
    """The line that installs packages of Debian; on Windows and macOS what is said instead."""
    return f"apt-get install -y {packages}" if ON_LINUX else elsewhere


def version_of(library: str) -> str:
    """The version of a library that is installed here; "" if it is not."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
