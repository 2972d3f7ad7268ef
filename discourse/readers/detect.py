"""Finding the format of a source by asking every reader."""

from __future__ import annotations

from importlib import import_module

from discourse.errors import InputError
from discourse.readers import TABLE
from discourse.readers.source import Source

_ENOUGH = 0.1


def detect(source: Source) -> str:
    r"""Return the name of the reader that fits a source best.

    Parameters
    ----------
    source : Source

    Returns
    -------
    str
        A name of :data:`discourse.readers.TABLE`.

    Raises
    ------
    InputError
        If none fits.

    Examples
    --------
    >>> detect(Source.from_text('{"author": "Ada", "text": "Iran out"}'))
    'jsonl'
    >>> detect(Source.from_text("Ada Byron\n\nIran out, and stay out"))
    'thread'
    """
    best, score = "", 0.0
    shown = source.preview
    for name, entry in TABLE.items():
        if entry.takes != "source":
            continue
        sniff = getattr(import_module(entry.target.partition(":")[0]), "sniff", None)
        surely = float(sniff(shown)) if sniff is not None else 0.0
        if surely > score:
            best, score = name, surely
    if score < _ENOUGH:
        known = ", ".join(
            f"{name} ({entry.summary})" for name, entry in TABLE.items() if entry.takes == "source"
        )
        if source.encoding == "parquet":
            raise InputError(f"{source.name} is a Parquet file, but not one of ours; export it as CSV")
        raise InputError(
            f"{source.name} is in no format that is known; say which it is, as in format='csv': {known}"
        )
    return best
