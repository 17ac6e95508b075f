"""One SMTP conversation, step by step, so that the moment of handing over can be written down first.

smtplib's `sendmail` hides the step between the body and its final dot; that step is where a letter
changes hands (RFC 5321 section 4.2.5, RFC 1047), so the lower-level calls are used here.
"""

import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

from app.mail import network
from app.mail.delivery import Delivery, LeaseLostError, OnPhase, Outcome, Parcel, Timeouts
from app.mail.models import Phase, Security
from app.mail.oauth import TokenRefusedError

CRLF = b"\r\n"
# replies that mean "you may not", whatever the letter says (RFC 4954 section 6, RFC 3207 section 4)
NOT_SIGNED_IN = frozenset({530, 534, 535, 538})
TEXT_LIMIT = 500


@dataclass(frozen=True)
class SmtpServer:
    """Where and how to hand letters in. `helo` is our own name, so that no look-up is needed.

    `token` gives an access token where the server takes no password. `guarded` when a mission named the
    host: see `network`.
    """

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False)
    guarded: bool = False
    helo: str = "localhost"
    timeouts: Timeouts = field(default_factory=Timeouts)
    tls: ssl.SSLContext | None = field(default=None, repr=False)


class _RefusedError(Exception):
    """The server answered a step with something other than yes."""

    def __init__(self, code: int, text: bytes) -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class SmtpCarrier:
    """A connection to one server, opened when first needed and kept for the letters that follow."""

    def __init__(self, server: SmtpServer) -> None:
        self._server = server
        self._client: smtplib.SMTP | None = None
        self._phase = Phase.CLAIMED
        self._before_mail = True

    def carry(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        """Deliver one parcel and say what came of it. Raises LeaseLostError only."""
        reused = self._client is not None
        delivery = self._attempt(parcel, on_phase)
        if reused and self._before_mail and (delivery.outcome is Outcome.UNREACHABLE or delivery.code == 421):
            # a server may close an idle connection at any time; nothing has been handed over yet
            self.close()
            delivery = self._attempt(parcel, on_phase)
        if delivery.outcome is not Outcome.SENT:
            self.close()
        return delivery

    def close(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            if client.sock is not None:
                client.sock.settimeout(2)
            client.quit()
        except (OSError, smtplib.SMTPException):
            client.close()

    def _drop(self) -> None:
        """Cut the connection without a word: a body without its final dot is thrown away."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _attempt(self, parcel: Parcel, on_phase: OnPhase) -> Delivery:
        self._phase = Phase.CLAIMED
        self._before_mail = True
        try:
            client = self._connected()
            self._reach(Phase.CONNECTED, on_phase)
            self._envelope(client, parcel)
            self._reach(Phase.ENVELOPE, on_phase)
            self._body(client, parcel.raw, on_phase)
            code, text = self._dot(client)
            return Delivery(Outcome.SENT, self._phase, code, _readable(text))
        except LeaseLostError:
            self._drop()
            raise
        except _RefusedError as refusal:
            return self._refusal(refusal.code, refusal.text)
        except smtplib.SMTPResponseException as refusal:
            return self._refusal(refusal.smtp_code, _as_bytes(refusal.smtp_error))
        except ssl.SSLCertVerificationError as error:
            self._drop()
            return Delivery(Outcome.PAUSED, self._phase, None, _readable(str(error).encode()))
        except (smtplib.SMTPNotSupportedError, TokenRefusedError) as error:
            return Delivery(Outcome.PAUSED, self._phase, None, _readable(str(error).encode()))
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return self._silence(error)

    def _reach(self, phase: Phase, on_phase: OnPhase) -> None:
        self._phase = phase
        on_phase(phase)

    def _connected(self) -> smtplib.SMTP:
        if self._client is not None:
            return self._client
        server, waits = self._server, self._server.timeouts
        context = server.tls or ssl.create_default_context()
        if server.security is Security.TLS:
            client: smtplib.SMTP = smtplib.SMTP_SSL(
                local_hostname=server.helo, timeout=waits.connect, context=context
            )
        else:
            client = smtplib.SMTP(local_hostname=server.helo, timeout=waits.connect)
        # certificate checks and SNI use the name given to the constructor, which would also connect
        client._host = server.host  # type: ignore[attr-defined]
        self._client = client
        door = network.numeric(server.host, server.port) if server.guarded else server.host
        _expect(client.connect(door, server.port), {220})
        if client.sock is not None:
            # else the final dot, sent by itself, waits for the other side's delayed acknowledgement (40 ms)
            client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._wait(client, waits.command)
        client.ehlo_or_helo_if_needed()
        if server.security is Security.STARTTLS:
            _expect(client.starttls(context=context), {220})
            client.ehlo_or_helo_if_needed()
        self._sign_in(client)
        return client

    def _sign_in(self, client: smtplib.SMTP) -> None:
        server = self._server
        if server.token is not None:
            # https://developers.google.com/workspace/gmail/imap/xoauth2-protocol
            bearer = f"user={server.username}\x01auth=Bearer {server.token()}\x01\x01"
            client.auth("XOAUTH2", lambda challenge=None: bearer if challenge is None else "")
        elif server.username:
            self._log_in(client)

    def _log_in(self, client: smtplib.SMTP) -> None:
        try:
            client.login(self._server.username, self._server.password)
        except UnicodeEncodeError as error:
            raise smtplib.SMTPNotSupportedError("The mail password must be plain Latin letters.") from error
        except smtplib.SMTPException as error:
            if type(error) is smtplib.SMTPException:
                # the client knows none of the ways to sign in that the server offers
                raise smtplib.SMTPNotSupportedError(str(error)) from error
            raise

    def _envelope(self, client: smtplib.SMTP, parcel: Parcel) -> None:
        self._wait(client, self._server.timeouts.command)
        _expect(client.mail(parcel.sender), {250})
        self._before_mail = False
        _expect(client.rcpt(parcel.recipient), {250, 251})

    def _body(self, client: smtplib.SMTP, raw: bytes, on_phase: OnPhase) -> None:
        client.putcmd("data")
        _expect(client.getreply(), {354})
        self._reach(Phase.DATA, on_phase)
        self._wait(client, self._server.timeouts.body)
        client.send(_stuffed(raw))
        self._reach(Phase.HANDOFF, on_phase)

    def _dot(self, client: smtplib.SMTP) -> tuple[int, bytes]:
        self._wait(client, self._server.timeouts.final)
        client.send(b"." + CRLF)
        try:
            code, text = client.getreply()
        except smtplib.SMTPResponseException as error:
            # raised for a line too long to read: the code in it is the client's, not the server's
            raise smtplib.SMTPServerDisconnected(_readable(_as_bytes(error.smtp_error))) from error
        if code // 100 not in (2, 4, 5):
            # no sense can be made of it, so nobody knows who owns the letter
            raise smtplib.SMTPServerDisconnected(_readable(text))
        if code // 100 != 2:
            raise _RefusedError(code, text)
        return code, text

    @staticmethod
    def _wait(client: smtplib.SMTP, seconds: float) -> None:
        if client.sock is None:
            raise smtplib.SMTPServerDisconnected("The connection is closed.")
        client.sock.settimeout(seconds)

    def _refusal(self, code: int, text: bytes) -> Delivery:
        if code // 100 not in (4, 5):
            self._drop()
            return self._silence(smtplib.SMTPServerDisconnected(_readable(text) or "No sensible reply."))
        if code // 100 == 4:
            outcome = Outcome.RETRY
        elif self._before_mail or (code in NOT_SIGNED_IN and self._phase is not Phase.HANDOFF):
            outcome = Outcome.PAUSED
        else:
            outcome = Outcome.FAILED
        return Delivery(outcome, self._phase, code, _readable(text))

    def _silence(self, error: Exception) -> Delivery:
        """A timeout, a cut or no connection at all: what it means depends on how far we were."""
        if self._phase is Phase.HANDOFF:
            outcome = Outcome.UNCERTAIN
        elif self._before_mail:
            outcome = Outcome.UNREACHABLE
        else:
            outcome = Outcome.RETRY
        reason = str(error) or type(error).__name__
        return Delivery(outcome, self._phase, None, _readable(reason.encode()))


def _expect(reply: tuple[int, bytes], wanted: set[int]) -> None:
    if reply[0] not in wanted:
        raise _RefusedError(*reply)


def _stuffed(raw: bytes) -> bytes:
    """The body as it travels: leading dots doubled (RFC 5321 section 4.5.2), its last line ended."""
    body = raw.replace(CRLF + b".", CRLF + b"..")
    body = b"." + body if body.startswith(b".") else body
    return body if body.endswith(CRLF) else body + CRLF


def _as_bytes(text: bytes | str) -> bytes:
    return text.encode() if isinstance(text, str) else text


def _readable(text: bytes) -> str:
    """A server's words, safe to store and to show: printable, one line, of bounded length."""
    words = text.decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:TEXT_LIMIT]
