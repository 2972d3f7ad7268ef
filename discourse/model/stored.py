"""Statements in a Parquet file, counted without being loaded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.model.coded import Coded
from discourse.model.rows import Rows
from discourse.model.statements import Statements
from discourse.model.stored_checks import check
from discourse.model.stored_file import StoredFile, quoted
from discourse.model.tables import Column, conform
from discourse.model.variables import (
    BASE_COLUMNS,
    COMMENT_VARIABLES,
    DOCUMENT_COLUMNS,
    ENTITY_COLUMNS,
    ID_COLUMNS,
    Variable,
)
from discourse.model.windows import Window

_BASE = {c.name: c for c in BASE_COLUMNS}
#: Columns of the file that tell of the document, and what each is called in ``Statements.documents``.
ABOUT_DOCUMENTS = {f"document_{c.name}": c.name for c in DOCUMENT_COLUMNS if c.name != "document_id"}


class StoredStatements(Statements):
    """Statements that stay in a Parquet file.

    They are used as any other. Counting fetches the columns it needs, each as whole numbers; the table is loaded only
    by what asks for ``table``. DuckDB does the fetching, with two threads and at most 512 MB of its own.

    On opening, all that :class:`Statements` checks is checked in the file: a million statements take about a fifth of
    a second. The file must then stay as it is.

    Parameters
    ----------
    path : path-like
        A Parquet file with the columns of ``Statements.table``: at least ``statement_id``, ``document_id`` and
        ``coder``. ``<variable>_label`` and ``<variable>_kind`` name the codes; ``document_title``,
        ``document_author``, ``document_source``, ``document_section``, ``document_type``, ``document_date`` and
        ``document_text`` tell of the documents and are the same in all rows of one.
    variables : sequence of Variable, optional
        By default, every other column: of a known name, of its known kind; else of the kind that the column has in
        the file.
    made : dict, optional
        How the table was made.
    sha256 : str, optional
        Of the file's bytes, if that is known.

    Raises
    ------
    InputError
        If there is no such file, or it is no Parquet file.
    DataError
        If it breaks the contract of :class:`Statements`, or a column has a type that would have to be converted.

    Notes
    -----
    ``digest`` is that of the file's bytes and of the kinds its columns are taken for, not that of the same table in
    memory.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from discourse.model.storage import write_parquet
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "st.parquet"
    >>> write_parquet(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)]).table, path)
    >>> st = StoredStatements(path)
    >>> len(st), st.coded("commenter").codes.tolist(), len(st.where(commenter="Ada"))
    (2, [0, 1], 1)
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        variables: Sequence[Variable] | None = None,
        made: dict[str, Any] | None = None,
        sha256: str | None = None,
    ) -> None:
        file = StoredFile(path)
        known = tuple(variables) if variables is not None else variables_of(file)
        self.__dict__.update(_file=file, variables=known, made=made or {}, window=None, _sha256=sha256)
        self.__dict__["_settled"] = check(file, known)

    @property
    def file(self) -> StoredFile:
        """The file."""
        return self.__dict__["_file"]

    def __len__(self) -> int:
        return self.file.rows

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the file's bytes and of what its columns are taken for."""
        found = self.__dict__["_sha256"]
        if found is None:
            with self.file.path.open("rb") as stream:
                found = hashlib.file_digest(stream, "sha256").hexdigest()
        return hashlib.sha256(f"{found}{self.variables}".encode()).hexdigest()

    @cached_property
    def table(self) -> pd.DataFrame:
        """The whole table, loaded when first asked for."""
        return self._fetched("SELECT * FROM file()")

    def _fetched(self, query: str, parameters: Sequence[Any] = ()) -> pd.DataFrame:
        found = self.file.frame(query, parameters)
        wanted = [n for n in (*_BASE, *(v.name for v in self.variables)) if n in found.columns]
        return Statements(found[wanted], self.variables).table

    @cached_property
    def entities(self) -> pd.DataFrame:
        """The codes that come in the file and have a label."""
        parts = []
        for name in (v.name for v in self.variables if v.kind == "text"):
            label, kind = f"{name}_label", f"{name}_kind"
            if label not in self.file.types:
                continue
            about = f"kind := {quoted(kind)}::VARCHAR" if kind in self.file.types else "kind := NULL::VARCHAR"
            found = self.file.frame(
                f"SELECT {quoted(name)} AS id, arg_min(struct_pack(label := {quoted(label)}::VARCHAR, {about}), "
                f"file_row_number) AS one, min(file_row_number) AS first FROM numbered() "
                f"WHERE {quoted(name)} IS NOT NULL AND {quoted(label)} IS NOT NULL GROUP BY 1 ORDER BY first"
            )
            one = pd.DataFrame(found["one"].tolist(), columns=["label", "kind"])
            parts.append(one.assign(variable=name, id=found["id"].astype("str"), parent=None))
        names = [c.name for c in ENTITY_COLUMNS]
        whole = pd.concat(parts, ignore_index=True)[names] if parts else pd.DataFrame(columns=names)
        return conform(whole, ENTITY_COLUMNS, "Statements.entities", more=True)

    @cached_property
    def documents(self) -> pd.DataFrame:
        """What the file tells of its documents, in the order in which they come."""
        about = {c: n for c, n in ABOUT_DOCUMENTS.items() if c in self.file.types}
        names = [c.name for c in DOCUMENT_COLUMNS]
        if not about:
            return conform(pd.DataFrame(columns=names), DOCUMENT_COLUMNS, "Statements.documents", more=True)
        parts = ", ".join(f"any_value({quoted(c)}) AS {n}" for c, n in about.items())
        differ = " OR ".join(
            f"min({quoted(c)}) <> max({quoted(c)}) OR count({quoted(c)}) NOT IN (0, count(*))" for c in about
        )
        found = self.file.frame(
            f"SELECT document_id::VARCHAR AS document_id, {parts}, {differ} AS differ, "
            f"min(file_row_number) AS place FROM numbered() GROUP BY document_id ORDER BY place"
        )
        if found["differ"].any():
            odd = found["document_id"][found["differ"]].iloc[0]
            raise DataError(f"Statements: the rows of the document {odd!r} tell different things of it")
        return conform(found.drop(columns=["differ", "place"]), DOCUMENT_COLUMNS, "Statements.documents")

    def _factorized(self, name: str) -> Coded:
        kind = next((v.kind for v in self.variables if v.name == name), None)
        if kind is None and name not in ID_COLUMNS:
            return super()._factorized(name)
        text = kind in (None, "text")
        if name not in self.file.types or not (text == self.file.is_text(name) or self.file.rows == 0):
            empty = self.file.missing()
            if name == "status":
                return Coded(empty.codes + 1, np.array([_BASE["status"].default], dtype=object))
            return empty if text else Coded(empty.codes, empty.labels.astype(np.int64))
        return self.file.texts(name) if text else self.file.numbers(name)

    @cached_property
    def times(self) -> np.ndarray:
        """When each statement was made, UTC; ``NaT`` where that is not known."""
        if "created_at" not in self.file.types or not self.file.is_time("created_at"):
            return np.full(len(self), np.datetime64("NaT"), dtype="datetime64[us]")
        return self.file.moments("created_at")

    @cached_property
    def weights(self) -> np.ndarray | None:
        """What each statement counts: alike, as no kernel has weighted them."""
        return None

    def rows(
        self, index: np.ndarray, *, window: Window | None = None, weights: np.ndarray | None = None
    ) -> Statements:
        """Return some of these statements, in the order given; see :meth:`Statements.rows`."""
        place = np.flatnonzero(index) if np.asarray(index).dtype == bool else np.asarray(index, dtype=np.intp)
        return StoredRows(self, place, window, weights)

    def _among(self, name: str, options: list[Any]) -> np.ndarray:
        if name in _BASE and name not in ID_COLUMNS:
            return self._column(_BASE[name]).isin(options).to_numpy(dtype=bool)
        known = [*_BASE, *(v.name for v in self.variables)]
        if name not in known and self._of_document(name) is None:
            raise OptionError(f"statements have no column {name!r}.{did_you_mean(name, known)}")
        return super()._among(name, options)

    def _column(self, column: Column) -> pd.Series:
        if column.name not in self.file.types:
            found = pd.DataFrame(index=pd.RangeIndex(len(self)))
        else:
            found = self.file.frame(f"SELECT {quoted(column.name)} FROM file()")
        loose = Column(column.name, column.kind, default=column.default)
        return conform(found, (loose,), "Statements")[column.name]

    def resolved(self, prefer: Sequence[str] = ()) -> Statements:
        """Return the statements in force; see :meth:`Statements.resolved`."""
        return self if self.__dict__["_settled"] else super().resolved(prefer)

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened, (self.file.path, self.variables, self.made, self.__dict__["_sha256"])

    def __repr__(self) -> str:
        return f"StoredStatements({self.file.path.name!r}, {len(self)} rows)"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        first = self._fetched("SELECT * FROM file() LIMIT 8")
        names = [v.name for v in self.variables if first[v.name].notna().any()]
        facts = {"statements": len(self), "file": self.file.path.name}
        return card(
            "Statements (stored)", facts, first[["statement_id", "comment_id", "start", "stop", *names]]
        )


class StoredRows(Rows):
    """Some rows of stored statements; ``table`` loads these and no others."""

    def _root(self) -> tuple[StoredStatements, np.ndarray]:
        """Return the stored statements, and which rows of theirs these are."""
        whole, index = self.__dict__["_whole"], self.__dict__["_index"]
        if isinstance(whole, StoredRows):
            root, outer = whole._root()
            return root, outer[index]
        return whole, np.where(index < 0, index + len(whole), index)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows, as of any statements."""
        root, index = self._root()
        places, back = np.unique(index, return_inverse=True)
        out = root._fetched(
            "SELECT * FROM numbered() WHERE file_row_number IN (SELECT unnest(?::BIGINT[])) ORDER BY file_row_number",
            [places.tolist()],
        )
        if not np.array_equal(back, np.arange(len(places))):
            out = out.iloc[back].reset_index(drop=True)
        return out if self.weights is None else out.assign(weight=self.weights)

    def rows(
        self, index: np.ndarray, *, window: Window | None = None, weights: np.ndarray | None = None
    ) -> Statements:
        """Return some of these statements, in the order given; see :meth:`Statements.rows`."""
        place = np.flatnonzero(index) if np.asarray(index).dtype == bool else np.asarray(index, dtype=np.intp)
        return StoredRows(self, place, window, weights)

    def _among(self, name: str, options: list[Any]) -> np.ndarray:
        root, index = self._root()
        return root._among(name, options)[index]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the stored statements' digest and of which rows these are, weighted how."""
        root, index = self._root()
        state = hashlib.sha256(root.digest.encode() + index.astype("<i8").tobytes())
        if self.weights is not None:
            state.update(self.weights.astype("<f8").tobytes())
        return state.hexdigest()

    def __repr__(self) -> str:
        return f"{len(self)} of {self._root()[0]!r}"


def variables_of(file: StoredFile) -> tuple[Variable, ...]:
    """Return what the columns of a file can be taken for, leaving out those of every statement and labels."""
    known = {v.name: v for v in COMMENT_VARIABLES}
    own = [n for n in file.types if n not in _BASE and n not in ABOUT_DOCUMENTS]
    about = {n for n in own if n.endswith(("_label", "_kind")) and n.rpartition("_")[0] in own}
    kinds = {
        n: "boolean" if file.types[n] == "BOOLEAN" else "integer" if file.is_whole(n) else "text" for n in own
    }
    return tuple(known.get(n) or Variable(n, kinds[n]) for n in own if n not in about)


def _opened(path: Any, variables: Any, made: Any, sha256: Any) -> StoredStatements:
    return StoredStatements(path, variables=variables, made=made, sha256=sha256)
