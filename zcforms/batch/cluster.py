"""The processes of a Dask scheduler, on whichever machines: they see the same folders, and do the work.

A scheduler and its workers run what they are sent: they belong into a network that nobody else is in, or
behind TLS (tls://, by Dask's own configuration). Nothing of a person is sent to them, only where it lies.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
import warnings
from collections.abc import Mapping
from concurrent.futures import CancelledError, Executor
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from zcforms.batch.sameness import THREADS, Sameness, different, parts_here
from zcforms.ground.errors import MissingTool, UsageError

if TYPE_CHECKING:
    from distributed import Client

_ADDRESS = re.compile(r"(tcp|tls)://([^/\s:]+|\[[0-9a-fA-F:]+\]):\d+")
_PATIENCE = 10  # seconds for the scheduler to answer
_RETURN = 60  # seconds without any worker: one that died has begun again sooner
_DRAIN = 25  # seconds for what is begun to be done, when nobody waits for it any more
_INSTALL = "pip install 'zcforms[dask]'，每台机器都要装"
_START = "在每台机器上开 dask worker，见docs/scale.md"
_AGAIN = "做好的都在；看看调度器和各台机器，再做一遍同一条命令"


class Cluster:
    """The workers of the scheduler at an address, each of which is like this machine (see `crew.Team`).

    UsageError for what is no address; MissingTool without Dask.
    """

    def __init__(self, address: str, asked: Sameness) -> None:
        if not _ADDRESS.fullmatch(address):
            raise UsageError(f"“{address}”不是调度器的地址", hint="写成 tcp://主机:8786")
        try:
            from distributed import KilledWorker
        except ImportError as e:
            raise MissingTool("没有安装Dask", hint=_INSTALL) from e
        self.died: tuple[type[BaseException], ...] = (KilledWorker, CancelledError)
        self.size, self.sameness = 0, asked
        self._address = address
        self._client: Client | None = None
        self._executor: Executor | None = None
        self._deserted: float | None = None  # since when nobody is at work

    def prepare(self) -> None:
        """Nothing: they are there, or begin where they are."""

    def begin(self) -> Executor:
        """The workers, once all are seen to be like this machine; MissingTool if none is, or one is not."""
        self._client = client = _connected(self._address)
        asked = self.sameness
        answers = client.run(parts_here, asked.root, asked.folder, asked.faces, on_error="return")
        found = {worker: parts for worker, parts in answers.items() if not isinstance(parts, OSError)}
        for worker, threads in client.nthreads().items():
            if isinstance(parts := found.get(worker), dict):
                parts[THREADS] = str(threads)
        if not found:  # whose connection is lost while they are asked is just ending
            raise MissingTool("调度器上没有做事的进程", hint=_START, where=self._address)
        if others := otherwise(asked, found):
            raise different(others)
        self.size = len(found)
        executor: Executor = client.get_executor(pure=False)
        self._executor = executor
        return executor

    def look(self) -> None:
        """Raise MissingTool if the scheduler is gone, or every worker has been for a while."""
        if self._client is None or self._client.status != "running":
            raise MissingTool("与调度器的连接断了，没有做完", hint=_AGAIN, where=self._address)
        now = time.monotonic()
        with suppress(OSError):  # the connection is just being lost
            self._deserted = None if self._client.nthreads() else self._deserted or now
        if self._deserted and now - self._deserted > _RETURN:
            raise MissingTool("做事的进程都不在了，没有做完", hint=_AGAIN, where=self._address)

    def end(self) -> None:
        """Drop what is not begun; what is begun is waited for, as long as the scheduler is there."""
        client, self._client = self._client, None
        if client is None:
            return
        with suppress(OSError, CancelledError):
            if self._executor is not None:
                self._executor.shutdown(wait=False)
            client.run(_rested, on_error="ignore")
        client.close(_PATIENCE)


def _connected(address: str) -> Client:
    from distributed import Client, Security

    if address.startswith("tls") and not Security().get_connection_args("client").get("ssl_context"):
        raise MissingTool("没有TLS的证书", hint="写在Dask的设置里，见docs/scale.md", where=address)
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # a lost connection is told by `look`
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of other versions: what is otherwise is told in our own words
            return Client(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError) as e:
        hint = "在那台机器上开 dask scheduler，看它印出的地址，见docs/scale.md"
        raise MissingTool(f"连不上调度器（{type(e).__name__}）", hint=hint, where=address) from e


def otherwise(asked: Sameness, found: Mapping[str, Any]) -> list[str]:
    """What is said of the machines that are otherwise, one by one."""
    told: dict[str, str] = {}
    for address, parts in found.items():
        host = address.partition("://")[2].rpartition(":")[0]
        if isinstance(parts, Exception):
            told[host] = f"没有装zcforms，或版本不同（{type(parts).__name__}）"
        elif differences := asked.differences(parts):
            told[host] = differences
    return [f"{host}：{differences}" for host, differences in told.items()]


async def _rested(dask_worker: Any) -> None:
    """In a worker: wait until nothing of anybody is at work."""
    end = time.monotonic() + _DRAIN
    while dask_worker.state.executing_count and time.monotonic() < end:
        await asyncio.sleep(0.05)
