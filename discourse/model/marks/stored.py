"""The marks of comments that stay in their files: what :mod:`.table` finds, in bounded memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from discourse.errors import OutputError
from discourse.model.corpus_parts import Parts, connect
from discourse.model.marks.language import languages
from discourse.model.marks.minhash import BANDS, signatures
from discourse.model.marks.repeats import TRIES, lead, link

#: Comments that are read at a time, and candidates that are compared at a time.
_BATCH, _PAIRS = 20_000, 200_000

# Of the texts with one value, each but the first with the first one and the one just before it.
_EARLIER = """
    SELECT place, head, before
    FROM (
        SELECT place, first_value(place) OVER same AS head, lag(place) OVER same AS before
        FROM signature WINDOW same AS (PARTITION BY value ORDER BY place)
    )
    WHERE head < place
"""
# As discourse.model.marks.repeats compares: of all candidates of a text those that share the most bands with it, of
# which the earliest comes first.
_CANDIDATES = f"""
    SELECT later, earlier, row_number() OVER (PARTITION BY later ORDER BY earlier) - 1 AS turn
    FROM (
        SELECT later, earlier
        FROM (SELECT later, earlier, count(*) AS shared FROM pair GROUP BY later, earlier)
        QUALIFY row_number() OVER (PARTITION BY later ORDER BY shared DESC, earlier) <= {TRIES}
    )
    ORDER BY later, earlier
"""


def mark_stored(parts: Parts) -> pd.DataFrame:
    """Mark language and near-repeats of stored comments.

    Signatures of all texts, and then those texts that are to be compared, go to the folder for temporary files: about
    140 bytes a comment and the texts. Memory is for some 20 thousand comments, 256 MB of DuckDB, about 60 bytes a
    comment, and the table that is returned.

    Parameters
    ----------
    parts : Parts
        Of the comments of a corpus.

    Returns
    -------
    pandas.DataFrame
        The table of :func:`discourse.model.marks.table.mark_comments`.

    Raises
    ------
    InputError
        If a file is not as it was written.
    OutputError
        If there is no room for temporary files.
    """
    import duckdb

    with tempfile.TemporaryDirectory(prefix="discourse-marks-", ignore_cleanup_errors=True) as name:
        try:
            codes, known = _signed(parts, Path(name))
            earlier = _repeats(parts, Path(name))
        except (OSError, duckdb.Error) as error:
            raise OutputError(
                f"the marks of {parts.folder} need room for temporary files in {tempfile.gettempdir()}, where writing "
                f"failed: {str(error).splitlines()[0]}"
            ) from error
    ids = parts.frame(["comment_id"])["comment_id"]
    names = ids.to_numpy(dtype=object)
    language = np.array([*known, None], dtype=object)[codes]
    repeated = np.full(len(names), None, dtype=object)
    repeated[earlier >= 0] = names[earlier[earlier >= 0]]
    del earlier
    marks = {"comment_id": ids, "language": language, "near_duplicate_of": repeated}
    return pd.DataFrame(marks, index=ids.index).astype("str")


def _signed(parts: Parts, folder: Path) -> tuple[np.ndarray, list[str]]:
    """Write each column of the signatures to a file, and return the languages as codes (-1: none) and names."""
    known: dict[str, int] = {}
    codes = np.full(parts.rows, -1, dtype=np.int16)
    files = [_column(folder, number).open("wb") for number in range(1 + BANDS)]
    try:
        for batch in parts.stream(["text", "deleted"], _BATCH):
            live = np.flatnonzero(~batch["deleted"].to_numpy(dtype=bool))
            texts = batch["text"].to_numpy(dtype=object)[live].tolist()
            found = [-1 if name is None else known.setdefault(name, len(known)) for name in languages(texts)]
            codes[batch.index.to_numpy()[live]] = found
            table = np.zeros((len(batch), 1 + BANDS), dtype=np.uint64)  # 0: nothing to compare
            table[live] = signatures(texts)
            for number, file in enumerate(files):
                file.write(table[:, number].tobytes())
    finally:
        for file in files:
            file.close()
    return codes, list(known)


def _column(folder: Path, number: int) -> Path:
    return folder / f"signature-{number}"


def _repeats(parts: Parts, folder: Path) -> np.ndarray:
    """Return the row that each comment repeats, or -1, by the rule of :func:`.repeats.near_duplicates`."""
    links = np.full(parts.rows, -1, dtype=np.int64)
    connection = connect(spill=folder / "spill")
    try:
        repeated, first = _exact(connection, folder, parts.rows)
        _pair(connection, folder, np.delete(np.arange(parts.rows), repeated))
        wanted = np.zeros(parts.rows, dtype=bool)
        for later, earlier, _ in _candidates(connection):
            wanted[later] = wanted[earlier] = True
        sizes = _keep(parts, wanted, folder / "texts")
        with (folder / "texts").open("rb", buffering=0) as file:
            texts = Texts(file, sizes)
            for later, earlier, turn in _candidates(connection):
                link(links, texts, later, earlier, turn)
    finally:
        connection.close()
    lead(links, repeated, first)
    return links


def _exact(connection: Any, folder: Path, rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows whose text is that of an earlier one, but for case and the like, and for each the first."""
    _show(connection, folder, 0, np.arange(rows))
    found = connection.execute(f"SELECT place, head FROM ({_EARLIER}) ORDER BY place").fetchnumpy()
    connection.unregister("signature")
    return np.asarray(found["place"], dtype=np.int64), np.asarray(found["head"], dtype=np.int64)


def _pair(connection: Any, folder: Path, distinct: np.ndarray) -> None:
    """Pair texts, all different, that share a band, and order who is to be compared with whom."""
    connection.execute("CREATE TABLE pair (later UINTEGER, earlier UINTEGER)")
    for number in range(1, 1 + BANDS):
        _show(connection, folder, number, distinct)
        connection.execute(
            f"INSERT INTO pair WITH found AS MATERIALIZED ({_EARLIER}) SELECT place, head FROM found "
            "UNION ALL SELECT place, before FROM found WHERE before > head"
        )
        connection.unregister("signature")
    connection.execute(f"CREATE TABLE candidate AS {_CANDIDATES}")
    connection.execute("DROP TABLE pair")


def _show(connection: Any, folder: Path, number: int, rows: np.ndarray) -> None:
    """Show DuckDB a column of the signatures of these rows, where there is something to compare."""
    path = _column(folder, number)
    values = np.fromfile(path, dtype=np.uint64)[rows]
    path.unlink()
    some = values != 0
    frame = pd.DataFrame({"place": rows[some].astype(np.uint32), "value": values[some]}, copy=False)
    connection.register("signature", frame)


def _candidates(connection: Any) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Give the pairs to compare, in order: later, earlier, turn."""
    cursor = connection.cursor()
    try:
        cursor.execute("SELECT later::BIGINT AS later, earlier::BIGINT AS earlier, turn FROM candidate")
        while len(frame := cursor.fetch_df_chunk(-(-_PAIRS // 2048))):
            later, earlier, turn = (frame[name].to_numpy() for name in ("later", "earlier", "turn"))
            yield later, earlier, turn
    finally:
        cursor.close()


def _keep(parts: Parts, wanted: np.ndarray, path: Path) -> np.ndarray:
    """Write the texts of the rows wanted to a file, and return for each row how many bytes of it are its own."""
    sizes = np.zeros(len(wanted), dtype=np.int64)
    with path.open("wb") as file:
        for batch in parts.stream(["text"], _BATCH):
            rows = batch.index.to_numpy()
            kept = np.flatnonzero(wanted[rows])
            data = [text.encode() for text in batch["text"].to_numpy(dtype=object)[kept].tolist()]
            sizes[rows[kept]] = [len(text) for text in data]
            file.writelines(data)
    return sizes


class Texts(Sequence[str]):
    """Texts that stand one after another in a file, and are read when they are asked for.

    Parameters
    ----------
    file : binary file
        Best without a buffer.
    sizes : sequence of int
        The bytes of each.

    Examples
    --------
    >>> import io
    >>> texts = Texts(io.BytesIO("Iran outné".encode()), [8, 0, 3])
    >>> texts[2], texts[1], texts[0], len(texts)
    ('né', '', 'Iran out', 3)
    """

    def __init__(self, file: BinaryIO, sizes: Sequence[int] | np.ndarray) -> None:
        self._file = file
        self._ends = np.zeros(len(sizes) + 1, dtype=np.int64)
        np.cumsum(sizes, out=self._ends[1:])

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: Any) -> Any:
        start, stop = self._ends[row : row + 2].tolist()
        self._file.seek(start)
        return self._file.read(stop - start).decode()
