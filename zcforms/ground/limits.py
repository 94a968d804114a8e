"""What a process that reads files of strangers may take, as far as its system knows limits.

Linux knows all of these. macOS limits no other process and no memory, Windows nothing: there it ends by the
clock of whoever waits.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

_CRASHED = 0xC0000000  # from here on Windows numbers what ends a process by force (NTSTATUS)
_OVER = {-getattr(signal, name) for name in ("SIGXCPU", "SIGKILL") if hasattr(signal, name)}

if sys.platform != "win32":
    import resource

    def limit_own(memory: int, seconds: int) -> None:
        """Limit this process to so much memory (bytes of address space) and so many more CPU seconds."""
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        for which, most in ((resource.RLIMIT_CPU, int(used) + seconds + 1), (resource.RLIMIT_AS, memory)):
            _, hard = resource.getrlimit(which)  # what the system allows at most stays
            with contextlib.suppress(ValueError, OSError):  # a system that does not know it
                resource.setrlimit(which, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))

    def leave_no_core() -> None:
        """Have the system write down nothing of this process where it crashes: it holds personal data."""
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def limit_other(process: subprocess.Popen[bytes], memory: int, seconds: int) -> None:
        """Limit another process to so much memory (bytes of address space) and so many CPU seconds."""
        for which, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds)):
            with contextlib.suppress(ProcessLookupError, AttributeError):  # Linux alone can
                resource.prlimit(process.pid, which, (most, most))

    def end_all(process: subprocess.Popen[bytes]) -> None:
        """End a process that began a session of its own, with all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

else:

    def limit_own(memory: int, seconds: int) -> None:
        """Nothing: there is no such limit."""

    def leave_no_core() -> None:
        """Nothing: no core is written."""

    def limit_other(process: subprocess.Popen[bytes], memory: int, seconds: int) -> None:
        """Nothing: there is no such limit."""

    def end_all(process: subprocess.Popen[bytes]) -> None:
        """End a process, with what it started."""
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        with contextlib.suppress(OSError):
            subprocess.run(tree, capture_output=True, check=False)
        process.kill()
        process.wait()


def fate(code: int) -> str:
    """What a process died of, by its exit code, in words."""
    if code in _OVER:
        return "处理时间过长"
    return "内容使解码程序崩溃" if code < 0 or code >= _CRASHED else "处理中断"
