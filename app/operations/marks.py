"""Small files beside the data: when something last happened, and what was found."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

WORKER = "worker"
KEYS_SAFE = "keys-safe"
REHEARSAL = "rehearsal"
BACKUP_FAILED = "backup-failed"
FIRST_CODE = "first-code"
# Of the demo: how far a replayed evening is, and until when its gates are cut off.
EVENING = "evening"
GATES_CUT_OFF = "gates-cut-off"


def leave(instance: Path, name: str, *, now: datetime, **facts: Any) -> None:
    """Write the mark anew, by rename, so that nobody reads half a file."""
    folder = instance / "marks"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{name}.new"
    draft.write_text(json.dumps({"at": now.astimezone(UTC).isoformat(), **facts}))
    draft.replace(folder / f"{name}.json")


def wipe(instance: Path, name: str) -> None:
    (instance / "marks" / f"{name}.json").unlink(missing_ok=True)


def find(instance: Path, name: str) -> dict[str, Any] | None:
    """The facts of the mark, `at` as an instant; None where it was never left or cannot be read."""
    try:
        found: dict[str, Any] = json.loads((instance / "marks" / f"{name}.json").read_text())
        found["at"] = datetime.fromisoformat(found["at"])
    except (OSError, ValueError, KeyError):
        return None
    return found
