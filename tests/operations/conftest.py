"""A house with folders of its own for its data, keys and backups."""

import dataclasses
from pathlib import Path

import pytest

from config import Config


@pytest.fixture
def house(config: Config, tmp_path: Path) -> Config:
    """The settings of the test with an empty folder of data."""
    return dataclasses.replace(
        config, instance=tmp_path, key_file=tmp_path / "keys.json", backup_dir=tmp_path / "backups"
    )
