"""The figures of `make bench`: each part prints its own table, with the floor measured in the same run."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    failed = 0
    for part in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"== {part.stem.removeprefix('bench_')}", flush=True)
        failed |= subprocess.run(
            [sys.executable, "-m", f"tools.{part.stem}"], cwd=ROOT, check=False
        ).returncode
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
