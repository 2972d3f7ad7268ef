"""Putting the parts of a database together."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from discourse.model.database import Database
from discourse.model.statements import BASE_COLUMNS, Statements, Variable
from discourse.model.utf16 import Owners, borders, to_points
from discourse.model.windows import Window
from discourse.readers.dna.entities import Entities, frame_of, read_entities
from discourse.readers.dna.notes import counted
from discourse.readers.dna.people import (
    Documents,
    color,
    distinct,
    escaped,
    read_coders,
    read_documents,
    read_relations,
)
from discourse.readers.dna.sides import Sides, read_sides
from discourse.readers.dna.tables import NULL, Tables, find_schema
from discourse.readers.dna.values import Lookup, Values

_BASE = tuple(c.name for c in BASE_COLUMNS)
_KINDS = {"boolean": "boolean", "integer": "integer", "short text": "text", "long text": "text"}
#: Settings that hold for DNA's window only, and the version, which is told otherwise.
_PRIVATE = ("version", "statementColor", "activeCoder")


class Reading:
    """One reading of a database.

    Parameters
    ----------
    tables : Tables
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.notes: list[str] = []
        self.settings = {
            str(k): str(v) for k, v in tables.optional("SETTINGS", ("Property", "Value"), "Property")
        }
        self.schema = find_schema(tables, self.settings.get("version", ""))
        self.sides: Sides = read_sides(tables)

    def whole(self) -> Database:
        """Return all that the database holds."""
        tables, sides, note = self.tables, self.sides, self.notes.append
        columns = ("ID", "StatementTypeId", "DocumentId", "Start", "Stop", "Coder")
        raw = dict(zip(columns, tables.numbers("STATEMENTS", columns), strict=True))
        coders, coder_table = read_coders(tables, sides, note)
        documents = read_documents(tables, self.schema, coders, np.unique(raw["DocumentId"]), sides, note)
        raw["at"] = np.searchsorted(documents.ids, raw["DocumentId"])
        raw = self._ordered(raw, documents)
        types, type_table = self._types(raw["StatementTypeId"])
        variables = self._variables(types)
        owner = {v: t for t, own in variables.items() for v in own}
        entities = read_entities(tables, self.schema, sides, note)
        homeless = int((~np.isin(entities.variables, list(owner))).sum())
        if homeless:
            told = counted(homeless, "entity belongs", "entities belong")
            note(f"{told} to no variable that is there; left out")
        values = Values(tables, self.schema, Lookup(raw["ID"]), raw["StatementTypeId"], owner, note)
        values.read(entities)
        start, stop = self._spans(raw, documents)
        coder = self._coder(raw["Coder"], coders)
        statements = {}
        for number, label in types.items():
            at = np.flatnonzero(raw["StatementTypeId"] == number)
            at = at if len(at) < len(raw["ID"]) else np.arange(len(at))
            base = {
                "document_id": pd.Series(documents.names[raw["at"][at]], dtype="str"),
                "start": _integers(start[at]),
                "stop": _integers(stop[at]),
                "coder": pd.Series(coder[at], dtype="str"),
                "created_at": documents.dates[raw["at"][at]],
            }
            if sides.documents:
                base["comment_id"] = pd.Series(documents.comments[raw["at"][at]], dtype="str")
            own = {k: v[at] for k, v in raw.items()}
            statements[label] = self._statements(
                number, own, base, variables[number], entities, values, at, documents
            )
        names = {v: (types[t], n[0]) for t, own in variables.items() for v, n in own.items()}
        attributes, links = self._attributes(entities, names), self._links(names)
        relations = read_relations(tables, coders, sides, note)
        notes = list(dict.fromkeys(self.notes))
        for label, part in statements.items():
            self._tell(part.made, label, statements, notes)
        return Database(
            statements,
            documents.frame,
            coder_table,
            self._regexes(),
            type_table,
            attributes,
            links,
            relations,
            self._statement_links(),
            {k: v for k, v in self.settings.items() if k not in _PRIVATE},
            {
                "file": tables.name,
                "schema": self.schema,
                "version": self.settings.get("version", ""),
                "notes": notes,
            },
        )

    def _ordered(self, raw: dict[str, np.ndarray], documents: Documents) -> dict[str, np.ndarray]:
        """Put statements in DNA's order: by date, document, start, stop and number; undated ones last."""
        undated = np.isnat(documents.dates)
        rank = np.empty(len(documents.ids), dtype=np.int64)
        rank[np.lexsort([documents.ids, documents.raw, undated])] = np.arange(len(documents.ids))
        order = np.lexsort([raw["ID"], raw["Stop"], raw["Start"], rank[raw["at"]]])
        return {k: v[order] for k, v in raw.items()}

    def _types(self, used: np.ndarray) -> tuple[dict[int, str], pd.DataFrame]:
        rows = self.tables.rows("STATEMENTTYPES", ("ID", "Label", "Red", "Green", "Blue"))
        ids = [r[0] for r in rows]
        labels = distinct([str(r[1] or "") for r in rows], ids, self.notes.append, "the statement type")
        colors = [color(*r[2:5]) or "#000000" for r in rows]
        for number in sorted(set(np.unique(used).tolist()) - set(ids)):
            count = int((used == number).sum())
            name = "unknown type" if number == NULL else f"unknown type {number}"
            while name in labels:
                name += "?"
            ids.append(number)
            labels.append(name)
            colors.append("#000000")
            self.notes.append(
                f"{counted(count, 'statement has', 'statements have')} a type that is not in the database; kept as "
                f"{name!r}"
            )
        if not ids:
            ids, labels, colors = [0], ["DNA Statement"], ["#000000"]
            self.notes.append("the database has no statement types")
        table = pd.DataFrame(
            {"label": pd.Series(labels, dtype="str"), "color": pd.Series(colors, dtype="str")}
        )
        return dict(zip(ids, labels, strict=True)), table

    def _variables(self, types: dict[int, str]) -> dict[int, dict[int, tuple[str, str]]]:
        """Return name and kind of each variable by DNA's ids of type and variable."""
        out: dict[int, dict[int, tuple[str, str]]] = {t: {} for t in types}
        for number, name, kind, owner in self.tables.rows(
            "VARIABLES", ("ID", "Variable", "DataType", "StatementTypeId")
        ):
            if owner not in out:
                self.notes.append(
                    f"the variable {name!r} belongs to no statement type that is there; left out"
                )
                continue
            new = escaped(str(name or ""), _BASE)
            if new != name:
                self.notes.append(
                    f"the variable {name!r} is called {new!r} here, as {name!r} means something else"
                )
            if kind not in _KINDS:
                self.notes.append(f"the variable {name!r} has the unknown kind {kind!r}; taken for text")
            out[owner][number] = (new, str(kind))
        for own in out.values():
            fixed = distinct([n for n, _ in own.values()], list(own), self.notes.append, "the variable")
            for number, name in zip(list(own), fixed, strict=True):
                own[number] = (name, own[number][1])
        return out

    def _spans(self, raw: dict[str, np.ndarray], documents: Documents) -> tuple[np.ndarray, np.ndarray]:
        """Return starts and stops in code points; say which lie outside their text."""
        start, stop = raw["Start"].copy(), raw["Stop"].copy()
        lengths = np.zeros(len(documents.ids), dtype=np.int64)
        held = (start != NULL) & (stop != NULL)
        owners = Owners(raw["at"], len(lengths))
        for i, body in enumerate(documents.texts):
            edges = borders(body)
            lengths[i] = len(body) if edges is None else edges[-1]
            if edges is not None:
                mine = owners.rows(i)
                mine = mine[held[mine]]
                start[mine] = to_points(edges, start[mine])
                stop[mine] = to_points(edges, stop[mine], stop=True)
        bad = held & ((raw["Start"] < 0) | (raw["Stop"] < raw["Start"]))
        outside = held & ~bad & (raw["Stop"] > lengths[raw["at"]]) & (lengths[raw["at"]] > 0)
        for mask, one, several in (
            (
                outside,
                "statement reaches beyond the end of its text; kept as it is",
                "statements reach beyond the end of their text; kept as they are",
            ),
            (
                bad,
                "statement has no possible span; it is left empty",
                "statements have no possible span; it is left empty",
            ),
        ):
            if mask.any():
                number, first = int(mask.sum()), int(raw["ID"][mask][0])
                named = f"statement {first}" if number == 1 else f"the first is {first}"
                self.notes.append(f"{counted(number, one, several)} ({named})")
        start[bad], stop[bad] = NULL, NULL
        return start, stop

    def _coder(self, column: np.ndarray, coders: dict[int, str]) -> np.ndarray:
        labels = np.array([*coders.values(), "unknown"], dtype=object)
        place = Lookup(np.array(list(coders), dtype=np.int64)).rows(column)
        lost = int((place < 0).sum())
        if lost:
            one = "statement names a coder that is not in the database; its coder is 'unknown'"
            several = "statements name coders that are not in the database; their coder is 'unknown'"
            self.notes.append(counted(lost, one, several))
        return labels[place]

    def _statements(
        self, number: int, raw: dict[str, np.ndarray], base: dict[str, Any], own: dict[int, tuple[str, str]],
        entities: Entities, values: Values, at: np.ndarray, documents: Documents,
    ) -> Statements:  # fmt: skip
        facts = self.sides.types.get(number, {})
        scales = facts.get("scales", {})
        variables = []
        for variable, (name, kind) in own.items():
            held = _KINDS.get(kind, "text")
            if held == "text":
                column = values.texts.get(variable)
                base[name] = pd.Series(column[at] if column is not None else [None] * len(at), dtype="str")
            else:
                column = values.numbers.get(variable)
                whole = column[at] if column is not None else np.full(len(at), NULL)
                base[name] = _integers(self._truth(name, whole) if held == "boolean" else whole)
            variables.append(Variable(name, held, *scales.get(name, (None, None))))
        table = pd.DataFrame(base, index=pd.RangeIndex(len(at)))
        table.insert(0, "statement_id", pd.Series(list(map(str, raw["ID"].tolist())), dtype="str"))
        if self.sides.settings:
            kept = _kept(raw, self.sides.statements)
            own_ids = np.where(kept["Place"].notna(), raw["ID"], -1 - np.arange(len(kept)))
            table = self.sides.restore(table, own_ids, "statement")
            table = _rejoined(table, kept, bool(facts.get("weight")))
        made = dict(facts.get("made", {}))
        longs = [name for name, kind in own.values() if kind == "long text"]
        made["dna"] = {"long text": longs} if longs else {}
        return Statements(
            table,
            tuple(variables),
            frame_of(entities, {v: n for v, (n, _) in own.items()}, self.sides, facts, self.notes.append),
            made,
            documents.frame,
            _window(facts.get("window")),
        )

    def _truth(self, name: str, column: np.ndarray) -> np.ndarray:
        odd = (column != NULL) & (column != 0) & (column != 1)
        if odd.any():
            told = counted(int(odd.sum()), f"value of {name!r} is", f"values of {name!r} are")
            self.notes.append(f"{told} neither 0 nor 1; left empty")
        return np.where(odd, NULL, column)

    def _tell(
        self, made: dict[str, Any], label: str, statements: dict[str, Statements], notes: list[str]
    ) -> None:
        made.setdefault("method", "dna")
        made["dna"] |= {
            "file": self.tables.name,
            "schema": self.schema,
            "version": self.settings.get("version", ""),
            "statement_type": label,
            "other_types": {k: len(v) for k, v in statements.items() if k != label},
        }
        told = [*made.get("notes", ()), *notes]
        if told:
            made["notes"] = list(dict.fromkeys(told))

    def _regexes(self) -> pd.DataFrame:
        rows = self.tables.optional("REGEXES", ("Label", "Red", "Green", "Blue"), "rowid")
        return pd.DataFrame(
            {
                "pattern": pd.Series([str(r[0] or "") for r in rows], dtype="str"),
                "color": pd.Series([color(*r[1:]) or "#000000" for r in rows], dtype="str"),
            }
        ).drop_duplicates("pattern")

    def _attributes(self, entities: Entities, names: dict[int, tuple[str, str]]) -> pd.DataFrame:
        rows = [(*names[v], a) for v, a in entities.named if v in names]
        lost = len(entities.named) - len(rows)
        if lost and self.schema != 2:  # in DNA 2, entities that belong to no variable have told it
            told = counted(lost, "attribute belongs", "attributes belong")
            self.notes.append(f"{told} to no variable that is there; left out")
        return pd.DataFrame(rows, columns=["statement_type", "variable", "attribute"], dtype="str")

    def _links(self, names: dict[int, tuple[str, str]]) -> pd.DataFrame:
        held = self.tables.optional("VARIABLELINKS", ("ID", "SourceVariableId", "TargetVariableId"))
        rows = [(*names[a], *names[b]) for _, a, b in held if a in names and b in names]
        if len(rows) < len(held):
            told = counted(len(held) - len(rows), "link of variables leads", "links of variables lead")
            self.notes.append(f"{told} nowhere; left out")
        return pd.DataFrame(rows, columns=["source_type", "source", "target_type", "target"], dtype="str")

    def _statement_links(self) -> pd.DataFrame:
        held = [tuple(map(str, r)) for r in self.tables.optional("STATEMENTLINKS", ("SourceId", "TargetId"))]
        return pd.DataFrame([*self.sides.statement_links, *held], columns=["source", "target"], dtype="str")


def _window(facts: list[Any] | None) -> Window | None:
    if facts is None:
        return None
    number, start, middle, stop, width, kernel = facts
    return Window(number, pd.Timestamp(start), pd.Timestamp(middle), pd.Timestamp(stop), width, kernel)


def _integers(values: np.ndarray) -> pd.Series:
    missing = values == NULL
    return pd.Series(pd.arrays.IntegerArray(np.where(missing, 0, values), missing))


def _kept(raw: dict[str, np.ndarray], kept: pd.DataFrame) -> pd.DataFrame:
    """Return what was kept of each statement; nothing of one that DNA gave the number of a deleted one.

    Such a one stands elsewhere in the text.
    """
    where = {"StatementId": "ID", "Document": "DocumentId", "First": "Start", "Last": "Stop"}
    own = pd.DataFrame({n: raw[r] for n, r in where.items()})
    if not len(kept):
        return own.reindex(columns=list(kept.columns))
    return own.merge(kept.astype(dict.fromkeys(where, "int64")), on=list(where), how="left")


def _rejoined(table: pd.DataFrame, found: pd.DataFrame, weighted: bool) -> pd.DataFrame:
    """Return a table with the columns that DNA does not have, in the order in which it was written."""
    same = found["Place"].notna().to_numpy(dtype=bool)
    if not same.any():
        return table.assign(weight=1.0) if weighted else table
    ids = found["Name"].where(found["Name"].notna() & same, table["statement_id"]).astype(object)
    taken = set(ids[same])
    for i in np.flatnonzero(~same).tolist():
        while ids[i] in taken:
            ids[i] = f"dna:{ids[i]}"
        taken.add(ids[i])
    out = table.assign(
        statement_id=ids.astype("str"),
        confidence=found["Confidence"].astype("float64").fillna(1.0),
        status=found["Status"].where(found["Status"].notna(), "coded").astype("str"),
        supersedes=found["Supersedes"].where(found["Supersedes"].notna(), None).astype("str"),
    )
    if weighted:
        weight = found["Weight"].astype("float64")
        out["weight"] = weight.where(same, 1.0)
    order = np.argsort(found["Place"].astype("float64").fillna(np.inf).to_numpy(), kind="stable")
    return out.iloc[order].reset_index(drop=True)
