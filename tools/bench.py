"""`make bench`: what things cost, as one table of ratios to floors measured in the same run.

The processor's time, so that a busy machine disturbs little. Each part runs in a process and in folders of its own,
which go with it. docs/performance.md says what the floors are and why a ratio is what it is. Recall of the search and
the gate with eight telephones at once have tables of their own: `python -m tools.bench_search`, `tools.bench_gate`.
"""

import subprocess
import sys
from pathlib import Path

from tools import bench_gate, bench_import, bench_mail, bench_memory, bench_pages, bench_phone, bench_print
from tools.measuring import heading

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "pages": bench_pages.figures,
    "gate": bench_gate.figures,
    "phone": bench_phone.figures,
    "import": bench_import.figures,
    "letters": bench_mail.figures,
    "print": bench_print.figures,
    "memory": bench_memory.figures,
}


def main() -> int:
    if sys.argv[1:]:
        PARTS[sys.argv[1]]()
        return 0
    heading()
    command = [sys.executable, "-m", "tools.bench"]
    done = [subprocess.run([*command, part], cwd=ROOT, check=False).returncode for part in PARTS]
    return max(done)


if __name__ == "__main__":
    sys.exit(main())
