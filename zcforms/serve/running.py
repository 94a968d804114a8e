"""The service while it runs: uvicorn with its limits, and a log that tells nothing of anybody."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path
from socket import socket

import uvicorn
from starlette.applications import Starlette

from zcforms.ground.errors import UnreadableInput
from zcforms.serve.app import LOGGER

_AT_ONCE = 200  # connections; more are told to come again
_KEEP_ALIVE, _SHUTDOWN = 5, 3  # seconds


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
        http="h11",
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
