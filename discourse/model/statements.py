"""Statements: who said what about whom, with what stance, and where. The narrow waist of everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.model.coded import Coded, factorize
from discourse.model.corrections import in_force
from discourse.model.display import counted_values, statements_card
from discourse.model.tables import Column, Hashes, check_known, conform, digest_of, hashes
from discourse.model.variables import (
    BASE_COLUMNS,
    COMMENT_VARIABLES,
    DOCUMENT_COLUMNS,
    DOCUMENT_VARIABLES,
    ENTITY_COLUMNS,
    ID_COLUMNS,
    KINDS,
    Variable,
    check_values,
)
from discourse.model.windows import Window, cut, utc


@dataclass(frozen=True, repr=False)
class Statements:
    """One row per coded span.

    Parameters
    ----------
    table : pandas.DataFrame
        ``statement_id``, ``comment_id`` (empty for the article itself), ``document_id``, ``start`` and ``stop``
        (code points in the comment's text), ``coder``, ``confidence`` (0 to 1), ``status``, ``supersedes`` (the
        statement that this row corrects), ``created_at`` (when it was said, UTC), and one column per variable.
    variables : tuple of Variable
        Those of comment coding by default: ``commenter``, ``actor``, ``narrative``, ``stance`` (−1, 0, +1, toward
        the actor or narrative of the row), ``role`` and ``evidence`` (``"start-stop"`` pieces of a scattered span).
    entities : pandas.DataFrame
        ``variable``, ``id``, ``label``, ``kind``, ``parent`` and any attributes, for values that have more than
        their name.
    made : dict
        How the table was made.
    documents : pandas.DataFrame
        ``document_id``, and where known ``title``, ``author``, ``source``, ``section``, ``type``, ``date``, ``text``
        and any attributes; of all documents that have statements, or of none.
    window : Window or None
        The window of time that these statements were cut by. Cut with a kernel, they have a column ``weight``.

    Raises
    ------
    DataError
        If a table breaks its contract.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> st.table[["commenter", "narrative", "stance"]].values.tolist()
    [['Ada', 'ban', 1], ['Ben', 'ban', -1]]
    """

    table: pd.DataFrame
    variables: tuple[Variable, ...] = COMMENT_VARIABLES
    entities: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=[c.name for c in ENTITY_COLUMNS])
    )
    made: dict[str, Any] = field(default_factory=dict)
    documents: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=[c.name for c in DOCUMENT_COLUMNS])
    )
    window: Window | None = None

    def __post_init__(self) -> None:
        unknown = [v for v in self.variables if v.kind not in KINDS]
        if unknown:
            raise DataError(
                f"Statements: the variable {unknown[0].name!r} has no known kind: {unknown[0].kind!r}"
            )
        columns = (*BASE_COLUMNS, *(Column(v.name, KINDS[v.kind]) for v in self.variables))
        if "weight" in self.table and not any(v.name == "weight" for v in self.variables):
            columns = (*columns, Column("weight", "number", default=1.0))
        table = conform(self.table, columns, "Statements")
        entities = conform(self.entities, ENTITY_COLUMNS, "Statements.entities", more=True)
        documents = conform(self.documents, DOCUMENT_COLUMNS, "Statements.documents", more=True)
        check_values(table, self.variables)
        if entities.duplicated(["variable", "id"]).any():
            row = entities[entities.duplicated(["variable", "id"])].iloc[0]
            raise DataError(f"Statements.entities: the {row['variable']} {row['id']!r} comes twice")
        if len(documents):
            known = documents["document_id"]
            check_known(table["document_id"], known, "Statements", "document_id", "documents")
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "entities", entities)
        object.__setattr__(self, "documents", documents)

    @classmethod
    def from_rows(
        cls, rows: Sequence[tuple[str, str, int]], *, coder: str = "hand", document_id: str = "d"
    ) -> Statements:
        """Make statements from triples of commenter, narrative and stance.

        Parameters
        ----------
        rows : sequence of (str, str, int)
        coder : str
        document_id : str

        Returns
        -------
        Statements
        """
        table = pd.DataFrame(rows, columns=["commenter", "narrative", "stance"])
        table.insert(0, "statement_id", [f"s{i}" for i in range(1, len(rows) + 1)])
        return cls(table.assign(document_id=document_id, coder=coder))

    def __len__(self) -> int:
        return len(self.table)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the table."""
        return digest_of(self._hashes)

    @cached_property
    def _hashes(self) -> Hashes:
        return hashes(self.table)

    def variable(self, name: str) -> Variable:
        """Return the variable called ``name``, one of the document included.

        Parameters
        ----------
        name : str
            That of a variable, or ``author``, ``source``, ``section``, ``type``, ``title`` or ``id`` of the document
            (``document_author`` and so on where a variable has the same name).

        Returns
        -------
        Variable

        Raises
        ------
        OptionError
            If there is none; the message says which there are.
        """
        for variable in self.variables:
            if variable.name == name:
                return variable
        if self._of_document(name) is not None:
            return Variable(name)
        own = [v.name for v in self.variables]
        more = [n for n in DOCUMENT_VARIABLES if n not in own] if len(self.documents) else []
        told = ", ".join(own) + (f"; of the document: {', '.join(more)}" if more else "")
        hint = did_you_mean(name, [*own, *more])
        hint = hint if "Did you mean" in hint else ""
        raise OptionError(f"these statements have no variable {name!r}.{hint} There are: {told}")

    def _of_document(self, name: str) -> str | None:
        """Return the column of ``documents`` that a name stands for, if it stands for one."""
        short = str(name).removeprefix("document_")
        if short not in DOCUMENT_VARIABLES or (not len(self.documents) and short != "id"):
            return None
        return "document_id" if short == "id" else short

    def coded(self, name: str) -> Coded:
        """Return a column as whole numbers and labels, which is what counting works on.

        Parameters
        ----------
        name : str
            A variable, one of the document included, or ``document_id``, ``comment_id``, ``coder`` or ``status``.

        Returns
        -------
        Coded
            Not to be written to: it is kept and shared by the statements selected from these.
        """
        kept: dict[str, Coded] = self.__dict__.setdefault("_coded", {})
        if name not in kept:
            kept[name] = self._factorized(name)
        return kept[name]

    def _factorized(self, name: str) -> Coded:
        if name in ID_COLUMNS or any(v.name == name for v in self.variables):
            return factorize(self.table[name])
        self.variable(name)
        column = self._of_document(name)
        if column == "document_id":
            return self.coded("document_id")
        about = factorize(self.documents[column])
        ids = self.coded("document_id")
        place = pd.Index(self.documents["document_id"]).get_indexer(pd.Index(ids.labels))
        return Coded(np.append(about.codes[place], np.int32(-1))[ids.codes], about.labels)

    @cached_property
    def times(self) -> np.ndarray:
        """When each statement was made, UTC; ``NaT`` where that is not known."""
        return self.table["created_at"].to_numpy(dtype="datetime64[us]")

    @cached_property
    def weights(self) -> np.ndarray | None:
        """What each statement counts, where a kernel has weighted them."""
        named = any(v.name == "weight" for v in self.variables)
        return None if named or "weight" not in self.table else self.table["weight"].to_numpy()

    @property
    def uncut(self) -> Statements:
        """What a window was cut from; these statements themselves if they are no window."""
        return self

    def labels(self, variable: str) -> dict[str, str]:
        """Return the label of each value of a variable that has one."""
        rows = self.entities[self.entities["variable"] == variable]
        return dict(zip(rows["id"], rows["label"], strict=True))

    def select(self, table: pd.DataFrame) -> Statements:
        """Return these statements with another table (changed or fewer rows), everything else kept."""
        return Statements(table, self.variables, self.entities, self.made, self.documents, self.window)

    def rows(
        self, index: np.ndarray, *, window: Window | None = None, weights: np.ndarray | None = None
    ) -> Statements:
        """Return some of these statements, in the order given.

        Parameters
        ----------
        index : numpy.ndarray of int or bool
            Places of rows, or a mask.
        window : Window, optional
        weights : numpy.ndarray, optional
            What each of them counts; for statements with weights already, a factor.

        Returns
        -------
        Statements
        """
        place = np.flatnonzero(index) if np.asarray(index).dtype == bool else np.asarray(index, dtype=np.intp)
        from discourse.model.rows import Rows

        return Rows(self, place, window, weights)

    def where(self, **values: Any) -> Statements:
        """Return the statements whose columns have the values given.

        Parameters
        ----------
        **values
            Column name and a value, or a list of values.

        Returns
        -------
        Statements

        Examples
        --------
        >>> len(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)]).where(commenter=["Ada", "Cy"]))
        1
        """
        keep = np.ones(len(self), dtype=bool)
        for name, wanted in values.items():
            options = list(wanted) if isinstance(wanted, list | tuple | set | pd.Index) else [wanted]
            keep &= self._among(name, options)
        return self.rows(keep)

    def _among(self, name: str, options: list[Any]) -> np.ndarray:
        """Return which statements have one of the values in a column."""
        own = any(v.name == name for v in self.variables)
        if own or name in ID_COLUMNS or self._of_document(name) is not None:
            found = self.coded(name)
            whole = found.labels.dtype != object
            labels = pd.Series([*found.labels.tolist(), None], dtype="Int64" if whole else "str")
            return labels.isin(options).to_numpy(dtype=bool)[found.codes]
        if name not in self.table.columns:
            raise OptionError(f"statements have no column {name!r}.{did_you_mean(name, self.table.columns)}")
        return self.table[name].isin(options).to_numpy(dtype=bool)

    def between(self, start: Any = None, stop: Any = None) -> Statements:
        """Return the statements made from ``start`` to ``stop``, both included; undated ones are left out.

        Parameters
        ----------
        start, stop : str or datetime, optional
            UTC.

        Returns
        -------
        Statements
        """
        keep = ~np.isnat(self.times)
        if start is not None:
            keep &= self.times >= utc(start).to_datetime64()
        if stop is not None:
            keep &= self.times <= utc(stop).to_datetime64()
        return self.rows(keep)

    def windows(
        self,
        width: str,
        *,
        step: int = 1,
        kernel: str | None = None,
        complete: bool = True,
        exact: bool = False,
        start: Any = None,
        stop: Any = None,
    ) -> Iterator[Statements]:
        """Cut the statements into windows of time; any projection may follow.

        By the clock, a window has its middle at the start of the range, one ``step`` of units later, and so on, and
        reaches half of ``width − 1`` units (halves rounded up) to either side, both ends included. By events, a
        window holds ``width`` statements that follow one another in time (at equal times, in the order given), and
        the next starts ``step`` statements later. A width of 1 is one instant; for a month, write ``"30D"``.

        Parameters
        ----------
        width : str
            A whole number and a unit, seconds to years or events: ``"30D"``, ``"6 months"``, ``"100 events"``.
        step : int
            By how many units windows move on.
        kernel : {None, "uniform", "triangular", "epanechnikov", "gaussian"}
            Weigh statements by K(u), u being their distance from the middle over half the width (of an odd width,
            half of one unit more), which is how far the window then reaches. All kernels are two-sided; the Gaussian
            weighs all statements, also those outside the window.
        complete : bool
            Leave out windows that are not wholly inside the range.
        exact : bool
            Measure distances for the kernel exactly; else in whole units, as Discourse Network Analyzer does.
        start, stop : str or datetime, optional
            The range (UTC); by default from the first to the last statement. Undated statements are left out.

        Returns
        -------
        iterator of Statements
            Each with its ``window`` (number, start, middle, stop), in order of time, empty ones included.

        Raises
        ------
        OptionError
            For a width, step or kernel that is not known.
        NotComputable
            If no statement has a date in the range.

        References
        ----------
        Leifeld, P. (2017). Discourse network analysis: Policy debates as dynamic networks. The Oxford Handbook of
        Political Networks. https://doi.org/10.1093/oxfordhb/9780190228217.013.25

        Examples
        --------
        >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "ban", 1)])
        >>> st = st.select(st.table.assign(created_at=["2024-03-01", "2024-03-02", "2024-03-04"]))
        >>> [(w.window.middle.day, len(w)) for w in st.windows("3D")]
        [(2, 2), (3, 2)]
        >>> [w.weights.round(3).tolist() for w in st.windows("2D", kernel="triangular")]
        [[1.0], []]
        """
        return cut(
            self, width, step=step, kernel=kernel, complete=complete, exact=exact, start=start, stop=stop
        )

    def resolved(self, prefer: Sequence[str] = ()) -> Statements:
        """Return the statements in force: corrected ones replaced, rejected ones gone.

        Corrections may be corrected in turn. What is returned names no superseded statements any more.

        Parameters
        ----------
        prefer : sequence of str
            Coders, the most trusted first, to decide between two corrections of one statement.

        Returns
        -------
        Statements

        Raises
        ------
        CorrectionConflict
            If two corrections of one statement stand and ``prefer`` does not decide.
        DataError
            If a correction names a statement that is not there, or corrections go round in a circle.
        """
        table = self.table
        fixes = table[table["supersedes"].notna()]
        keep = table["status"] != "rejected"
        if len(fixes):
            keep &= table["statement_id"].isin(in_force(table, fixes, prefer))
        return self.select(table[keep].assign(supersedes=None))

    def __repr__(self) -> str:
        parts = "".join(f", {n} {name}" for name, n in counted_values(self).items())
        return f"Statements({len(self)} rows{parts})"

    def _repr_html_(self) -> str:
        return statements_card(self)
