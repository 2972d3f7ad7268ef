"""Cutting a sound CSV file straight into columns: by arrays over its bytes, not character by character."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

#: Bytes that are cut at once, so that all that is made of them stays in the processor's cache.
_SLAB = 1 << 18
_FEED, _RETURN, _QUOTE = b'\n\r"'
#: What a byte becomes that ends a cell, and one that is left out. A file that holds one of these is not cut here.
_END, _OUT = 0, 1
_Bytes = npt.NDArray[np.uint8]
_Numbers = npt.NDArray[np.int64]


@dataclass
class Cut:
    """A table, heading included, cut into columns.

    Attributes
    ----------
    columns : list of list of str
        As many as the first row has cells.
    lines : list of int
        On which each row starts.
    ragged : dict of int to list of str
        Rows of another length than the first one, by their number; in the columns their cells are empty.
    """

    columns: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    ragged: dict[int, list[str]] = field(default_factory=dict)

    def add(self, cells: list[str], widths: _Numbers, lines: list[int]) -> None:
        """Take the cells of some rows, one row behind the other."""
        if not lines:
            return
        if not self.columns:
            self.columns = [[] for _ in range(int(widths[0]))]
        width = len(self.columns)
        ends = np.cumsum(widths)
        # From the last one on, for the places of those before stay as they are.
        for row in np.flatnonzero(widths != width)[::-1].tolist():
            place = slice(ends[row] - widths[row], ends[row])
            self.ragged[len(self.lines) + row] = cells[place]
            cells[place] = [""] * width
        for number, column in enumerate(self.columns):
            column += cells[number::width]
        self.lines += lines


def cut(data: bytes, delimiter: str) -> Cut | None:
    r"""Cut a table into columns as ``csv.reader`` with ``strict`` would do; rows without any character are left out.

    Parameters
    ----------
    data : bytes
        UTF-8 without byte-order mark; what :mod:`csv` takes for a line end ends a line.
    delimiter : str

    Returns
    -------
    Cut or None
        None where it must be gone through character by character: something stands between a quote that ends a cell
        and the cell's end, or a quote is never closed, or rows end with a carriage return alone.

    Examples
    --------
    >>> cut(b'a,b\r\n1,"x ""y"",\n z"\n2\n', ",")
    Cut(columns=[['a', '1', ''], ['b', 'x "y",\n z', '']], lines=[1, 2, 4], ragged={2: ['2']})
    >>> cut(b'a,b\n1,x "y"', ",").columns, cut(b'a,b\n1,"x" y', ",")
    ([['a', '1'], ['b', 'x "y"']], None)
    """
    if not delimiter.isascii() or delimiter in '\0\1\n\r"' or b"\0" in data or b"\1" in data:
        return None
    found = Cut()
    at, line, size = 0, 1, _SLAB
    while at < len(data):
        slab = data[at : at + size]
        last = at + size >= len(data)
        if last and slab[-1] != _FEED:
            slab += b"\n"
        rows = _rows(np.frombuffer(slab, np.uint8), ord(delimiter))
        if rows is None:
            return None
        if not rows.size and not last:  # a row longer than that
            size *= 2
            continue
        if not rows.size:
            return None
        found.add(*rows.cells(line))
        at, line, size = at + rows.size, line + int(rows.feeds[-1]), _SLAB
    return found


def _rows(data: _Bytes, delimiter: int) -> _Rows | None:
    """Return the rows that are whole in some bytes; None if they are not sound."""
    rows = _Rows(data, delimiter)
    if rows.size and rows.sound:
        return rows
    plain = _plain_quotes(data, delimiter)
    if plain is None:
        return None
    rows = _Rows(data, delimiter, plain)
    return rows if rows.sound else None


def _plain_quotes(data: _Bytes, delimiter: int) -> list[int] | None:
    """Return the places of quotes in cells without quotes around them; None if one stands where it cannot."""
    found = (data == _QUOTE).nonzero()[0]
    before = data[found - 1].tolist()
    after = data[np.minimum(found + 1, len(data) - 1)].tolist()
    places: list[int] = found.tolist()
    plain = []
    inside = doubled = False
    for number, place in enumerate(places):
        if doubled:
            doubled = False
        elif not inside:
            inside = not place or before[number] in (delimiter, _FEED)
            if not inside:
                plain.append(place)
        elif place + 1 < len(data) and after[number] == _QUOTE:
            doubled = True
        elif place + 1 < len(data) and after[number] not in (delimiter, _FEED, _RETURN):
            return None
        else:
            inside = False
    return plain


class _Rows:
    """The rows that are whole in some bytes, of which the first starts a row.

    Parameters
    ----------
    data : array of bytes
    delimiter : int
    plain : list of int
        The places of quotes that are characters like any other.

    Attributes
    ----------
    size : int
        The bytes of these rows.
    feeds : array of int
        The number of line ends up to the end of each row.
    """

    def __init__(self, data: _Bytes, delimiter: int, plain: Sequence[int] = ()) -> None:
        is_sign = data == delimiter
        for sign in (_FEED, _RETURN, _QUOTE):
            is_sign |= data == sign
        if plain:
            is_sign[plain] = False
        where = is_sign.nonzero()[0]
        signs = data[where]
        # Quotes inside a cell are doubled, so that what is outside has an even number of quotes before it.
        outside = np.cumsum(signs == _QUOTE, dtype=np.int32) & 1 == 0
        ends = ((signs == _FEED) & outside).nonzero()[0]
        count = int(ends[-1]) + 1 if len(ends) else 0
        self.size = int(where[count - 1]) + 1 if count else 0
        self._data, self._delimiter, self._ends = data, delimiter, ends
        self._where, self._signs, self._outside = where[:count], signs[:count], outside[:count]
        self._quotes = self._where[self._signs == _QUOTE]
        #: Whether the second, fourth … quote and the one after it stand together, and are one quote of the cell.
        self._doubled = self._quotes[2::2] == self._quotes[1:-1:2] + 1
        returns = self._signs == _RETURN
        self._returns = self._where[returns & self._outside]
        feeds = self._signs == _FEED
        if returns.any():
            feeds[returns] = data[self._where[returns] + 1] != _FEED
        self.feeds = np.cumsum(feeds)[ends]

    @property
    def sound(self) -> bool:
        """Whether each quote opens or closes a whole cell, or is doubled in one, and each row ends by a line feed."""
        data, opening, closing = self._data, self._quotes[0::2], self._quotes[1::2]
        if len(self._returns) and (data[self._returns + 1] != _FEED).any():
            return False
        if not len(opening):
            return True
        before, after = data[opening - 1], data[closing + 1]
        if not opening[0]:
            before[0] = _FEED
        opens = (before == self._delimiter) | (before == _FEED)
        closes = (after == self._delimiter) | (after == _FEED) | (after == _RETURN)
        opens[1:] |= self._doubled
        closes[:-1] |= self._doubled
        return bool(opens.all() and closes.all())

    def cells(self, line: int) -> tuple[list[str], _Numbers, list[int]]:
        """Return the cells of all rows, how many each row has, and the lines on which they start.

        Parameters
        ----------
        line : int
            That of the first row.
        """
        marked = self._data[: self.size].copy()
        out = self._quotes.copy()
        out[2::2][self._doubled] = out[0] if len(out) else 0  # one of two stays
        marked[out] = _OUT
        marked[self._returns] = _OUT
        ends_cell = ((self._signs == self._delimiter) | (self._signs == _FEED)) & self._outside
        marked[self._where[ends_cell]] = _END
        starts = np.concatenate(([line], self.feeds[:-1] + line))
        empty = self._empty()
        if empty.any():
            gone = self._ends[empty]
            marked[self._where[gone]] = _OUT
            ends_cell[gone] = False
            starts = starts[~empty]
        ends = self._ends[~empty]
        widths = np.diff(np.cumsum(ends_cell)[ends], prepend=0)
        text = marked.tobytes().replace(bytes([_OUT]), b"").decode("utf-8", "surrogatepass")
        return text.split(chr(_END))[:-1], widths, starts.tolist()

    def _empty(self) -> npt.NDArray[np.bool_]:
        """Say of each row whether it is a line end and nothing else."""
        ends = self._where[self._ends]
        length = np.diff(ends, prepend=-1)
        return (length == 1) | ((length == 2) & (self._data[ends - 1] == _RETURN))
