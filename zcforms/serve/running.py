"""The service while it runs: uvicorn with its limits, and a log that tells nothing of anybody."""

from __future__ import annotations

import asyncio
import logging
import ssl
from pathlib import Path
from socket import socket

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from zcforms.ground.errors import UnreadableInput
from zcforms.serve.app import LOGGER

_AT_ONCE = 200  # connections; more are told to come again
_KEEP_ALIVE, _SHUTDOWN = 5, 3  # seconds
_ASKING = 20  # seconds for a request, up to what is sent with it


class Connection(H11Protocol):
    """A connection that ends where nothing is asked on it: else a phone that has gone would keep it for ever.

    (uvicorn sets a time for the next request, and none for the first, nor for the end of one that is begun.)
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look whether something is asked."""
        super().connection_made(transport)
        self.loop.call_later(_ASKING, self._look, self.cycle)

    def _look(self, before: RequestResponseCycle | None) -> None:
        """End it if nothing was asked since the look before, and all is answered; else look again later."""
        asked: RequestResponseCycle | None = self.cycle
        if self.transport.is_closing():
            return
        if asked is before and (asked is None or asked.response_complete):
            self.transport.close()
        else:
            self.loop.call_later(_ASKING, self._look, asked)


def check_certificate(certificate: Path, key: Path) -> None:
    """Raise UnreadableInput for a certificate and a key that cannot be read or are not of each other."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as e:
        hint = "都要是PEM格式、不设密码，私钥要是这张证书的"
        raise UnreadableInput("证书或私钥用不了", hint=hint, where=str(certificate)) from e


def run(app: Starlette, at: socket, certificate: Path | None = None, key: Path | None = None) -> None:
    """Answer on a socket until the program is ended; with TLS if there is a certificate.

    Each answer is a line on stderr: the time, what was asked for, the status.
    """
    lines = logging.StreamHandler()
    lines.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger = logging.getLogger(LOGGER)
    logger.addHandler(lines)
    logger.setLevel(logging.INFO)
    config = uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,  # it would have the links
        proxy_headers=False,
        server_header=False,
        limit_concurrency=_AT_ONCE,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_SHUTDOWN,
        ssl_certfile=certificate,
        ssl_keyfile=str(key) if key else None,
    )
    uvicorn.Server(config).run(sockets=[at])
