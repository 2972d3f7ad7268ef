"""Print the installed size and the number of packages of a fresh installation, in a throw-away environment."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path


def main() -> None:
    """Install into a temporary environment, with any further pip arguments, and measure it."""
    root = Path(__file__).resolve().parents[1]
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / "bin" / "python"
        site = next(Path(folder).glob("lib/python*/site-packages"))
        before = _size(site)
        names = _packages(python)
        subprocess.run([python, "-m", "pip", "install", "--quiet", str(root), *sys.argv[1:]], check=True)
        added = sorted(_packages(python) - names)
        print(f"{(_size(site) - before) / 1e6:,.0f} MB in {len(added)} packages: {', '.join(added)}")


def _size(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())


def _packages(python: Path) -> set[str]:
    out = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], check=True, capture_output=True, text=True
    )
    return {line.split("==")[0] for line in out.stdout.splitlines()}


if __name__ == "__main__":
    main()
