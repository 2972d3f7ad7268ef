"""Entities and their attributes, in both schemas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from discourse.model.cells import from_cells, to_cells
from discourse.model.variables import ENTITY_COLUMNS
from discourse.readers.dna.notes import counted
from discourse.readers.dna.people import color, escaped, numbered, text
from discourse.readers.dna.sides import Sides
from discourse.readers.dna.sqlite import whole
from discourse.readers.dna.tables import Tables

#: Columns of an entity that no attribute may be called.
RESERVED = (*(c.name for c in ENTITY_COLUMNS), "color")
_OWN = ("id", "variableid", "value", "red", "green", "blue", "childof")
_BLACK = "#000000"


class Entities(NamedTuple):
    """All entities of a database.

    Attributes
    ----------
    ids : numpy.ndarray of int
        DNA's, ascending.
    variables : numpy.ndarray of int
        DNA's id of the variable of each.
    texts : numpy.ndarray of object
        What DNA shows; never None.
    labels : numpy.ndarray of object
        Our ids: what DNA shows, save where our writer showed a label in its place.
    parents : list of str or None
    colors : list of str or None
    attributes : dict of int to dict of str to list
        By variable, then by column: the value of each of its entities, in order.
    named : list of (int, str)
        Variable and attribute, in DNA's order, without what only our writer put there.
    """

    ids: np.ndarray
    variables: np.ndarray
    texts: np.ndarray
    labels: np.ndarray
    parents: list[str | None]
    colors: list[str | None]
    attributes: dict[int, dict[str, list[str | None]]]
    named: list[tuple[int, str]]


def read_entities(tables: Tables, schema: int, sides: Sides, note: Callable[[str], None]) -> Entities:
    """Return the entities of all variables."""
    table = "ENTITIES" if schema == 3 else "ATTRIBUTES"
    own = [c for c in tables.columns(table) if c.lower() not in _OWN] if schema == 2 else []
    rows = tables.rows(table, ("ID", "VariableId", "Value", "Red", "Green", "Blue", "ChildOf", *own))
    ids = numbered(rows, table, tables.name)
    variables = np.array([whole(r[1]) for r in rows], dtype=np.int64)
    values = np.array([str("" if r[2] is None else r[2]) for r in rows] + [""], dtype=object)[:-1]
    labels = _labels(ids, variables, values, sides)
    parents: list[Any] = [text(r[6]) for r in rows]
    if schema == 3:
        place = {int(n): i for i, n in enumerate(ids.tolist())}
        lost = sum(1 for r in rows if r[6] is not None and whole(r[6]) not in place)
        parents = [str(labels[place[whole(r[6])]]) if whole(r[6]) in place else None for r in rows]
        if lost:
            one, several = "entity has a parent that is gone", "entities have parents that are gone"
            note(f"{counted(lost, one, several)}; left empty")
        attributes, named = _attributes(tables, ids, variables, sides, note)
    else:
        attributes, named = {}, []
        for variable in np.unique(variables).tolist():
            at = np.flatnonzero(variables == variable).tolist()
            attributes[variable] = {
                escaped(name, RESERVED): [text(rows[i][7 + k]) for i in at] for k, name in enumerate(own)
            }
            named += [(variable, name) for name in attributes[variable]]
    return Entities(
        ids, variables, values, labels, parents, [color(*r[3:6]) for r in rows], attributes, named
    )


def _labels(ids: np.ndarray, variables: np.ndarray, values: np.ndarray, sides: Sides) -> np.ndarray:
    """Return our ids; an entity that was added in DNA never gets that of another, which DNA shows otherwise."""
    named = sides.shown.get("entity", {}).get("id")
    if not named:
        return values
    frame = pd.DataFrame({"id": pd.Series(values, dtype="str")})
    restored = replace(sides, shown={"entity": {"id": named}}).restore(frame, ids, "entity")
    out = restored["id"].astype(object).to_numpy(copy=True)
    moved = out != values
    taken = set(zip(variables[moved].tolist(), out[moved].tolist(), strict=True))
    for i in np.flatnonzero(~moved).tolist():
        while (int(variables[i]), out[i]) in taken:
            out[i] = f"dna:{out[i]}"
    return out


def _attributes(
    tables: Tables, ids: np.ndarray, variables: np.ndarray, sides: Sides, note: Callable[[str], None]
) -> tuple[dict[int, dict[str, list[str | None]]], list[tuple[int, str]]]:
    """Return the attributes of DNA 3, which has a table of attributes and one of their values."""
    kept = set(sides.settings.get("added_attributes", ()))
    found: dict[int, tuple[int, str]] = {}
    again: list[int] = []
    for number, variable, name in tables.rows(
        "ATTRIBUTEVARIABLES", ("ID", "VariableId", "AttributeVariable")
    ):
        own_name = (whole(variable), escaped(str(name or ""), RESERVED))
        if own_name in found.values():
            again.append(number)
        found[number] = own_name
    if again:
        one, several = "attribute has the name", "attributes have the names"
        one, several = f"{one} of an earlier one; it is", f"{several} of earlier ones; they are"
        note(
            f"{counted(len(again), one, several)} taken for the same (the first is {found[again[0]][1]!r}), and where "
            f"both have a value, the first stands"
        )
    own = {v: np.flatnonzero(variables == v) for v in dict.fromkeys(v for v, _ in found.values())}
    at = {int(ids[i]): k for places in own.values() for k, i in enumerate(places.tolist())}
    of = dict(zip(ids.tolist(), variables.tolist(), strict=True))
    out: dict[int, dict[str, list[str | None]]] = {}
    for variable, name in found.values():
        out.setdefault(variable, {})[name] = [None] * len(own[variable])
    lost = 0
    values = tables.rows("ATTRIBUTEVALUES", ("EntityId", "AttributeVariableId", "AttributeValue"))
    if again:
        rank = {number: i for i, number in enumerate(again, 1)}
        values = sorted(values, key=lambda row: rank.get(row[1], 0))
    for entity, attribute, value in values:
        if attribute in found and of.get(entity) == found[attribute][0]:
            variable, name = found[attribute]
            if attribute not in again or out[variable][name][at[entity]] is None:
                out[variable][name][at[entity]] = text(value)
        elif text(value) is not None:
            lost += 1
    if lost:
        one, several = "attribute value belongs", "attribute values belong"
        note(f"{counted(lost, one, several)} to no entity that is there; left out")
    return out, list(dict.fromkeys(f for number, f in found.items() if number not in kept))


def frame_of(
    entities: Entities,
    variables: dict[int, str],
    sides: Sides,
    facts: dict[str, Any],
    note: Callable[[str], None],
) -> pd.DataFrame:
    """Return the entity table of one statement type.

    Parameters
    ----------
    entities : Entities
    variables : dict of int to str
        The names of the type's variables by DNA's id.
    sides : Sides
    facts : dict
        What our writer knew of the type.
    note : callable
    """
    at = np.flatnonzero(np.isin(entities.variables, list(variables)))
    names = list(dict.fromkeys(n for v in variables for n in entities.attributes.get(v, {})))
    ids = entities.ids[at]
    values = pd.Series(entities.texts[at], dtype="str")
    columns: dict[str, pd.Series] = {
        "variable": pd.Series([variables[v] for v in entities.variables[at].tolist()], dtype="str"),
        "id": pd.Series(entities.labels[at], dtype="str"),
        "label": values,
        "kind": pd.Series([None] * len(at), dtype="str"),
        "parent": pd.Series([entities.parents[i] for i in at.tolist()], dtype="str"),
        "color": pd.Series([entities.colors[i] for i in at.tolist()], dtype="str"),
    }
    columns |= {n: pd.Series([None] * len(at), dtype="str") for n in names}
    for variable in variables:
        mine = np.flatnonzero(entities.variables[at] == variable)
        for name, held in entities.attributes.get(variable, {}).items():
            cells = columns[name].astype(object).to_numpy(copy=True)
            cells[mine] = held
            columns[name] = pd.Series(cells, dtype="str")
    frame = pd.DataFrame(columns)
    plain = frame[["parent", *names]].isna().all(axis=1).to_numpy() if len(frame) else np.zeros(0, dtype=bool)
    plain = plain & (frame["color"].isin([_BLACK]) | frame["color"].isna()).to_numpy(dtype=bool)
    drop = plain & (np.isin(ids, list(sides.bare)) if sides.settings else (values == "").to_numpy())
    listed = facts.get("entities")
    if listed is None:
        return _single(frame[~drop], note).reset_index(drop=True)
    frame = _single(sides.restore(frame, ids, "entity", listed)[~drop], note)
    kept = [n for n, _ in listed]
    new = [n for n in frame if n not in kept and any(c not in (None, _BLACK) for c in to_cells(frame[n]))]
    return _with_strays(frame[[*kept, *new]].reset_index(drop=True), facts)


def _single(frame: pd.DataFrame, note: Callable[[str], None]) -> pd.DataFrame:
    """Return the entities without those that have the variable and the name of an earlier one."""
    again = frame.duplicated(["variable", "id"])
    if not again.any():
        return frame
    variable, name = frame.loc[again, ["variable", "id"]].iloc[0]
    told = counted(
        int(again.sum()), "entity has the name of an earlier one", "entities have the names of earlier ones"
    )
    note(
        f"{told} (the first is the {variable} {name!r}); taken for the same, as the earlier one is described"
    )
    return frame[~again]


def _with_strays(frame: pd.DataFrame, facts: dict[str, Any]) -> pd.DataFrame:
    """Put back the entities that DNA cannot have, each in its place."""
    strays = facts.get("strays")
    if not strays:
        return frame
    rows = [list(row) for row in zip(*(to_cells(frame[n]) for n in frame), strict=True)]
    for place, cells in strays:
        rows.insert(place, [*cells, *(None,) * (frame.shape[1] - len(cells))])
    dtypes = dict(facts["entities"])
    return pd.DataFrame(
        {n: from_cells([row[i] for row in rows], dtypes.get(n, "str")) for i, n in enumerate(frame.columns)}
    )
