"""Three hosts with a shared folder, one of which is cut off: `python benchmarks/hosts.py [PEOPLE]` (30).

The hosts are network namespaces of this machine with addresses of their own, joined by a bridge; to make them
takes root and iproute2. The first has the scheduler of Dask and builds, the other two have a worker each. It
builds undisturbed, and then again while the third host's cable is pulled at a third of the time. Printed are
the seconds of both. Asserted: the papers are those that a pool of processes makes, byte for byte.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from build import digests
from cluster import UNSEEN
from many import folder_of

HOSTS = 3
_BRIDGE, _PORT = "zcforms0", 8786
_DASK = (sys.executable, "-m", "distributed.cli.dask_{}")
_AROUND = {**os.environ, **UNSEEN}


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def _name(host: int) -> str:
    return f"zcforms{host}"


def _address(host: int) -> str:
    return f"10.213.77.{host}"


def _on(host: int, *command: str) -> list[str]:
    return ["ip", "netns", "exec", _name(host), *command]


@contextlib.contextmanager
def network() -> Iterator[None]:
    """The hosts 1 to HOSTS, each with a cable (zcforms1c …) to the same bridge; no other host is reached."""
    with contextlib.ExitStack() as made:
        _ip("link", "add", _BRIDGE, "type", "bridge")
        made.callback(_ip, "link", "del", _BRIDGE)
        _ip("link", "set", _BRIDGE, "up")
        for host in range(1, HOSTS + 1):
            name, cable = _name(host), f"{_name(host)}c"
            _ip("netns", "add", name)
            made.callback(_ip, "netns", "del", name)
            _ip("link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", cable, "master", _BRIDGE, "up")
            _ip("-n", name, "addr", "add", f"{_address(host)}/24", "dev", "eth0")
            for link in ("eth0", "lo"):
                _ip("-n", name, "link", "set", link, "up")
        yield


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """The address of a scheduler on the first host; the others have a worker each."""
    address = f"tcp://{_address(1)}:{_PORT}"
    with contextlib.ExitStack() as begun:

        def begin(host: int, kind: str, *words: str) -> None:
            command = _on(host, *_DASK[:-1], _DASK[-1].format(kind), *words, "--no-dashboard")
            quiet = subprocess.DEVNULL
            process = begun.enter_context(subprocess.Popen(command, stdout=quiet, stderr=quiet, env=_AROUND))
            begun.callback(process.terminate)

        begin(1, "scheduler", "--host", _address(1), "--port", str(_PORT))
        for host in range(2, HOSTS + 1):
            own = ["--local-directory", str(folder / f"scratch{host}"), "--nthreads", "1"]
            begin(host, "worker", address, "--host", _address(host), *own)
        waiting = "from sys import argv; from cluster import wait_for; wait_for(argv[1], int(argv[2]))"
        command = _on(1, sys.executable, "-c", waiting, address, str(HOSTS - 1))
        subprocess.run(command, check=True, cwd=Path(__file__).parent)
        yield address


def built(work: Path, out: Path, *by: str) -> float:
    """The seconds that a build from the first host takes."""
    begun = time.monotonic()
    command = _on(1, sys.executable, "-m", "zcforms", "build", str(work), "--out", str(out), *by)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - begun


def main(people: int) -> None:
    print(f"load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as place, network():
        root, work = Path(place), folder_of(Path(place), people)
        built(work, root / "right", "--workers", str(HOSTS - 1))
        with cluster(root) as address:
            whole = built(work, root / "whole", "--scheduler", address)
            pulled = threading.Timer(whole / 3, _ip, ("link", "set", f"{_name(HOSTS)}c", "down"))
            pulled.start()
            cut = built(work, root / "cut", "--scheduler", address)
            assert not pulled.is_alive(), "it was pulled in time"
        assert digests(root / "whole") == digests(root / "cut") == digests(root / "right")
    print(
        f"{people} people on {HOSTS - 1} hosts: {whole:.0f} s; one lost after {whole / 3:.0f} s: {cut:.0f} s"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 30)
