"""Statements: who said what about whom, with what stance, and where. The narrow waist of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.model.coded import Coded, factorize
from discourse.model.corrections import in_force
from discourse.model.tables import Column, check_known, conform, digest
from discourse.model.windows import Window, cut

BASE_COLUMNS = (
    Column("statement_id", "text", required=True, filled=True, unique=True),
    Column("comment_id", "text"),
    Column("document_id", "text", required=True, filled=True),
    Column("start", "integer"),
    Column("stop", "integer"),
    Column("coder", "text", required=True, filled=True),
    Column("confidence", "number", default=1.0),
    Column("status", "text", default="coded"),
    Column("supersedes", "text"),
    Column("created_at", "time"),
)
ENTITY_COLUMNS = (
    Column("variable", "text", required=True, filled=True),
    Column("id", "text", required=True, filled=True),
    Column("label", "text", required=True, filled=True),
    Column("kind", "text"),
    Column("parent", "text"),
)
DOCUMENT_COLUMNS = (
    Column("document_id", "text", required=True, filled=True, unique=True),
    Column("title", "text"),
    Column("author", "text"),
    Column("source", "text"),
    Column("section", "text"),
    Column("type", "text"),
    Column("date", "time"),
    Column("text", "text"),
)
#: What of a document can stand for a variable, as rows, columns or qualifier; ``document_author`` always means it.
DOCUMENT_VARIABLES = ("author", "source", "section", "type", "title", "id")
#: A row with status ``rejected`` says that the statement it supersedes is wrong and nothing takes its place.
STATUSES = ("coded", "confirmed", "corrected", "rejected")
_ID_COLUMNS = ("document_id", "comment_id", "coder", "status")
_KINDS = {"text": "text", "integer": "integer", "boolean": "integer"}


@dataclass(frozen=True)
class Variable:
    """A column of codes.

    Attributes
    ----------
    name : str
    kind : {"text", "integer", "boolean"}
        A boolean is stored as 0 and 1.
    low, high : int or None
        The ends of an integer scale, where it has fixed ones (stance: −1 and 1).
    """

    name: str
    kind: str = "text"
    low: int | None = None
    high: int | None = None


#: What automatic coding of comments fills.
COMMENT_VARIABLES = (
    Variable("commenter"),
    Variable("actor"),
    Variable("narrative"),
    Variable("stance", "integer", -1, 1),
    Variable("role"),
    Variable("evidence"),
)


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
        unknown = [v for v in self.variables if v.kind not in _KINDS]
        if unknown:
            raise DataError(
                f"Statements: the variable {unknown[0].name!r} has no known kind: {unknown[0].kind!r}"
            )
        columns = (*BASE_COLUMNS, *(Column(v.name, _KINDS[v.kind]) for v in self.variables))
        if "weight" in self.table and not any(v.name == "weight" for v in self.variables):
            columns = (*columns, Column("weight", "number", default=1.0))
        table = conform(self.table, columns, "Statements")
        entities = conform(self.entities, ENTITY_COLUMNS, "Statements.entities", more=True)
        documents = conform(self.documents, DOCUMENT_COLUMNS, "Statements.documents", more=True)
        _check_values(table, self.variables)
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
        return digest(self.table)

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
        raise OptionError(
            f"these statements have no variable {name!r}.{did_you_mean(name, [*own, *more])} There are: {told}"
        )

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
        if name in _ID_COLUMNS or any(v.name == name for v in self.variables):
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
        keep = pd.Series(True, index=self.table.index)
        for name, wanted in values.items():
            if name not in self.table.columns:
                raise OptionError(
                    f"statements have no column {name!r}.{did_you_mean(name, self.table.columns)}"
                )
            options = list(wanted) if isinstance(wanted, list | tuple | set | pd.Index) else [wanted]
            keep &= self.table[name].isin(options)
        return self.rows(keep.to_numpy())

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
            keep &= self.times >= _utc(start).to_datetime64()
        if stop is not None:
            keep &= self.times <= _utc(stop).to_datetime64()
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
        the next starts ``step`` statements later.

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
        counts = {
            v.name: self.table[v.name].nunique()
            for v in self.variables
            if v.kind == "text" and v.name != "evidence"
        }
        parts = ", ".join(f"{n} {name}s" for name, n in counts.items() if n)
        return f"Statements({len(self.table)} rows{', ' + parts if parts else ''})"

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        names = [v.name for v in self.variables if self.table[v.name].notna().any()]
        facts = {"statements": len(self.table)} | {
            f"{n}s": self.table[n].nunique()
            for n in names
            if self.variable(n).kind == "text" and n != "evidence"
        }
        return card(
            "Statements",
            facts,
            self.table[["statement_id", "comment_id", "start", "stop", *names, "confidence"]],
        )


class Rows(Statements):
    """Some rows of checked statements: nothing is copied or checked again until the table is asked for."""

    def __init__(
        self, whole: Statements, index: np.ndarray, window: Window | None, weights: np.ndarray | None
    ) -> None:
        given = {
            "variables": whole.variables, "entities": whole.entities, "made": whole.made,
            "documents": whole.documents, "window": window if window is not None else whole.window,
            "_whole": whole, "_index": index, "_factor": weights,
        }  # fmt: skip
        self.__dict__.update(given)

    @cached_property
    def table(self) -> pd.DataFrame:  # type: ignore[override]
        """The rows, as of any statements."""
        out = self.__dict__["_whole"].table.iloc[self.__dict__["_index"]].reset_index(drop=True)
        return out if self.__dict__["_factor"] is None else out.assign(weight=self.weights)

    @cached_property
    def times(self) -> np.ndarray:
        """When each statement was made, UTC; ``NaT`` where that is not known."""
        return self.__dict__["_whole"].times[self.__dict__["_index"]]

    @cached_property
    def weights(self) -> np.ndarray | None:
        """What each statement counts, where a kernel has weighted them."""
        old, factor = self.__dict__["_whole"].weights, self.__dict__["_factor"]
        if old is None:
            return factor
        mine = old[self.__dict__["_index"]]
        return mine if factor is None else mine * factor

    @property
    def uncut(self) -> Statements:
        """What a window was cut from; these statements themselves if they are no window."""
        return self if self.window is None else self.__dict__["_whole"].uncut

    def _factorized(self, name: str) -> Coded:
        return self.__dict__["_whole"].coded(name).take(self.__dict__["_index"])

    def __len__(self) -> int:
        return len(self.__dict__["_index"])

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.table, self.variables, self.entities, self.made, self.documents, self.window)
        return Statements, parts


def _utc(when: Any) -> pd.Timestamp:
    """Return a time without a zone, in UTC; one without a zone is taken for UTC."""
    try:
        time = pd.Timestamp(when)
    except (ValueError, TypeError):
        raise OptionError(f"{when!r} is no date; write it as in 2024-03-01 or 2024-03-01T12:00:00Z") from None
    return time if time.tzinfo is None else time.tz_convert("UTC").tz_localize(None)


def _check_values(table: pd.DataFrame, variables: Sequence[Variable]) -> None:
    wrong = ~table["status"].isin(STATUSES)
    if wrong.any():
        raise DataError(
            f"Statements: {table['status'][wrong].iloc[0]!r} is no status; use {', '.join(STATUSES)}"
        )
    if not table["confidence"].between(0, 1).all():
        raise DataError("Statements: confidence must lie between 0 and 1")
    spans = table["start"].notna() & table["stop"].notna()
    bad = spans & ((table["start"] < 0) | (table["stop"] < table["start"]))
    if bad.any():
        row = table[bad].iloc[0]
        raise DataError(f"Statements: {row['statement_id']!r} has the span {row['start']} to {row['stop']}")
    for variable in variables:
        low, high = (0, 1) if variable.kind == "boolean" else (variable.low, variable.high)
        if variable.kind == "text" or (low is None and high is None):
            continue
        values = table[variable.name].dropna()
        off = values[
            (values < (low if low is not None else values))
            | (values > (high if high is not None else values))
        ]
        if len(off):
            raise DataError(
                f"Statements: {variable.name} must lie between {low} and {high}, found {off.iloc[0]}"
            )
