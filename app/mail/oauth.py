"""Access tokens for mail servers that take no password (OAuth 2, RFC 6749 sections 4.4 and 6).

Microsoft 365: https://learn.microsoft.com/exchange/client-developer/legacy-protocols/
how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth. Google: https://developers.google.com/workspace/
gmail/imap/xoauth2-protocol. Addresses of tokens are fixed here: none is taken from what somebody typed.
"""

import json
import re
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.client import HTTPMessage
from typing import IO, Any
from urllib.parse import urlencode

from app.mail.models import SignIn

MICROSOFT = "https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token"
GOOGLE = "https://oauth2.googleapis.com/token"
TENANT = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,99}")
MICROSOFT_DELEGATED = (
    "https://outlook.office.com/SMTP.Send https://outlook.office.com/IMAP.AccessAsUser.All offline_access"
)
MICROSOFT_OWN = "https://outlook.office365.com/.default"
EARLY = 120.0  # seconds before its end a token is fetched anew
WAIT = 20.0
LONGEST_ANSWER = 65536


class TokenRefusedError(Exception):
    """The provider gives no token: the grant was withdrawn, or a setting is wrong. Its words are the message."""


@dataclass(frozen=True)
class Grant:
    """What a token is asked for with. Without `refresh_token` the application asks in its own name."""

    url: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


@dataclass(frozen=True)
class Token:
    """`until` in seconds of the monotonic clock; `refresh_token` is the next one, where a new one was given."""

    value: str = field(repr=False)
    until: float
    refresh_token: str = field(default="", repr=False)


def grant_of(
    sign_in: SignIn, *, tenant: str, client_id: str, client_secret: str, refresh_token: str
) -> Grant:
    """Raises TokenRefusedError for a tenant that is none."""
    if sign_in is SignIn.GOOGLE:
        return Grant(GOOGLE, client_id, client_secret, refresh_token)
    if not TENANT.fullmatch(tenant):
        raise TokenRefusedError("The tenant is missing.")
    scope = MICROSOFT_DELEGATED if refresh_token else MICROSOFT_OWN
    return Grant(MICROSOFT.format(tenant=tenant), client_id, client_secret, refresh_token, scope)


class Tokens:
    """Tokens kept in this process until shortly before they end."""

    def __init__(self) -> None:
        self._kept: dict[Grant, Token] = {}
        self._lock = threading.Lock()

    def value(self, grant: Grant, on_renewed: Callable[[str], None] | None = None) -> str:
        """A token that is good now; `on_renewed` learns a new refresh token. Raises TokenRefusedError, OSError."""
        with self._lock:
            kept = self._kept.get(grant)
            if kept is None or kept.until <= time.monotonic():
                kept = self._kept[grant] = fetch(grant)
                if kept.refresh_token and on_renewed is not None:
                    self._kept[replace(grant, refresh_token=kept.refresh_token)] = kept
                    on_renewed(kept.refresh_token)
            return kept.value


def fetch(grant: Grant) -> Token:
    """Ask the provider. Raises TokenRefusedError, OSError."""
    asked = {"client_id": grant.client_id, "client_secret": grant.client_secret, "scope": grant.scope}
    if grant.refresh_token:
        asked |= {"grant_type": "refresh_token", "refresh_token": grant.refresh_token}
    else:
        asked |= {"grant_type": "client_credentials"}
    body = urlencode({name: value for name, value in asked.items() if value}).encode()
    request = urllib.request.Request(grant.url, body, {"Accept": "application/json"})  # noqa: S310 - fixed https
    try:
        with _opener.open(request, timeout=WAIT) as answer:
            said = _read(answer)
    except urllib.error.HTTPError as refusal:
        said = _read(refusal)
        if refusal.code >= 500:
            raise OSError("The provider of tokens does not answer.") from None
        words = str(said.get("error_description") or said.get("error") or f"HTTP {refusal.code}")
        raise TokenRefusedError(" ".join(words.split())[:300]) from None
    if not isinstance(said.get("access_token"), str):
        raise TokenRefusedError("The provider's answer holds no token.")
    lasts = said.get("expires_in")
    seconds = float(lasts) if isinstance(lasts, int | float | str) and str(lasts).isdigit() else 300.0
    fresh = str(said.get("refresh_token") or "")
    return Token(
        said["access_token"],
        time.monotonic() + max(seconds - EARLY, 1.0),
        fresh if fresh != grant.refresh_token else "",
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A token's address that sends us elsewhere is not the provider's."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _read(answer: Any) -> dict[str, Any]:
    try:
        said = json.loads(answer.read(LONGEST_ANSWER))
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
