"""What statements say, variable by variable: codes from DNA's four tables of data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from discourse.readers.dna.entities import Entities
from discourse.readers.dna.notes import counted
from discourse.readers.dna.people import text
from discourse.readers.dna.sqlite import whole
from discourse.readers.dna.tables import NULL, Tables


@dataclass
class Lookup:
    """Finds the row of a statement by DNA's id.

    Parameters
    ----------
    ids : numpy.ndarray of int
        DNA's ids, in the order of our rows.
    """

    ids: np.ndarray
    _order: np.ndarray = field(init=False)
    _sorted: np.ndarray = field(init=False)
    _dense: np.ndarray | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self._order = np.argsort(self.ids, kind="stable")
        self._sorted = self.ids[self._order]
        if len(self.ids) and self._sorted[0] >= 0 and self._sorted[-1] < 4 * len(self.ids) + 1000:
            self._dense = np.full(int(self._sorted[-1]) + 2, -1, dtype=np.int64)
            self._dense[self.ids] = np.arange(len(self.ids))

    def rows(self, wanted: np.ndarray) -> np.ndarray:
        """Return the row of each id; −1 where there is none."""
        if not len(self.ids):
            return np.full(len(wanted), -1, dtype=np.int64)
        if self._dense is not None:
            last = len(self._dense) - 1
            return self._dense[np.where((wanted < 0) | (wanted > last), last, wanted)]
        at = np.minimum(np.searchsorted(self._sorted, wanted), len(self.ids) - 1)
        return np.where(self._sorted[at] == wanted, self._order[at], -1)


class Values:
    """Columns of values, one per variable, over all statements.

    Parameters
    ----------
    tables : Tables
    schema : int
    lookup : Lookup
    types : numpy.ndarray of int
        The statement type of each row.
    owner : dict of int to int
        The statement type of each variable.
    note : callable
    """

    def __init__(
        self, tables: Tables, schema: int, lookup: Lookup, types: np.ndarray, owner: dict[int, int],
        note: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._tables, self._schema, self._lookup = tables, schema, lookup
        self._types, self._owner, self._note = types, owner, note
        self.numbers: dict[int, np.ndarray] = {}
        self.texts: dict[int, np.ndarray] = {}

    def read(self, entities: Entities) -> None:
        """Fetch all values."""
        for table in ("DATABOOLEAN", "DATAINTEGER"):
            self._whole(table, "Value", lambda column: column, self.numbers)
        self._long("DATALONGTEXT")
        if self._schema == 2:
            self._long("DATASHORTTEXT")
            return
        finder = Lookup(entities.ids)
        held = np.array([*(v or None for v in entities.labels.tolist()), None], dtype=object)
        lost = 0

        def named(column: np.ndarray) -> np.ndarray:
            nonlocal lost
            at = finder.rows(column)
            lost += int(((at < 0) & (column != NULL)).sum())
            return held[at]

        self._whole("DATASHORTTEXT", "Entity", named, self.texts)
        if lost:
            one, several = "value names an entity that is gone", "values name entities that are gone"
            self._note(f"{counted(lost, one, several)}; left empty")

    def _whole(
        self, table: str, column: str, turn: Callable[[np.ndarray], np.ndarray], into: dict[int, np.ndarray]
    ) -> None:
        statement, variable, value = self._tables.numbers(table, ("StatementId", "VariableId", column))
        rows = self._lookup.rows(statement)
        for number, mine in self._split(table, rows, variable):
            blank = np.full(len(self._types), NULL, dtype=np.int64)
            blank[rows[mine]] = value[mine]
            into[number] = turn(blank)

    def _long(self, table: str) -> None:
        found = self._tables.rows(table, ("StatementId", "VariableId", "Value"))
        statement = np.array([whole(r[0]) for r in found], dtype=np.int64)
        variable = np.array([whole(r[1]) for r in found], dtype=np.int64)
        held = np.array([text(r[2]) for r in found] + [None], dtype=object)[:-1]
        rows = self._lookup.rows(statement)
        for number, mine in self._split(table, rows, variable):
            blank = np.full(len(self._types), None, dtype=object)
            blank[rows[mine]] = held[mine]
            self.texts[number] = blank

    def _split(self, table: str, rows: np.ndarray, variable: np.ndarray) -> list[tuple[int, np.ndarray]]:
        """Return the places of each variable's values, leaving out what belongs to nothing."""
        out = []
        lost = 0
        twice = 0
        for number in np.unique(variable).tolist():
            mine = np.flatnonzero(variable == number)
            held = rows[mine]
            good = held >= 0
            if number not in self._owner:
                good[:] = False
            else:
                good[good] = self._types[held[good]] == self._owner[number]
            lost += int((~good).sum())
            mine = mine[good]
            held = rows[mine]
            seen = np.zeros(len(self._types), dtype=bool)
            seen[held] = True
            twice += len(held) - int(seen.sum())
            out.append((number, mine[::-1]))  # where a value comes twice, the first one stays
        if lost:
            told = counted(lost, "value belongs", "values belong")
            self._note(f"{told} in {table} to no statement and variable that are there; left out")
        if twice:
            one, several = (
                "comes a second time; the first one stands",
                "come a second time; the first ones stand",
            )
            self._note(counted(twice, f"value in {table} {one}", f"values in {table} {several}"))
        return out
