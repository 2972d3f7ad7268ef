"""A congruence network of statements in a Parquet file: seconds and memory of the whole process, over four sizes.

Run with ``python benchmarks/statements.py [statements]``. Each size is a process of its own, started three times;
the fastest is printed, imports included, with the peak of its memory. Beside it stands a process that imports the same
libraries, and lets DuckDB count the same cells in one query, without a network.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ACTORS, CONCEPTS, DOCUMENTS_PER = 2_000, 100, 20

OURS = """
import sys
import discourse as ds
statements = ds.read(sys.argv[1])
network = ds.project(
    statements, "congruence", rows="commenter", cols="narrative", qualifier="stance",
    normalization="average", duplicates="document",
)
print(network.size)
"""
BARE = """
import sys
import duckdb, numpy, pandas, scipy.sparse
with duckdb.connect(config={"threads": 2}) as connection:
    found = connection.execute(
        "SELECT commenter, narrative, stance, count(DISTINCT document_id) AS n "
        f"FROM read_parquet('{sys.argv[1]}') GROUP BY 1, 2, 3"
    ).fetchnumpy()
print(len(found["n"]))
"""


def make(path: Path, statements: int, seed: int = 0) -> None:
    """Write a Parquet file of statements: 2,000 actors and 100 concepts, some far more frequent than others."""
    import numpy as np
    import pandas as pd

    from discourse.model.storage import write_parquet

    random = np.random.default_rng(seed)
    number = np.arange(statements)

    def some(prefix: str, size: int) -> pd.Categorical:
        share = 1 / np.arange(1, size + 1) ** 0.5
        return pd.Categorical.from_codes(
            random.choice(size, size=statements, p=share / share.sum()),
            [f"{prefix} number {i}" for i in random.permutation(size)],
        )

    document = number // DOCUMENTS_PER
    start = random.integers(0, 5_000, size=statements)
    frame = pd.DataFrame(
        {
            "statement_id": ("s" + pd.Series(number).astype("str")),
            "document_id": "doc" + pd.Series(document).astype("str"),
            "start": start,
            "stop": start + random.integers(1, 300, size=statements),
            "coder": "hand",
            "confidence": 1.0,
            "status": "coded",
            "created_at": np.datetime64("2020-01-01", "us") + (document * 3600).astype("timedelta64[s]"),
            "commenter": some("actor", ACTORS),
            "narrative": some("concept", CONCEPTS),
            "stance": random.choice([-1, 1], size=statements),
        }
    )
    write_parquet(frame, path)


def measured(program: str, path: Path) -> tuple[float, float, float, str]:
    """Return seconds, CPU seconds, peak of memory (MB) and output of a fresh process running the program."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        out = process.stdout.read().strip()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode:
        raise SystemExit(f"the process ended with {process.returncode}")
    memory = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return seconds, used.ru_utime + used.ru_stime, memory, out


def main() -> None:
    if sys.argv[1:2] == ["--make"]:
        make(Path(sys.argv[2]), int(sys.argv[3]))
        return
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(f"{'':>33} {'congruence':>21} {'DuckDB counting alone':>24}")
    print("statements  file MB       ties   seconds  CPU s    MB   seconds  CPU s    MB")
    spent = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (most // 8, most // 4, most // 2, most):
            path = Path(folder) / f"{size}.parquet"
            # In a process of its own: a child's peak of memory is never told below its parent's.
            subprocess.run([sys.executable, __file__, "--make", str(path), str(size)], check=True)
            ours = min(measured(OURS, path) for _ in range(3))
            bare = min(measured(BARE, path) for _ in range(3))
            spent.append(ours[1])
            print(
                f"{size:>10,} {path.stat().st_size / 1e6:>8.1f} {int(ours[3]):>10,} "
                + " ".join(f"{r[0]:>9.2f} {r[1]:>6.2f} {r[2]:>5.0f}" for r in (ours, bare))
            )
    print(f"eight times the statements cost {spent[-1] / spent[0]:.1f} times the CPU")


if __name__ == "__main__":
    main()
