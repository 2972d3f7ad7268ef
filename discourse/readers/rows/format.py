"""What a reader says of its format: a function that yields rows, and what their texts and ids are like."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

#: One row as it stands in a file. Every key may be missing but ``line``.
#:
#: ========== ==============================================================================================
#: line       int, the line or the number of the item in the file
#: kind       ``"comment"`` (if missing) or ``"document"``, the article, post or video that is commented on
#: id         the comment's own id, or the document's
#: document   id of the document that a comment belongs to; missing or empty: the only one of the file
#: parent     id of the comment answered; empty for one that answers the document
#: author     the name shown
#: author_id  an id that stays when the name changes
#: created_at text, or seconds (or milliseconds) since 1970 as a number
#: precision  how fine the time is, where it is coarser than written: ``"day"``, ``"month"``, …
#: text       as in the file, with its markup; of a document the article's own text
#: quoted     words of others, where the format keeps them apart
#: title      of the document (in rows of either kind)
#: url        of the document (in rows of either kind)
#: article    the document's own text, told with a comment
#: links      list of addresses that the format keeps apart from the text
#: raw        the text as it stands in the file, where the reader changed it
#: markup     what this text is written in, where that is not the format's markup
#: answers    the name of whom it answers, where the format has no ids of parents
#: likes      a number, or text such as ``"1.2K"``
#: deleted    True for a comment that was deleted or removed, of which only the place is left
#: role       ``"moderator"``, ``"admin"``, ``"bot"`` or ``"submitter"`` (who wrote what is commented on)
#: extra      dict, everything else that the format tells of the comment
#: ========== ==============================================================================================
Row = dict[str, Any]

MARKUPS = ("plain", "html", "markdown")


@dataclass(frozen=True)
class Format:
    """What :func:`~discourse.readers.rows.assemble.assemble` must know of a format.

    Attributes
    ----------
    name : str
        Its name in :data:`discourse.readers.TABLE`.
    rows : callable
        ``rows(source, tally, **options)`` yields one :data:`Row` after another (or whole batches, as columns: a dict of
        lists with the same keys) and counts in ``tally`` what it drops or
        repairs itself. It must not hold the whole file if the format is read line by line.
    markup : str
        What texts are written in: ``"plain"``, ``"html"`` or ``"markdown"``.
    global_ids : bool
        Whether the same id in two files is the same comment or document, as on one site; if not, ids count within
        their file.
    mentions : bool
        Whether a comment that starts with ``@name`` and tells of no parent answers the latest one by that name.
    parent_by : str
        How it is known whom a comment answers, where its row says so: ``"given"``, or ``"indent"`` where that follows
        from levels.
    streams : bool
        Whether files larger than memory can be read, for ``rows`` goes through them line by line.
    hint : str
        What to do where no comment is found.
    """

    name: str
    rows: Callable[..., Iterator[Row]]
    markup: str = "plain"
    global_ids: bool = False
    mentions: bool = False
    parent_by: str = "given"
    streams: bool = False
    hint: str = ""

    def told(self, comments: pd.DataFrame) -> pd.DataFrame:
        """Return comments with how it is known whom they answer, as far as that is the format's own way."""
        if self.parent_by == "given":
            return comments
        known = comments["parent_by"]
        return comments.assign(parent_by=known.where(known.isna(), self.parent_by))
