"""The tables of the matcher: JSON files, shared with the gate's JavaScript, and their reader."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> Any:
    """The parsed table `name`.json. Each says in "about" what it is and in "source" where it comes from."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def all_tables() -> dict[str, Any]:
    """Every table by name, as the JavaScript twin wants them."""
    return {path.stem: table(path.stem) for path in sorted(FOLDER.glob("*.json"))}
