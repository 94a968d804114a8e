"""The service while it runs: uvicorn with its limits, and a log that tells nothing of anybody."""

from __future__ import annotations

import asyncio
import logging
import ssl
import sys
from pathlib import Path
from socket import SO_SNDBUF, SOL_SOCKET, socket
from typing import TextIO

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.h11_impl import H11Protocol

from zcforms.ground.errors import UnreadableInput
from zcforms.ground.steps import program_fault
from zcforms.serve.app import LOGGER

_AT_ONCE, _OF_ONE = 200, 100  # connections; more are told to come again, more of one address hung up on
_AHEAD = 2**16  # bytes of an answer that the system holds: of more it would be known late that they are taken
_KEEP_ALIVE, _SHUTDOWN = 5, 3  # seconds
_ASKING = 20  # seconds for a request, up to what is sent with it, and for the next piece of an answer


class Connection(H11Protocol):
    """A connection that ends where nothing is asked on it, or nothing of an answer taken.

    Else a phone that has gone would keep it for ever. (uvicorn sets a time for the next request, and none for
    the first, nor for the end of one that is begun, nor for its answer.) One address has half of them at
    most, so that whoever asks nothing on all of those keeps nobody else out.
    """

    _resumed = 0  # how often so much was taken that the answer went on

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to look whether something is asked, unless its address has enough of them."""
        super().connection_made(transport)
        addresses = [one.client[0] for one in self.connections if isinstance(one, Connection) and one.client]
        if self.client is None or addresses.count(self.client[0]) > _OF_ONE:  # it has gone, or is too many
            transport.abort()
            return
        transport.get_extra_info("socket").setsockopt(SOL_SOCKET, SO_SNDBUF, _AHEAD)
        self.loop.call_later(_ASKING, self._look, self._stand())

    def resume_writing(self) -> None:
        """Go on with an answer of which enough is taken."""
        self._resumed += 1
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no request; where it spoils one that is being answered, there is no more to say."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
        else:
            super().send_400_response(msg)

    def _unsupported_upgrade_warning(self) -> None:
        """Nothing: who asks for another protocol is answered in this one (RFC 9110, 7.8)."""

    def _stand(self) -> object:
        """What changes when something is asked, or something of an answer is taken."""
        return self.cycle, self._resumed, self.transport.get_write_buffer_size()

    def _look(self, before: object) -> None:
        """End it if it stands as at the look before and waits for nothing of ours; else look again later."""
        if self not in self.connections:
            return
        is_answered = self.cycle is None or self.cycle.response_complete
        if self._stand() == before and (is_answered or self.flow.write_paused):
            self.transport.abort()  # to close it would wait for what is not taken
        else:
            self.loop.call_later(_ASKING, self._look, self._stand())


def check_certificate(certificate: Path, key: Path) -> None:
    """Raise UnreadableInput for a certificate and a key that cannot be read or are not of each other."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password="")
    except (OSError, ValueError) as e:
        hint = "都要是PEM格式、不设密码，私钥要是这张证书的"
        raise UnreadableInput("证书或私钥用不了", hint=hint, where=str(certificate)) from e


_IN_CHINESE = {  # what uvicorn warns of
    "Invalid HTTP request received.": "收到的不是网页请求，没有理会（多半是扫描端口的程序）",
    "Cancel %s running task(s), timeout graceful shutdown exceeded": "停止时还有%s个请求没有答完，不再等",
}


class _Line(logging.Formatter):
    """A line of the log: of a fault of an answer that has begun, uvicorn would tell whose file it was."""

    def format(self, record: logging.LogRecord) -> str:
        """The time and the message, or of an exception where it came up."""
        if record.exc_info and (fault := record.exc_info[1]):
            said = program_fault(fault)
        else:
            told = _IN_CHINESE.get(str(record.msg), str(record.msg))
            said = told % record.args if record.args else told
        return f"{self.formatTime(record, '%H:%M:%S')} {said}"


def log_lines(target: TextIO) -> logging.Handler:
    """What writes the log, a line for each answer and each fault."""
    lines = logging.StreamHandler(target)
    lines.setFormatter(_Line())
    return lines


def run(app: Starlette, at: socket, certificate: Path | None = None, key: Path | None = None) -> None:
    """Answer on a socket until the program is ended; with TLS if there is a certificate.

    Each answer is a line on stderr: the time, what was asked for, the status.
    """
    lines = log_lines(sys.stderr)
    for name in (LOGGER, "uvicorn.error"):
        logging.getLogger(name).addHandler(lines)
    logging.getLogger(LOGGER).setLevel(logging.INFO)
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
