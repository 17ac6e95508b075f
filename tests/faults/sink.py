"""A mail server that takes everything at once and counts: for figures. `python -m tests.faults.sink` prints its port.

It lives in a process of its own, so that what is measured is the sender. On a line `count` on standard input
it prints how many letters it took and how many different Message-IDs they had.
"""

import asyncio
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from config import ROOT


class Talk(asyncio.Protocol):
    """One conversation: EHLO, MAIL, RCPT, DATA, RSET and QUIT, all answered yes."""

    def __init__(self, seen: Counter[bytes]) -> None:
        self.seen = seen
        self.kept = b""
        self.in_body = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.say(b"220 sink.example")

    def say(self, line: bytes) -> None:
        self.transport.write(line + b"\r\n")

    def data_received(self, data: bytes) -> None:
        self.kept += data
        while True:
            end = b"\r\n.\r\n" if self.in_body else b"\r\n"
            piece, found, rest = self.kept.partition(end)
            if not found:
                return
            self.kept = rest
            if self.in_body:
                self.in_body = False
                self.seen[message_id(piece)] += 1
                self.say(b"250 2.0.0 Taken")
            else:
                self.answer(piece.upper())

    def answer(self, line: bytes) -> None:
        if line == b"DATA":
            self.in_body = True
            self.say(b"354 Go on")
        elif line == b"QUIT":
            self.say(b"221 Bye")
            self.transport.close()
        else:
            self.say(b"250 Ok")


def message_id(raw: bytes) -> bytes:
    start = raw.lower().find(b"message-id:")
    return raw[start + 11 : raw.find(b"\r\n", start)].strip() if start >= 0 else b""


@dataclass
class Sink:
    """The running server, seen from outside."""

    process: "subprocess.Popen[str]"
    port: int

    def counted(self) -> tuple[int, int]:
        """Letters taken, and different ones among them."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("count\n")
        self.process.stdin.flush()
        letters, different = self.process.stdout.readline().split()
        return int(letters), int(different)


@contextmanager
def sink() -> Iterator[Sink]:
    """A running sink on a free loopback port."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.sink"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Sink(process, int(process.stdout.readline()))
    finally:
        process.terminate()
        process.communicate(timeout=20)


async def main() -> None:
    seen: Counter[bytes] = Counter()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(seen), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        if line.strip() == "count":
            print(seen.total(), len(seen), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
