"""Reader of tables: the one this project writes, and any CSV or TSV with a column for the text."""

from __future__ import annotations

from collections.abc import Mapping

from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.tables.grid import check_delimiter, find_delimiter, open_grid, parse_grid, read_header
from discourse.readers.tables.mapping import check_columns, choose, guess
from discourse.readers.tables.own_table import from_own, is_own
from discourse.readers.tables.records import Prepared
from discourse.readers.tables.records import prepare as prepared
from discourse.readers.tally import Tally

_SUFFIXES = (".csv", ".tsv", ".tab")
_LONGEST_HEADING = 60


def sniff(source: Source) -> float:
    """Return how surely a source is a table: its heading names known columns, and its rows are as long as it."""
    start = source.head.lstrip()
    if start.startswith(("{", "[")):
        return 0.0
    suffixed = source.suffix in _SUFFIXES
    delimiter, width, even = find_delimiter(source.start)
    header = read_header(source.start, delimiter)
    if is_own(header):
        return 1.0
    known = guess(header)
    if max(map(len, header), default=0) > _LONGEST_HEADING:
        return 0.0
    if width >= 2 and "text" in known and len(known) >= 2:
        return min(0.7 * even + 0.25 * suffixed, 0.95)
    if suffixed and (even >= 0.8 if width >= 2 else "text" in known):
        return 0.5
    return 0.1 if suffixed else 0.0


def read(
    source: Source, *, columns: Mapping[str, str | None] | None = None, delimiter: str | None = None
) -> Corpus:
    r"""Read a table of comments.

    A table written by ``discourse read -o corpus.csv`` is read back as it was, with what was edited in it. In any
    other one, columns are guessed by their headings; which was taken for what is in ``sources[0]["columns"]``,
    and the columns left over are in ``extra``.

    Parameters
    ----------
    source : Source
    columns : mapping, optional
        Our field to the table's column, as in ``{"text": "Body", "author": "Posted by"}``; None as the column
        leaves a field empty. The fields are text, author, author_id, created_at, comment_id, parent_id, likes,
        document_id, title, url, article, quoted, deleted, answers (the name of whom a comment answers) and level
        (how far a row is moved in, where the order of the file and that tell who answers whom).
    delimiter : str, optional
        By default the likeliest of comma, semicolon, tab and bar.

    Returns
    -------
    Corpus
        The audit counts rows below the heading.

    Raises
    ------
    InputError
        If there are no rows, a quote is never closed, or no column holds the text.
    OptionError
        If an option names a field or column that is not there.

    Examples
    --------
    >>> corpus = read(Source.from_text("id;user;body\n1;Ada;Iran out\n2;;Stay"))
    >>> corpus.comments["author"].tolist(), corpus.sources[0]["columns"]["text"]
    (['Ada', 'unknown 1'], 'body')
    """
    used = _delimiter(source, columns, delimiter)
    if columns is None and is_own(read_header(source.start, used)):
        tally = Tally(source.name, "rows")
        return from_own(parse_grid(source.raw, used, tally), source, tally)
    made = prepare(source, columns=columns, delimiter=delimiter)
    assert made is not None
    return made.corpus()


def prepare(
    source: Source, *, columns: Mapping[str, str | None] | None = None, delimiter: str | None = None
) -> Prepared | None:
    """Make a table ready to be read; None of one that this project wrote, which is read whole."""
    used = _delimiter(source, columns, delimiter)
    if columns is None and is_own(read_header(source.start, used)):
        return None
    tally = Tally(source.name, "rows")
    header, chunks = open_grid(source, used, tally)
    mapping = choose(source.name, header, columns)
    options = {"columns": dict(columns) if columns else None, "delimiter": used}
    return prepared(chunks, mapping, source, "csv", tally, options)


def _delimiter(source: Source, columns: Mapping[str, str | None] | None, delimiter: str | None) -> str:
    check_columns(columns)
    check_delimiter(delimiter)
    return delimiter or find_delimiter(source.start)[0]
