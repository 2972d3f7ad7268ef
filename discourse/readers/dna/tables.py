"""What a database must give to be read: its tables, by name, as whole numbers or as rows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np

from discourse.errors import InputError

#: Stands for NULL among whole numbers.
NULL = -(2**63) + 1
_DATA = ("ID", "StatementId", "VariableId", "Value")
_ALWAYS: dict[str, tuple[str, ...]] = {
    "CODERS": ("ID", "Name", "Red", "Green", "Blue"),
    "DOCUMENTS": ("ID", "Title", "Text", "Coder", "Author", "Source", "Section", "Notes", "Type", "Date"),
    "STATEMENTTYPES": ("ID", "Label", "Red", "Green", "Blue"),
    "VARIABLES": ("ID", "Variable", "DataType", "StatementTypeId"),
    "STATEMENTS": ("ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder"),
    "DATABOOLEAN": _DATA,
    "DATAINTEGER": _DATA,
    "DATALONGTEXT": _DATA,
}
_NEEDED: dict[int, dict[str, tuple[str, ...]]] = {
    2: _ALWAYS
    | {
        "DATASHORTTEXT": _DATA,
        "ATTRIBUTES": ("ID", "VariableId", "Value", "Red", "Green", "Blue", "ChildOf"),
    },
    3: _ALWAYS
    | {
        "DATASHORTTEXT": ("ID", "StatementId", "VariableId", "Entity"),
        "ENTITIES": ("ID", "VariableId", "Value", "Red", "Green", "Blue", "ChildOf"),
        "ATTRIBUTEVARIABLES": ("ID", "VariableId", "AttributeVariable"),
        "ATTRIBUTEVALUES": ("ID", "EntityId", "AttributeVariableId", "AttributeValue"),
    },
}
_SIGNS = ("STATEMENTS", "STATEMENTTYPES", "DOCUMENTS", "VARIABLES", "CODERS")


class Tables(ABC):
    """A database's tables; names are taken in any case.

    Attributes
    ----------
    name : str
        What to call the database in messages; never a password.
    """

    name: str

    @abstractmethod
    def columns(self, table: str) -> list[str]:
        """Return the names of a table's columns; none where there is no such table."""

    @abstractmethod
    def numbers(self, table: str, columns: Sequence[str]) -> list[np.ndarray]:
        """Return columns of whole numbers, in the order of ``ID``; NULL is :data:`NULL`."""

    @abstractmethod
    def rows(self, table: str, columns: Sequence[str], order: str = "ID") -> list[tuple[Any, ...]]:
        """Return rows as they are, in the order of a column."""

    def has(self, table: str) -> bool:
        """Whether there is such a table."""
        return bool(self.columns(table))

    def optional(self, table: str, columns: Sequence[str], order: str = "ID") -> list[tuple[Any, ...]]:
        """Return rows of a table that need not be there, or of which columns may be missing (then None)."""
        there = {c.upper() for c in self.columns(table)}
        held = [c for c in columns if c.upper() in there]
        if not held:
            return []
        found = self.rows(table, held, order if order.upper() in there or order == "rowid" else held[0])
        if len(held) == len(columns):
            return found
        at = [held.index(c) if c in held else None for c in columns]
        return [tuple(None if i is None else row[i] for i in at) for row in found]


def find_schema(tables: Tables, version: str) -> int:
    """Return which of the two schemas a database has, after checking that it is complete.

    Parameters
    ----------
    tables : Tables
    version : str
        What the database says of itself; decides where neither schema's own table is there.

    Returns
    -------
    int
        2 or 3.

    Raises
    ------
    InputError
        Naming the table or column that is missing.
    """
    signs = [t for t in _SIGNS if tables.has(t)]
    if len(signs) < 2:
        raise InputError(
            f"{tables.name} is a database, but not one of Discourse Network Analyzer: it has no table "
            f"{next(t for t in _SIGNS if t not in signs)}; give a .dna file"
        )
    own = [n for n, t in ((3, "ENTITIES"), (2, "ATTRIBUTES")) if tables.has(t)]
    schema = own[0] if own else 2 if version.startswith("2") else 3
    for table, columns in _NEEDED[schema].items():
        there = tables.columns(table)
        if not there:
            raise InputError(
                f"{tables.name} has no table {table}, which every database of DNA {schema} has; restore it from a copy"
            )
        known = {c.upper() for c in there}
        lost = [c for c in columns if c.upper() not in known]
        if lost:
            raise InputError(
                f"{tables.name}: the table {table} has no column {lost[0]}; it has {', '.join(there)}"
            )
    return schema
