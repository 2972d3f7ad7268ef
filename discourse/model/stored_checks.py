"""The gate of stored statements: what the constructor of Statements checks, asked of the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from discourse.errors import DataError
from discourse.model.stored_file import StoredFile, quoted
from discourse.model.variables import BASE_COLUMNS, STATUSES, Variable

Rule = tuple[str, str, str]  # what is wrong, as SQL; the value to show; the sentence


def check(file: StoredFile, variables: Sequence[Variable]) -> bool:
    """Check a file against the contract of Statements.

    Parameters
    ----------
    file : StoredFile
    variables : sequence of Variable

    Returns
    -------
    bool
        Whether no statement supersedes another and none is rejected.

    Raises
    ------
    DataError
    """
    names = [v.name for v in variables]
    missing = [c.name for c in BASE_COLUMNS if c.required and c.name not in file.types]
    missing += [n for n in names if n not in file.types]
    if missing:
        raise DataError(f"Statements has no column {missing[0]!r}; it has {', '.join(file.types)}")
    kinds = {c.name: c.kind for c in BASE_COLUMNS} | {v.name: v.kind for v in variables}
    empty = _check_types(file, {n: k for n, k in kinds.items() if n in file.types})
    rules = [r for r in _rules(file, variables) if r[1] not in empty]
    corrections = [
        f"count_if({quoted(n)} {what})"
        for n, what in (("supersedes", "IS NOT NULL"), ("status", "= 'rejected'"))
        if n in file.types and n not in empty
    ]
    counts = file.ask(
        f"SELECT {', '.join([*(f'count_if({r[0]})' for r in rules), *corrections, 'count(*)'])} FROM file()"
    )[0]
    for (wrong, name, sentence), n in zip(rules, counts, strict=False):
        if n:
            row, value, who = file.ask(
                f"SELECT file_row_number, {quoted(name)}, statement_id FROM numbered() WHERE {wrong} "
                f"ORDER BY file_row_number LIMIT 1"
            )[0]
            raise DataError("Statements" + sentence.format(row=row, value=repr(value), who=repr(who)))
    _check_unique(file)
    return not any(counts[len(rules) : -1])


def _check_types(file: StoredFile, kinds: dict[str, str]) -> set[str]:
    """Return the columns that have no values, whose type then does not matter."""
    fits = {
        "text": file.is_text, "integer": file.is_number, "boolean": file.is_number,
        "number": file.is_number, "time": file.is_time,
    }  # fmt: skip
    empty = set()
    for name, kind in kinds.items():
        if fits[kind](name):
            continue
        if not file.is_empty(name):
            raise DataError(
                f"Statements: the column {name!r} must hold {kind} values, and is stored as {file.types[name]}"
            )
        empty.add(name)
    return empty


def _rules(file: StoredFile, variables: Sequence[Variable]) -> Iterator[Rule]:
    for column in BASE_COLUMNS:
        if column.name not in file.types:
            continue
        if column.filled:
            yield (
                f"{column.name} IS NULL", column.name,
                f": row {{row}} has no '{column.name}'; every row needs one",
            )  # fmt: skip
    if "status" in file.types:
        known = ", ".join(f"'{s}'" for s in STATUSES)
        yield (
            f"status IS NULL OR status NOT IN ({known})", "status",
            f": {{value}} is no status; use {', '.join(STATUSES)}",
        )  # fmt: skip
    if "confidence" in file.types:
        wrong = "confidence IS NULL OR isnan(confidence::DOUBLE) OR confidence NOT BETWEEN 0 AND 1"
        yield wrong, "confidence", ": confidence must lie between 0 and 1, and is {value} in row {row}"
    whole = [("start", None, None), ("stop", None, None)]
    scales = [
        (v.name, *((0, 1) if v.kind == "boolean" else (v.low, v.high))) for v in variables if v.kind != "text"
    ]
    for name, low, high in (*whole, *scales):
        if name not in file.types:
            continue
        if not file.is_whole(name):
            wrong = f"{quoted(name)}::DOUBLE % 1 <> 0 OR isinf({quoted(name)}::DOUBLE)"
            yield (
                wrong,
                name,
                f": the column {_plain(repr(name))} must hold integer values, and {{value}} is none",
            )
        ends = [f"{quoted(name)} {sign} {end}" for sign, end in (("<", low), (">", high)) if end is not None]
        if ends:
            yield (
                " OR ".join(ends),
                name,
                f": {_plain(name)} must lie between {low} and {high}, found {{value}}",
            )
    if {"start", "stop"} <= set(file.types):
        wrong = "start IS NOT NULL AND stop IS NOT NULL AND (start < 0 OR stop < start)"
        yield wrong, "start", ": {who} has a span from {value} that ends before it or begins before 0"


def _plain(name: str) -> str:
    return name.replace("{", "{{").replace("}", "}}")


def _check_unique(file: StoredFile) -> None:
    """Compare fingerprints of 8 bytes each; only where two are alike, the ids themselves."""
    found = file.arrays("SELECT hash(statement_id) AS h FROM file()")["h"]
    found = np.sort(np.asarray(found))
    if not (found[1:] == found[:-1]).any():
        return
    again = file.ask(
        "SELECT statement_id, max(file_row_number) FROM numbered() GROUP BY 1 HAVING count(*) > 1 ORDER BY 2 LIMIT 1"
    )
    if again:
        value, row = again[0]
        raise DataError(f"Statements: the 'statement_id' {value!r} in row {row} comes twice; ids are unique")
