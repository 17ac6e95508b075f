"""MIME as it travels (RFC 2045 to 2047, 2231): parts whose headers are written out already, CRLF line ends.

The standard library's writer parses every header it has just been given; thousands of letters need not.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.utils import encode_rfc2231

CRLF = "\r\n"
TOO_LONG = re.compile(r"[^\n]{79}|\r")  # or a line end that is none on the wire
SAFE_NAME = re.compile(r"[A-Za-z0-9._ -]{1,60}")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
# base 64 takes 4 characters for 3 bytes, quoted-printable 3 for each byte that is not ASCII
DENSE = 1 / 6


@dataclass(frozen=True)
class Entity:
    """A part with its own headers; `body` is ASCII with CRLF line ends."""

    headers: tuple[tuple[str, str], ...]
    body: str


def text(content: str, subtype: str) -> Entity:
    """A text in UTF-8, in the encoding that keeps it readable where it can be."""
    kind = ("Content-Type", f'text/{subtype}; charset="utf-8"')
    content = content.replace(CRLF, "\n").removesuffix("\n") + "\n"
    if content.isascii() and not TOO_LONG.search(content):
        return Entity((kind, ("Content-Transfer-Encoding", "7bit")), content.replace("\n", CRLF))
    raw = content.encode()
    if (len(raw) - len(content)) > len(content) * DENSE:
        return Entity((kind, ("Content-Transfer-Encoding", "base64")), _base64(raw))
    body = binascii.b2a_qp(raw, istext=True).decode("ascii").replace("\n", CRLF)
    return Entity((kind, ("Content-Transfer-Encoding", "quoted-printable")), body)


def data(
    content: bytes, media_type: str, *, name: str, cid: str = "", params: Mapping[str, str] | None = None
) -> Entity:
    """A file; with `cid` a picture that the HTML beside it shows. Raises ValueError for what is no media type."""
    if not MEDIA_TYPE.fullmatch(media_type):
        raise ValueError("a media type reads type/subtype")
    more = "".join(f'; {key}="{value}"' for key, value in (params or {}).items())
    known = (
        f'filename="{name}"' if SAFE_NAME.fullmatch(name) else f"filename*={encode_rfc2231(name, 'utf-8')}"
    )
    headers = [
        ("Content-Type", media_type + more),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"{'inline' if cid else 'attachment'};{CRLF} {known}"),
    ]
    if cid:
        headers.append(("Content-ID", f"<{cid}>"))
    return Entity(tuple(headers), _base64(content))


def multipart(subtype: str, entities: Iterable[Entity]) -> Entity:
    """Several parts as one; a single part stays what it is."""
    entities = list(entities)
    if len(entities) == 1:
        return entities[0]
    boundary = f"=_{secrets.token_hex(16)}"  # neither encoding can bring forth "=_"
    pieces = [f"--{boundary}{CRLF}{written(one)}{CRLF}" for one in entities]
    kind = ("Content-Type", f'multipart/{subtype};{CRLF} boundary="{boundary}"')
    return Entity((kind,), "".join(pieces) + f"--{boundary}--{CRLF}")


def written(entity: Entity, headers: Iterable[tuple[str, str]] = ()) -> str:
    """Headers, an empty line, the body. Raises ValueError where a header would become two."""
    head = []
    for name, value in (*headers, *entity.headers):
        folded = value.replace(CRLF, "\n").replace("\n", CRLF)
        if not folded.isascii() or re.search(r"\r\n(?![ \t])|\r(?!\n)|(?<!\r)\n|\0", folded):
            raise ValueError(f"the header {name} is not written out")
        head.append(f"{name}: {folded}{CRLF}")
    return "".join(head) + CRLF + entity.body


def _base64(raw: bytes) -> str:
    return base64.encodebytes(raw).decode("ascii").replace("\n", CRLF)
