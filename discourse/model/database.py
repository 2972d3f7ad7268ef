"""Database: all that a coding database holds, of every statement type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.model.statements import Statements
from discourse.model.tables import Column, conform
from discourse.model.variables import DOCUMENT_COLUMNS

_BLACK = "#000000"
#: What a coder may do, as DNA names it; 1 where nothing is said.
PERMISSIONS = (
    *("add_documents", "edit_documents", "delete_documents", "import_documents"),
    *("add_statements", "edit_statements", "delete_statements", "edit_attributes", "edit_regex"),
    *("edit_statement_types", "edit_coders", "edit_coder_relations", "view_others_documents"),
    *("edit_others_documents", "view_others_statements", "edit_others_statements"),
)
#: What a coder may do with another one's work.
RELATIONS = ("view_statements", "edit_statements", "view_documents", "edit_documents")
_CODERS = (
    Column("name", "text", required=True, filled=True, unique=True),
    Column("color", "text", default=_BLACK),
    *(Column(n, "integer", default=1) for n in PERMISSIONS),
)
_REGEXES = (
    Column("pattern", "text", required=True, filled=True, unique=True),
    Column("color", "text", default=_BLACK),
)
_TYPES = (
    Column("label", "text", required=True, filled=True, unique=True),
    Column("color", "text", default=_BLACK),
)
_ATTRIBUTES = tuple(
    Column(n, "text", required=True, filled=True) for n in ("statement_type", "variable", "attribute")
)
_LINKS = tuple(
    Column(n, "text", required=True, filled=True) for n in ("source_type", "source", "target_type", "target")
)
_RELATIONS = (
    *(Column(n, "text", required=True, filled=True) for n in ("coder", "other")),
    *(Column(n, "integer", default=1) for n in RELATIONS),
)
_STATEMENT_LINKS = tuple(Column(n, "text", required=True, filled=True) for n in ("source", "target"))


def _empty(columns: tuple[Column, ...]) -> Callable[[], pd.DataFrame]:
    return lambda: pd.DataFrame(columns=[c.name for c in columns])


@dataclass(frozen=True, repr=False)
class Database:
    """Statements of every type, and what they are about.

    Parameters
    ----------
    statements : dict of str to Statements
        By statement type, empty types included, in the database's order. Where the database has documents, those
        of each Statements are the database's.
    documents : pandas.DataFrame
        ``document_id``, ``title``, ``author``, ``source``, ``section``, ``type``, ``date`` (UTC), ``text``, and
        further columns such as ``notes`` and ``coder``.
    coders : pandas.DataFrame
        ``name``, ``color`` ("#rrggbb") and the :data:`PERMISSIONS` (0 or 1). Coders that statements or documents
        name are added.
    regexes : pandas.DataFrame
        ``pattern`` and ``color``: words to be marked in the text.
    types : pandas.DataFrame
        ``label`` and ``color`` of each statement type.
    attributes : pandas.DataFrame
        ``statement_type``, ``variable`` and ``attribute``: which attributes the entities of a variable can have.
    links : pandas.DataFrame
        ``source_type``, ``source``, ``target_type`` and ``target``: linked variables.
    relations : pandas.DataFrame
        ``coder``, ``other`` and the :data:`RELATIONS`: what the first may do with the second's work (0 or 1).
    statement_links : pandas.DataFrame
        ``source`` and ``target``: linked statements.
    settings : dict of str to str
    made : dict
        Where it comes from, and ``notes`` on what was amiss there.

    Raises
    ------
    DataError
        If a table breaks its contract.

    Examples
    --------
    >>> db = Database({"claims": Statements.from_rows([("Ada", "ban", 1)])})
    >>> db, db.coders["name"].tolist()
    (Database(claims (1 statements)), ['hand'])
    """

    statements: Mapping[str, Statements]
    documents: pd.DataFrame = field(default_factory=_empty(DOCUMENT_COLUMNS))
    coders: pd.DataFrame = field(default_factory=_empty(_CODERS))
    regexes: pd.DataFrame = field(default_factory=_empty(_REGEXES))
    types: pd.DataFrame = field(default_factory=_empty(_TYPES))
    attributes: pd.DataFrame = field(default_factory=_empty(_ATTRIBUTES))
    links: pd.DataFrame = field(default_factory=_empty(_LINKS))
    relations: pd.DataFrame = field(default_factory=_empty(_RELATIONS))
    statement_links: pd.DataFrame = field(default_factory=_empty(_STATEMENT_LINKS))
    settings: Mapping[str, str] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.statements:
            raise DataError("Database: give at least one statement type, even if it has no statements")
        wrong = [k for k, v in self.statements.items() if not isinstance(v, Statements)]
        if wrong:
            raise DataError(f"Database: {wrong[0]!r} holds no Statements")
        documents = conform(self.documents, DOCUMENT_COLUMNS, "Database.documents", more=True)
        fixed = {
            "documents": documents,
            "coders": _added(conform(self.coders, _CODERS, "Database.coders"), self._named(documents)),
            "regexes": conform(self.regexes, _REGEXES, "Database.regexes"),
            "types": self._all_types(),
            "attributes": conform(self.attributes, _ATTRIBUTES, "Database.attributes"),
            "links": conform(self.links, _LINKS, "Database.links"),
            "relations": conform(self.relations, _RELATIONS, "Database.relations"),
            "statement_links": conform(self.statement_links, _STATEMENT_LINKS, "Database.statement_links"),
            "statements": {k: _with_documents(k, v, documents) for k, v in self.statements.items()},
            "settings": dict(self.settings),
        }
        for name in ("coders", "regexes", "types"):
            _check_colors(fixed[name]["color"], name)  # type: ignore[index]
        again = fixed["attributes"].duplicated()  # type: ignore[attr-defined]
        if again.any():
            row = fixed["attributes"][again].iloc[0]  # type: ignore[index]
            raise DataError(
                f"Database.attributes: {row['attribute']!r} of {row['variable']!r} comes twice; leave that row out"
            )
        own = fixed["relations"]["coder"] == fixed["relations"]["other"]  # type: ignore[index]
        if own.any():
            name = fixed["relations"]["coder"][own].iloc[0]  # type: ignore[index]
            raise DataError(
                f"Database.relations: {name!r} stands in a relation with itself; leave that row out"
            )
        _check_flags(fixed["coders"], PERMISSIONS, "coders")  # type: ignore[arg-type]
        _check_flags(fixed["relations"], RELATIONS, "relations")  # type: ignore[arg-type]
        for name, value in fixed.items():
            object.__setattr__(self, name, value)

    def _named(self, documents: pd.DataFrame) -> list[str]:
        """Return the coders that are named anywhere, in order of their first appearance."""
        columns = [s.table["coder"] for s in self.statements.values()]
        if "coder" in documents:
            columns.insert(0, documents["coder"])
        for name in ("coder", "other"):
            if name in self.relations:
                columns.append(self.relations[name])
        return list(dict.fromkeys(v for c in columns for v in pd.unique(c.dropna())))

    def _all_types(self) -> pd.DataFrame:
        types = conform(self.types, _TYPES, "Database.types")
        unknown = types[~types["label"].isin(list(self.statements))]
        if len(unknown):
            raise DataError(
                f"Database.types: {unknown['label'].iloc[0]!r} has no statements; give an empty Statements"
            )
        colors = types.set_index("label")["color"].reindex(list(self.statements)).fillna(_BLACK)
        return pd.DataFrame({"label": list(colors.index), "color": colors.to_numpy()}).astype("str")

    @property
    def main(self) -> Statements:
        """The statements of the type that has most of them; of the first such type."""
        return self.statements[self.main_type]

    @property
    def main_type(self) -> str:
        """The statement type that has most statements; the first one on ties."""
        return max(self.statements, key=lambda name: len(self.statements[name]))

    def __getitem__(self, name: str) -> Statements:
        if name not in self.statements:
            raise OptionError(
                f"there is no statement type {name!r}.{did_you_mean(name, self.statements)} There are: "
                f"{', '.join(self.statements)}"
            )
        return self.statements[name]

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} ({len(part)} statements)" for name, part in self.statements.items())
        return f"Database({parts}{f', {len(self.documents)} documents' if len(self.documents) else ''})"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        facts = {name: len(part) for name, part in self.statements.items()}
        facts |= {"documents": len(self.documents), "coders": len(self.coders)}
        return card("Database", facts, self.documents.drop(columns="text"))


def _with_documents(name: str, part: Statements, documents: pd.DataFrame) -> Statements:
    """Return statements whose documents are the database's."""
    if part.documents.equals(documents) or (not len(documents) and not len(part.documents)):
        return part
    if not len(documents) or len(part.documents):
        raise DataError(f"Database: the statements {name!r} have documents that are not the database's")
    return Statements(part.table, part.variables, part.entities, part.made, documents, part.window)


def _added(coders: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    known = set(coders["name"])
    more = [n for n in names if n not in known]
    if not more:
        return coders
    rows = conform(pd.DataFrame({"name": pd.Series(more, dtype="str")}), _CODERS, "Database.coders")
    return pd.concat([coders, rows], ignore_index=True) if len(coders) else rows


def _check_colors(values: pd.Series, table: str) -> None:
    wrong = ~values.str.fullmatch("#[0-9a-f]{6}").fillna(False).astype(bool)
    if wrong.any():
        raise DataError(f"Database.{table}: {values[wrong].iloc[0]!r} is no colour; write it as in #33aaff")


def _check_flags(frame: pd.DataFrame, names: tuple[str, ...], table: str) -> None:
    for name in names:
        wrong = ~frame[name].isin([0, 1]).to_numpy(dtype=bool)
        if wrong.any():
            raise DataError(f"Database.{table}: {name} must be 0 or 1, found {frame[name][wrong].iloc[0]!r}")
