"""The account of a reading: what was read, kept, dropped, repaired and flagged."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from discourse.model.corpus import AUDIT_COLUMNS
from discourse.model.tables import lay_out

_SHOWN = 80


def excerpt(text: str) -> str:
    r"""Return the start of a text on one line.

    Examples
    --------
    >>> excerpt("two\n\nlines")
    'two lines'
    """
    short = " ".join(text[: 4 * _SHOWN].split())
    return short if len(short) <= _SHOWN else short[: _SHOWN - 1] + "…"


@dataclass
class Tally:
    """Collects audit rows; rows of one action and reason are counted together, the first one giving the example.

    Parameters
    ----------
    file : str
        The file's name.
    unit : str
        What is counted: ``"lines"`` or ``"rows"``.
    """

    file: str
    unit: str
    rows: dict[tuple[str, str], dict[str, object]] = field(default_factory=dict)
    flags: list[dict[str, object]] = field(default_factory=list)

    def add(
        self, action: str, reason: str, line: int | None = None, example: str = "", rows: int = 1
    ) -> None:
        """Count ``rows`` more of an action for a reason."""
        if rows == 0:
            return
        row = self.rows.get((action, reason))
        if row is not None:
            row["rows"] = int(str(row["rows"])) + rows
            return
        self.rows[action, reason] = self._row(action, reason, line, example, rows)

    def count(self, action: str) -> int:
        """Return how many rows were counted for an action."""
        return sum(int(str(row["rows"])) for (done, _), row in self.rows.items() if done == action)

    def flag(self, reason: str, line: int, example: str) -> None:
        """Note one uncertain boundary."""
        self.flags.append(self._row("flagged", reason, line, example, 1))

    def _row(self, action: str, reason: str, line: int | None, example: str, rows: int) -> dict[str, object]:
        shown = excerpt(example) or None
        return {
            "file": self.file,
            "action": action,
            "reason": reason,
            "rows": rows,
            "unit": self.unit,
            "line": line,
            "example": shown,
        }

    def table(self, read: int) -> pd.DataFrame:
        """Return the audit, headed by the number read."""
        first = self._row("read", f"all {self.unit}", None, "", read)
        order = {"kept": 0, "dropped": 1, "repaired": 2}
        rest = sorted(self.rows.values(), key=lambda row: order[str(row["action"])])
        flags = sorted(self.flags, key=lambda row: int(str(row["line"])))
        rows = [first, *rest, *flags]
        values = {c.name: [row[c.name] for row in rows] for c in AUDIT_COLUMNS}
        return lay_out(values, AUDIT_COLUMNS, len(rows))
