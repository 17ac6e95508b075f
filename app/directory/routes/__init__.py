"""Pages of the directory."""

from app.directory.routes import (
    bodies,
    bulk,
    duplicates,
    exports,
    household,
    imports,
    lines,
    people,
    received,
)
from app.directory.routes.blueprint import directory

__all__ = [
    "bodies",
    "bulk",
    "directory",
    "duplicates",
    "exports",
    "household",
    "imports",
    "lines",
    "people",
    "received",
]
