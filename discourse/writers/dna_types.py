"""Statement types of a .dna database: variables, entities with their attributes, and statements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError
from discourse.model.cells import to_cells
from discourse.model.database import Database
from discourse.model.statements import BASE_COLUMNS, ENTITY_COLUMNS, Statements
from discourse.writers.dna_rows import BIGGEST, Rows, named, numbers, rgb, seen, shape, short, unescaped
from discourse.writers.dna_schema import LONGEST

_BASE = tuple(c.name for c in BASE_COLUMNS)
RESERVED = (*(c.name for c in ENTITY_COLUMNS), "color")
_BLACK = (0, 0, 0)


@dataclass
class Counts:
    """The last ids given out in the tables that all types share."""

    variable: int = 0
    entity: int = 0
    attribute: int = 0
    value: int = 0


def kinds(part: Statements) -> dict[str, str]:
    """Return DNA's kind of each variable: a text is long where DNA said so, or where a value is too long."""
    told = part.made.get("dna")
    longs = set(told.get("long text", ())) if isinstance(told, dict) else set()
    known = set(part.entities["variable"])
    out = {}
    for variable in part.variables:
        kind: str = variable.kind
        if kind == "text":
            values = part.table[variable.name].dropna()
            long = variable.name not in known and (
                variable.name in longs or bool((values.str.len() > LONGEST).any())
            )
            kind = "long text" if long else "short text"
        out[variable.name] = kind
    return out


def write_variables(rows: Rows, database: Database, counts: Counts) -> dict[tuple[str, str], tuple[int, str]]:
    """Add types and variables; return id and kind of each variable by type and name."""
    out: dict[tuple[str, str], tuple[int, str]] = {}
    colors = dict(zip(database.types["label"], database.types["color"], strict=True))
    rows.add(
        "STATEMENTTYPES",
        [(i, named(t, "the statement type"), *rgb(colors[t])) for i, t in enumerate(database.statements, 1)],
    )
    for number, (label, part) in enumerate(database.statements.items(), 1):
        for name, kind in kinds(part).items():
            counts.variable += 1
            out[label, name] = (counts.variable, kind)
            own = named(unescaped(name, _BASE), "the variable")
            rows.add("VARIABLES", [(counts.variable, own, kind, number)])
    links: list[tuple[int, int, int]] = []
    for kind, name, other_kind, other in zip(
        *(to_cells(database.links[n]) for n in database.links), strict=True
    ):
        source, target = out.get((kind, name)), out.get((other_kind, other))
        if source is None or target is None or source == target:
            raise OptionError(
                f"Database.links: {name!r} and {other!r} are not two variables of this database"
            )
        links.append((len(links) + 1, source[0], target[0]))
    rows.add("VARIABLELINKS", links)
    return out


class Entities:
    """Writes the entities of one type.

    Parameters
    ----------
    rows : Rows
    label : str
    part : Statements
    variables : dict of str to int
        DNA's ids of the short-text variables.
    counts : Counts
    """

    def __init__(self, rows: Rows, part: Statements, variables: dict[str, int], counts: Counts) -> None:
        self.rows, self.part, self.variables, self.counts = rows, part, variables, counts
        frame = part.entities
        self.here = frame["variable"].isin(list(variables)).to_numpy(dtype=bool)
        cells = {n: to_cells(frame[n]) for n in frame.columns}
        self.strays = [(i, [cells[n][i] for n in frame.columns]) for i in np.flatnonzero(~self.here).tolist()]
        self.cells = {n: [v for v, h in zip(c, self.here, strict=True) if h] for n, c in cells.items()}
        self.ids: dict[tuple[str, str], int] = {}
        self.shown: dict[int, str] = {}
        self._taken: set[tuple[str, str]] = set()
        self._bare: list[int] = []
        self.owners: dict[int, str] = {}

    def number(self) -> None:
        """Give ids: to the table's rows in their order, then to mere values, and last to the empty values.

        DNA gives the highest number again once it is free, and keeps empty values: so no number stands for two.
        """
        for variable, own, label in zip(*(self.cells[n] for n in ("variable", "id", "label")), strict=True):
            self._one(variable, own, "" if own == "" else label or own)
        for variable in self.variables:
            for value in pd.unique(self.part.table[variable].dropna()):
                if value and (variable, value) not in self.ids:
                    self._bare.append(self._one(variable, value, value))
        for variable in self.variables:
            if (variable, "") not in self.ids:
                self._bare.append(self._one(variable, "", ""))

    def _one(self, variable: str, own: str, wanted: str) -> int:
        value = wanted[:LONGEST]
        n = 1
        while (variable, value) in self._taken or (not value and own):
            end = f" ({own[:60]})" if n == 1 else f" [{n}]"
            value = wanted[: LONGEST - len(end)] + end
            n += 1
        self._taken.add((variable, value))
        self.counts.entity += 1
        self.ids[variable, own] = self.counts.entity
        self.shown[self.counts.entity] = value
        self.owners[self.counts.entity] = variable
        return self.counts.entity

    def write(self, attributes: dict[tuple[str, str], int]) -> dict[str, Any]:
        """Add entities and attributes; return what the reader must know of them.

        Parameters
        ----------
        attributes : dict of (str, str) to int
            DNA's ids of variable and attribute, as far as the database names them.
        """
        keys = list(zip(self.cells["variable"], self.cells["id"], strict=True))
        numbers = [self.ids[k] for k in keys]
        parents = [
            self.ids.get((v, p)) if p else None
            for v, p in zip(self.cells["variable"], self.cells["parent"], strict=True)
        ]
        colored = self.part.entities["color"].dtype == "str" if "color" in self.part.entities else False
        colors: list[Any] = [rgb(c) for c in self.cells["color"]] if colored else [_BLACK] * len(keys)
        made = {n: (c, p) for n, c, p in zip(numbers, colors, parents, strict=True)}
        self.rows.add(
            "ENTITIES",
            [
                (
                    n,
                    self.variables[v],
                    self.shown[n],
                    *made.get(n, (_BLACK, None))[0],
                    made.get(n, (_BLACK, None))[1],
                )
                for n, v in self.owners.items()
            ],
        )
        self.rows.add("DISCOURSE_BARE", [(n,) for n in self._bare])
        self._compare(numbers, keys, parents, colors, colored)
        self._attributes(attributes, numbers)
        return {"entities": shape(self.part.entities), "strays": self.strays}

    def _compare(
        self,
        numbers: list[int],
        keys: list[tuple[str, str]],
        parents: list[int | None],
        colors: list[Any],
        colored: bool,
    ) -> None:
        rows, cells = self.rows, self.cells
        every = list(self.ids.items())
        ids = [(n, own) for (_, own), n in every if self.shown[n] != own]
        rows.kept("entity", "id", [n for n, _ in ids], [own for _, own in ids])
        rows.shown("entity", "label", numbers, [self.shown[n] for n in numbers], cells["label"])
        rows.kept("entity", "kind", numbers, cells["kind"])
        back = [p if n else None for p, n in zip(cells["parent"], parents, strict=True)]
        rows.shown("entity", "parent", numbers, back, cells["parent"])
        if colored:
            held = [
                c if parts[0] is not None else None for c, parts in zip(cells["color"], colors, strict=True)
            ]
            rows.shown("entity", "color", numbers, held, cells["color"])
        elif "color" in cells:
            rows.shown("entity", "color", numbers, ["#000000"] * len(numbers), cells["color"])

    def _attributes(self, given: dict[tuple[str, str], int], numbers: list[int]) -> None:
        frame = self.part.entities
        names = [str(n) for n in frame.columns if n not in RESERVED]
        own = dict(given)
        needed = [(v, n) for v in self.variables for n in names if self._has(v, n) or not given]
        for key in needed:
            if key not in own:
                self.counts.attribute += 1
                own[key] = self.counts.attribute
                self.rows.settings.setdefault("added_attributes", []).append(own[key])
        self.rows.add(
            "ATTRIBUTEVARIABLES",
            [
                (i, self.variables[v], named(unescaped(n, RESERVED), "the attribute"))
                for (v, n), i in own.items()
            ],
        )
        place = {number: i for i, number in enumerate(numbers)}
        values = {n: ["" if c is None else short(str(c)) for c in self.cells[n]] for n in names}
        of: dict[str, list[tuple[str, int]]] = {}
        for (variable, name), number in own.items():
            of.setdefault(variable, []).append((name, number))
        out = []
        for entity, variable in self.owners.items():
            at = place.get(entity)
            for name, number in of.get(variable, ()):
                value = values[name][at] if at is not None and name in values else ""
                out.append((entity, number, value))
        self.rows.add("ATTRIBUTEVALUES", _numbered(out, self.counts))
        for name in names:
            back = [
                v if (k, name) in own else None
                for v, k in zip(seen(values[name]), self.cells["variable"], strict=True)
            ]
            self.rows.shown("entity", name, numbers, back, self.cells[name])

    def _has(self, variable: str, name: str) -> bool:
        return any(
            c is not None
            for c, v in zip(self.cells[name], self.cells["variable"], strict=True)
            if v == variable
        )


def _numbered(rows: list[tuple[Any, ...]], counts: Counts) -> list[tuple[Any, ...]]:
    first = counts.value + 1
    counts.value += len(rows)
    return [(i, *row) for i, row in enumerate(rows, first)]


def statement_ids(database: Database) -> dict[str, np.ndarray]:
    """Return DNA's ids of all statements, by type; ids that are whole numbers stay where they are free."""
    used: set[int] = set()
    every = pd.concat([p.table["statement_id"] for p in database.statements.values()], ignore_index=True)
    found = numbers(every, used)
    out, at = {}, 0
    for label, part in database.statements.items():
        out[label] = found[at : at + len(part.table)]
        at += len(part.table)
    return out


def clipped(values: np.ndarray) -> np.ndarray:
    """Return whole numbers that Java's int takes."""
    return np.clip(values, -BIGGEST - 1, BIGGEST)
