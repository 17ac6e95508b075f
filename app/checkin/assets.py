"""The files of the gate page, which a phone keeps for when there is no network, and the build they make
up.
"""

import hashlib
from functools import lru_cache
from pathlib import Path

STATIC = Path(__file__).resolve().parents[1] / "static"
PATTERNS = (
    "css/gate.css",
    "js/checkin/*.js",
    "js/names.js",
    "js/names/*.js",
    "js/names/tables/*.json",  # a link to the tables of app/names
    "vendor/idb/*.js",
    "vendor/qr/*.js",
    "img/gate/*",
)
# Builds from this one on may still be used; an older page renews itself once its queue is empty.
MIN_BUILD = ""


@lru_cache(maxsize=1)
def files() -> tuple[str, ...]:
    """Paths under /static, in one order."""
    found = {path for pattern in PATTERNS for path in STATIC.glob(pattern) if path.is_file()}
    return tuple(sorted(path.relative_to(STATIC).as_posix() for path in found))


def spelling() -> list[str]:
    """Addresses of the matcher of names and of its tables, the matcher first."""
    return ["js/names.js", *(name for name in files() if name.startswith("js/names/tables/"))]


def build() -> str:
    """Twelve hexadecimal characters that change with any of the files."""
    sum_of_all = hashlib.sha256()
    for name in files():
        sum_of_all.update(name.encode())
        sum_of_all.update((STATIC / name).read_bytes())
    return sum_of_all.hexdigest()[:12]


BUILD = build()
