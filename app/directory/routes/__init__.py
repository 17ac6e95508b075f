"""Pages of the directory."""

from app.directory.routes import bodies, duplicates, exports, household, imports, lines, people
from app.directory.routes.blueprint import directory

__all__ = ["bodies", "directory", "duplicates", "exports", "household", "imports", "lines", "people"]
