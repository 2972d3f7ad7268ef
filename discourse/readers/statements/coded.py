"""Statements from a table that was coded by hand, with whatever columns it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from discourse.errors import DataError, InputError, OptionError, did_you_mean
from discourse.model.statements import Statements
from discourse.model.variables import BASE_COLUMNS, COMMENT_VARIABLES, STATUSES, Variable
from discourse.readers.statements import attributes, documents
from discourse.readers.statements.grid import Grid, clean
from discourse.readers.statements.headings import roles
from discourse.readers.statements.values import Found, booleans, find_kind, integers

_BASE = frozenset(c.name for c in BASE_COLUMNS)
_KNOWN = {v.name: v for v in COMMENT_VARIABLES}
_KINDS = ("text", "integer", "boolean")
_ATTRIBUTE = "attribute of "
_ROLE_WORDS = {
    "statement_id": "id of the statement", "document": "id of the document", "coder": "coder",
    "date": "date of the statement and the document", "year": "year of the statement and the document",
}  # fmt: skip


def read_coded(
    grid: Grid, variables: Mapping[str, str | None] | None, named: dict[str, str | None]
) -> Statements:
    """Make statements of a table.

    Parameters
    ----------
    grid : Grid
    variables : dict of str to str or None
        Column and ``"text"``, ``"integer"``, ``"boolean"``, ``"attribute of <column>"``, or None to leave it out.
    named : dict of str to str or None
        The columns of ``statement_id``, ``document``, ``coder`` and ``date`` where the caller names them.

    Returns
    -------
    Statements

    Raises
    ------
    InputError
        Naming file, sheet, row and column.
    OptionError
        If an option names a column or kind that is not there.
    """
    wanted = _checked(grid, variables, named)
    clean(grid)
    role = _roles(grid, wanted, named)
    if "date" in role and "year" in role:
        del role["year"]  # then it is a variable like others
    said = {c: _ROLE_WORDS.get(r, f"{r} of the document") for r, c in role.items()}
    said |= {c: "left out, as asked" for c, kind in wanted.items() if kind is None}
    base = _base_columns(grid, [c for c in grid.header if c not in said])
    said |= dict.fromkeys(base, "as in every table of statements")
    free = [c for c in grid.header if c not in said]
    asked = {c: k.removeprefix(_ATTRIBUTE) for c, k in wanted.items() if k and k.startswith(_ATTRIBUTE)}
    found = {
        c: Found(wanted[c] or "") if c in wanted and c not in asked else find_kind(grid, c) for c in free
    }
    texts = [c for c, f in found.items() if f.kind == "text" and c not in asked]
    about = attributes.find(
        grid, texts, [c for c in free if c not in wanted and found[c].kind != "empty"], asked
    )
    of = {a.column: a for a in about}
    made: dict[str, Any] = {}
    kept: list[Variable] = []
    for column in free:
        if column in of:
            said[column] = f"{of[column].name} of each {of[column].owner}"
        elif found[column].kind == "empty":
            said[column] = "left out: it is empty"
        else:
            variable, values = _variable(grid, column, found[column])
            if variable.name in made or (variable.name in free and variable.name != column):
                raise InputError(
                    f"{grid.name}: rename the column {column!r}, which would be {variable.name!r} here"
                )
            kept.append(variable)
            made[variable.name] = values
            said[column] = _words(column, variable, found[column])
    if len(kept) < 2 or not any(v.kind == "text" for v in kept):
        raise InputError(
            f"{grid.name} is no table of statements: expected two or more variables, such as actor, concept and "
            f"agreement, at least one of them text; and it has no column 'statement_id'. Its columns are "
            + "; ".join(f"{c[:40]}: {said[c]}" for c in grid.header[:8])
        )
    ids, when, told = documents.gather(grid, role)
    table = pd.DataFrame(
        {
            "statement_id": grid.column(role["statement_id"])
            if "statement_id" in role
            else [f"s{n}" for n in range(1, len(grid.rows) + 1)],
            "document_id": ids,
            "coder": [c or "hand" for c in grid.column(role["coder"])] if "coder" in role else "hand",
            "created_at": pd.to_datetime(pd.Series(when, dtype=object)),
            **{c: pd.Series(v) for c, v in base.items()},
            **{v.name: pd.Series(made[v.name], dtype="str" if v.kind == "text" else "Int64") for v in kept},
        }
    )
    filled = table[[v.name for v in kept]].notna().any(axis=1)
    lost = [grid.numbers[i] for i in table.index[~filled]]
    rows = {
        "read": len(table),
        "kept": int(filled.sum()),
        "dropped": {"no variable has a value": lost} if lost else {},
    }
    table = table[filled].reset_index(drop=True)
    told = told[told["document_id"].isin(table["document_id"])].reset_index(drop=True)
    facts = {"method": "table", "read": grid.name, "columns": {c: said[c] for c in grid.header}, "rows": rows}
    try:
        return Statements(
            table, tuple(kept), attributes.entities(grid, about), facts | {"notes": list(grid.notes)}, told
        )
    except DataError as error:
        raise InputError(f"{grid.name}: {error}") from None


def _checked(
    grid: Grid, variables: Mapping[str, str | None] | None, named: dict[str, str | None]
) -> dict[str, str | None]:
    if variables is not None and not isinstance(variables, Mapping):
        raise OptionError("variables is a dict of columns and kinds, as in {'agreement': 'boolean'}")
    wanted = dict(variables or {})
    for option, column in [*named.items(), *(("variables", c) for c in wanted)]:
        if column is not None and column not in grid.header:
            raise OptionError(
                f"{option}: {grid.name} has no column {column!r}.{did_you_mean(str(column), grid.header)}"
            )
    for column, kind in wanted.items():
        if kind is not None and kind not in _KINDS and not str(kind).startswith(_ATTRIBUTE):
            raise OptionError(
                f"variables: {column!r} can be 'text', 'integer', 'boolean', 'attribute of <column>' or None, which "
                f"leaves it out; not {kind!r}"
            )
    return wanted


def _roles(grid: Grid, wanted: Mapping[str, Any], named: dict[str, str | None]) -> dict[str, str]:
    role = roles([c for c in grid.header if c not in wanted], named)
    column = role.get("statement_id")
    if column is not None:
        cells = grid.column(column)
        twice = _repeated(cells)
        if twice is not None and named.get("statement_id"):
            what = f"{cells[twice]!r} a second time" if cells[twice] else "nothing"
            raise InputError(
                f"{grid.place(twice, column)} holds {what}; an id of statements is there and unique"
            )
        if twice is not None:
            del role["statement_id"]
            grid.notes.append(f"{column!r} is not unique, so it is not the statements' id")
    return role


def _repeated(cells: list[str]) -> int | None:
    """Return the first row whose id is missing or came before."""
    seen: set[str] = set()
    for row, cell in enumerate(cells):
        if not cell or cell in seen:
            return row
        seen.add(cell)
    return None


def _base_columns(grid: Grid, columns: list[str]) -> dict[str, list[Any]]:
    """Return the columns that are named as those of every table of statements, and hold what those hold."""
    number: dict[str, Callable[[str], Any]] = {
        "start": int, "stop": int, "confidence": _share, "status": _status, "comment_id": str, "supersedes": str,
    }  # fmt: skip
    out: dict[str, list[Any]] = {}
    for column in columns:
        if column not in number:
            continue
        empty = {"confidence": 1.0, "status": "coded"}.get(column)
        try:
            out[column] = [number[column](c) if c else empty for c in grid.column(column)]
        except ValueError:
            grid.notes.append(f"{column!r} holds something else than this column of a statement table would")
    return out


def _share(cell: str) -> float:
    if not 0 <= float(cell) <= 1:
        raise ValueError
    return float(cell)


def _status(cell: str) -> str:
    if cell not in STATUSES:
        raise ValueError
    return cell


def _variable(grid: Grid, column: str, found: Found) -> tuple[Variable, list[Any]]:
    # A heading that every table of statements has for something else cannot name a variable.
    name = f"coded_{column}" if column in _BASE else column
    values: list[Any]
    if found.kind == "text":
        return Variable(name), [c or None for c in grid.column(column)]
    values = booleans(grid, column) if found.kind == "boolean" else integers(grid, column)
    known = _KNOWN.get(name)
    low, high = (known.low, known.high) if known is not None else (None, None)
    if (
        low is not None
        and high is not None
        and found.yes in ("", "1")
        and all(v is None or low <= v <= high for v in values)
    ):
        return Variable(name, "integer", low, high), values
    return Variable(name, found.kind), values


def _words(column: str, variable: Variable, found: Found) -> str:
    renamed = f", called {variable.name!r}" if variable.name != column else ""
    if variable.kind == "boolean" and found.yes:
        return f"boolean variable (1 is {found.yes!r}, 0 is {found.no!r}){renamed}"
    scale = f" from {variable.low} to {variable.high}" if variable.low is not None else ""
    return f"{variable.kind} variable{scale}{renamed}"
