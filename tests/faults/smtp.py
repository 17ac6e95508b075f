"""An SMTP server that refuses, hangs, drops, answers 4xx or 5xx at any verb, takes a letter and then dies.

`with FaultServer() as server:` listens on a free loopback port. `server.plan(Fault("RCPT", reply="550 No"))`
queues one fault; faults are used up in order, each at its own stage. Stages are the SMTP verbs and
`BANNER` (before the greeting), `BODY` (after 354, before the final dot) and `DOT` (after the final dot).
"""

import asyncio
import logging
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any, Literal, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line it hears

Stage = Literal["BANNER", "EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "RSET", "DATA", "BODY", "DOT"]
Verb = Callable[[str | None], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """What goes wrong at one stage. Exactly one of reply, drop and hang; `slow` may stand alone (seconds).

    At `DOT`, `keeps` says whether the server has taken the letter before it fails.
    """

    at: Stage
    reply: str = ""
    drop: bool = False
    hang: bool = False
    slow: float = 0.0
    keeps: bool = False
    times: int = 1


@dataclass(frozen=True)
class Taken:
    """A letter the server made its own, whether or not it managed to say so."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class Plan:
    """The faults still to come, the letters taken and the verbs heard. Guarded: two threads look at it."""

    faults: list[Fault] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    connections: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def due(self, stage: str) -> Fault | None:
        with self.lock:
            for index, fault in enumerate(self.faults):
                if fault.at == stage:
                    if fault.times > 1:
                        left = Fault(**{**fault.__dict__, "times": fault.times - 1})
                        self.faults[index] = left
                    else:
                        del self.faults[index]
                    return fault
        return None


class FaultyProtocol(SMTP):
    """aiosmtpd's server with a fault before any verb."""

    def __init__(self, owner: "FaultServer", **options: Any) -> None:
        super().__init__(owner, **options)
        self.owner = owner
        for verb, method in list(self._smtp_methods.items()):
            self._smtp_methods[verb] = self._guarded(verb, method)

    def _guarded(self, verb: str, method: Verb) -> Verb:
        async def guarded(arg: str | None) -> None:
            with self.owner.seen.lock:
                self.owner.seen.heard.append(f"{verb} {arg}" if arg else verb)
            if await self.strike(verb):
                return
            if verb == "DATA" and self.owner.seen.faults and await self._body_fault():
                return
            await method(arg)

        return guarded

    async def _body_fault(self) -> bool:
        fault = self.owner.seen.due("BODY")
        if fault is None:
            return False
        await self.push("354 Go on")
        return await self.suffer(fault)

    async def strike(self, stage: str) -> bool:
        """Let the next fault planned for this stage happen. True when the verb has been dealt with."""
        fault = self.owner.seen.due(stage)
        return fault is not None and await self.suffer(fault)

    async def suffer(self, fault: Fault) -> bool:
        if fault.slow:
            await asyncio.sleep(fault.slow)
        if fault.hang:
            await self.owner.patience()
        if fault.hang or fault.drop:
            if isinstance(self.transport, asyncio.Transport):
                self.transport.abort()
            raise ConnectionResetError("dropped on purpose")
        if fault.reply:
            await self.push(fault.reply)
            if fault.reply.startswith("421") and self.transport is not None:
                self.transport.close()
            return True
        return False

    async def _handle_client(self) -> None:
        with self.owner.seen.lock:
            self.owner.seen.connections += 1
        if await self.strike("BANNER"):
            if self.transport is not None:
                self.transport.close()
            return
        await super()._handle_client()


class FaultServer:
    """The server, its thread and what it saw. It is aiosmtpd's handler as well."""

    def __init__(
        self,
        *,
        port: int = 0,
        credentials: tuple[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
    ) -> None:
        self.seen = Plan()
        self.host = "127.0.0.1"
        self.port = port
        self._credentials = credentials
        self._tls = tls
        self._starttls = starttls
        self._loop = asyncio.new_event_loop()
        self._released = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()
        self._server: asyncio.Server | None = None
        self._protocols: list[FaultyProtocol] = []

    def plan(self, *faults: Fault) -> None:
        with self.seen.lock:
            self.seen.faults.extend(faults)

    @property
    def taken(self) -> list[Taken]:
        with self.seen.lock:
            return list(self.seen.taken)

    @property
    def taken_per_message_id(self) -> Counter[str]:
        return Counter(letter.message_id for letter in self.taken)

    @property
    def verbs(self) -> list[str]:
        with self.seen.lock:
            return [line.split(" ", 1)[0] for line in self.seen.heard]

    async def patience(self) -> None:
        """Hang until the test lets go or the server is stopped."""
        await self._released.wait()

    def release(self) -> None:
        self._loop.call_soon_threadsafe(self._released.set)

    async def handle_DATA(self, server: FaultyProtocol, session: Session, envelope: Envelope) -> str:
        fault = self.seen.due("DOT")
        if fault is None or fault.keeps or not (fault.drop or fault.hang or fault.reply):
            self._take(envelope)
        if fault is not None and await server.suffer(fault):
            return ""
        return "250 2.0.0 Taken"

    def _take(self, envelope: Envelope) -> None:
        content = envelope.content
        raw = content if isinstance(content, bytes) else (content or "").encode()
        letter = Taken(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=raw,
        )
        with self.seen.lock:
            self.seen.taken.append(letter)

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        if isinstance(data, LoginPassword) and self._credentials is not None:
            user, password = (value.encode() for value in self._credentials)
            if data.login == user and data.password == password:
                return AuthResult(success=True)
        return AuthResult(success=False, handled=False)

    def _protocol(self) -> FaultyProtocol:
        options: dict[str, Any] = {"hostname": "faulty.example", "timeout": 3600}
        if self._credentials is not None:
            options |= {"authenticator": self._authenticate, "auth_require_tls": False}
        if self._starttls is not None:
            options |= {"tls_context": self._starttls}
        protocol = FaultyProtocol(self, loop=self._loop, **options)
        self._protocols.append(protocol)
        return protocol

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._server = self._loop.run_until_complete(
            self._loop.create_server(self._protocol, self.host, self.port, ssl=self._tls)
        )
        self.port = self._server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        self._server.close()
        self._loop.run_until_complete(self._hang_up())
        self._loop.close()

    async def _hang_up(self) -> None:
        """Cut every connection that is still open and wait until nothing of it is left."""
        for protocol in self._protocols:
            if isinstance(protocol.transport, asyncio.Transport):
                protocol.transport.abort()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def __enter__(self) -> Self:
        self._loop.set_exception_handler(lambda loop, context: None)
        self._thread.start()
        if not self._ready.wait(10):
            raise RuntimeError("the faulty SMTP server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


def closed_port() -> int:
    """A loopback port on which nobody listens: connecting to it is refused."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
