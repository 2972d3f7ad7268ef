"""The definitions of discourse network analysis written out slowly, statement by statement.

Nothing here uses the package: lists of dictionaries in, dictionaries out. A row is a statement with its values under
the names of the variables, ``when`` (a datetime), ``document`` and ``place`` (its number in the order given).
"""

from __future__ import annotations

from datetime import datetime
from itertools import product
from typing import Any

Row = dict[str, Any]
Matrix = dict[tuple[str, str], float]


def utf16(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass")


def period(row: Row, rule: str) -> Any:
    when: datetime = row["when"]
    year, week, _ = when.isocalendar()
    return {
        "document": row["document"],
        "day": when.date(),
        "week": (year, week),
        "month": (when.year, when.month),
        "year": when.year,
        "range": 0,
        "dna_week": week,
        "dna_month": when.month,
    }[rule]


def chosen(
    rows: list[Row],
    names: tuple[str, str],
    qualifier: str | None,
    *,
    duplicates: str | None = None,
    exclude: dict[str, list[Any]] | None = None,
    only: dict[str, list[Any]] | None = None,
    ignoring: bool = False,
) -> list[Row]:
    """Return the statements that count, in order of time."""
    out: list[Row] = []
    seen = set()
    for row in sorted(rows, key=lambda r: (r["when"], r["place"])):
        if any(row[name] in values for name, values in (exclude or {}).items()):
            continue
        if not all(row[name] in values for name, values in (only or {}).items()):
            continue
        if row[names[0]] is None or row[names[1]] is None:
            continue
        if qualifier is not None and row[qualifier] is None and not ignoring:
            continue
        if duplicates is not None:
            key = [row[names[0]], row[names[1]], period(row, duplicates)]
            if qualifier is not None and not ignoring:
                key.append(row[qualifier])
            if tuple(key) in seen:
                continue
            seen.add(tuple(key))
        out.append(row)
    return out


def weight(row: Row) -> float:
    return float(row.get("weight", 1.0))


def one_mode(
    rows: list[Row], names: tuple[str, str], qualifier: str | None, how: str, scale: float | None
) -> Matrix:
    """Return the ties of chosen statements; ``scale`` is the length of the qualifier's scale, None for texts."""
    labels = sorted({r[names[0]] for r in rows}, key=utf16)
    out: Matrix = {}
    for a, b in product(labels, labels):
        if a == b:
            continue
        total = 0.0
        for x, y in product([r for r in rows if r[names[0]] == a], [r for r in rows if r[names[0]] == b]):
            if x[names[1]] != y[names[1]]:
                continue
            if how == "ignore" or qualifier is None:
                total += weight(x) * weight(y) * (how != "conflict")
            elif scale is None:
                total += weight(x) * weight(y) * (x[qualifier] == y[qualifier]) * (how != "conflict")
            else:
                d = abs(x[qualifier] - y[qualifier]) / scale
                total += (
                    weight(x) * weight(y) * {"congruence": 1 - d, "conflict": d, "subtract": 1 - 2 * d}[how]
                )
        if how in ("conflict", "subtract") and (scale is None or qualifier is None):
            total += alone(rows, names, qualifier, a, b) * (1 if how == "conflict" else -1)
        out[a, b] = total
    return out


def alone(rows: list[Row], names: tuple[str, str], qualifier: str | None, a: str, b: str) -> float:
    """Return how many statements either makes with a column and level that the other never uses."""
    total = 0.0
    for one, other in ((a, b), (b, a)):
        theirs = {(r[names[1]], r[qualifier] if qualifier else 0) for r in rows if r[names[0]] == other}
        mine = [r for r in rows if r[names[0]] == one]
        total += sum(weight(r) for r in mine if (r[names[1]], r[qualifier] if qualifier else 0) not in theirs)
    return total


def normalised(
    ties: Matrix, rows: list[Row], names: tuple[str, str], qualifier: str | None, how: str | None, own: Matrix
) -> Matrix:
    """Return the ties divided; ``own`` holds what each row shares with itself, for the true cosine."""

    def below(a: str, b: str) -> float:
        s, t = (sum(weight(r) for r in rows if r[names[0]] == who) for who in (a, b))
        if how == "average":
            return (s + t) / 2
        if how == "dna_cosine":
            return s * t
        if how == "cosine":
            return (own[a, a] * own[b, b]) ** 0.5
        pairs = sum(
            weight(x) * weight(y)
            for x, y in product(rows, rows)
            if x[names[0]] == a
            and y[names[0]] == b
            and x[names[1]] == y[names[1]]
            and (qualifier is None or x[qualifier] == y[qualifier])
        )
        return alone(rows, names, qualifier, a, b) + pairs

    if how is None:
        return ties
    return {(a, b): (value / below(a, b) if below(a, b) else 0.0) for (a, b), value in ties.items()}


def itself(
    rows: list[Row], names: tuple[str, str], qualifier: str | None, how: str, scale: float | None
) -> Matrix:
    """Return what each row shares with itself: its congruence, or for ``ignore`` the sum of squares."""
    twins = [{**r, names[0]: who} for r in rows for who in (r[names[0]], f"twin of {r[names[0]]}")]
    method = "ignore" if how == "ignore" else "congruence"
    ties = one_mode(twins, names, qualifier, method, scale)
    return {(a, a): ties[a, f"twin of {a}"] for a in {r[names[0]] for r in rows}}


def two_mode(
    rows: list[Row],
    names: tuple[str, str],
    qualifier: str | None,
    how: str,
    divide: str | None,
    bits: dict[Any, int],
) -> Matrix:
    """Return the cells of chosen statements; ``bits`` gives the bit of each level."""
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        cells.setdefault((row[names[0]], row[names[1]]), []).append(row)
    out: Matrix = {}
    for cell, mine in cells.items():
        if how == "combine":
            out[cell] = float(sum(2 ** bits[level] for level in {r[qualifier] for r in mine}))
        elif how == "subtract" and qualifier is not None and isinstance(mine[0][qualifier], bool | int):
            signed = [2 * int(r[qualifier]) - 1 if bits.get("boolean") else r[qualifier] for r in mine]
            out[cell] = float(sum(v * weight(r) for v, r in zip(signed, mine, strict=True)))
        else:
            out[cell] = sum(weight(r) for r in mine)
    if divide is not None:
        place = 0 if divide == "activity" else 1
        total: dict[str, float] = {}
        for cell, mine in cells.items():
            total[cell[place]] = total.get(cell[place], 0.0) + (
                1 if how == "combine" else sum(map(weight, mine))
            )
        out = {cell: value / total[cell[place]] for cell, value in out.items()}
    return out
