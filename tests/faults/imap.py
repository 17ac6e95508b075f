"""An IMAP server small enough to read: sign-in by password or XOAUTH2, SELECT, UID SEARCH, FETCH and STORE.

`with MailServer({"user": "password"}, tls=context) as server:` then `server.deliver(raw)`. What it is told to
refuse it refuses: `refuses="SELECT"`.
"""

import base64
import re
import socketserver
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass
class Message:
    raw: bytes
    seen: bool = False


class Talk(socketserver.StreamRequestHandler):
    """One conversation, command by command (RFC 9051)."""

    server: "Listener"

    def handle(self) -> None:
        self.say(b"* OK ready")
        while line := self.rfile.readline():
            tag, _blank, rest = line.strip().partition(b" ")
            verb = rest.split(b" ")[0].upper()
            if verb == b"UID":
                verb = rest.split(b" ")[1].upper()
            self.server.owner.heard.append(verb.decode())
            if verb.decode() == self.server.owner.refuses:
                self.say(tag + b" NO not today")
            else:
                self.obey(tag, verb, rest)
            if verb == b"LOGOUT":
                return

    def obey(self, tag: bytes, verb: bytes, rest: bytes) -> None:
        owner = self.server.owner
        if verb == b"CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1 AUTH=XOAUTH2")
        elif verb == b"LOGIN":
            user, password = (part.strip(b'"').decode() for part in rest.split(b" ")[1:3])
            if owner.passwords.get(user) != password:
                self.say(tag + b" NO [AUTHENTICATIONFAILED] wrong password")
                return
        elif verb == b"AUTHENTICATE":
            self.say(b"+ ")
            bearer = base64.b64decode(self.rfile.readline()).decode()
            if owner.token not in bearer:
                self.say(tag + b" NO [AUTHENTICATIONFAILED] wrong token")
                return
        elif verb == b"SELECT":
            self.say(b"* %d EXISTS" % len(owner.messages))
        elif verb == b"SEARCH":
            unseen = [b"%d" % uid for uid, one in enumerate(owner.messages, 1) if not one.seen]
            self.say(b" ".join([b"* SEARCH", *unseen]))
        elif verb == b"FETCH":
            uid = int(rest.split(b" ")[2])
            raw = owner.messages[uid - 1].raw
            self.say(b"* %d FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (uid, uid, len(raw), raw))
        elif verb == b"STORE":
            owner.messages[int(rest.split(b" ")[2]) - 1].seen = re.search(rb"\\Seen", rest) is not None
        elif verb == b"LOGOUT":
            self.say(b"* BYE")
        self.say(tag + b" OK done")

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")
        self.wfile.flush()


class Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, owner: "MailServer") -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.owner = owner
        self.socket = owner.tls.wrap_socket(self.socket, server_side=True)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up, or does not trust our certificate, is nothing to report."""


@dataclass
class MailServer:
    """The server and its one mailbox."""

    tls: ssl.SSLContext
    passwords: dict[str, str] = field(default_factory=dict)
    token: str = "no token"
    refuses: str = ""
    messages: list[Message] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def deliver(self, raw: bytes) -> None:
        self.messages.append(Message(raw))

    @property
    def port(self) -> int:
        return int(self._listener.server_address[1])

    def __enter__(self) -> Self:
        self._listener = Listener(self)
        threading.Thread(target=self._listener.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
