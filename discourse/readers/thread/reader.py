"""Reader of pasted text: an article followed by its comments, as people copy them from a page.

The shapes that are recognised, also mixed in one file: the name on a line of its own above the text, with or
without a blank line between; header lines such as ``Name · 3 hours ago``, ``Name - March 3, 2024``,
``Name says:`` and ``Name > Other``; missing names that leave only an extra blank line; replies by indentation,
``@Name`` and ``>``; page chrome such as ``Reply`` and ``12 likes`` anywhere.

How sure a comment's start is (``confidence``):

==================================================================  =====
header line with a time                                             0.98
header line without a time ("Ada says:", "Ada replied to Ben")      0.95
a line that clearly is a name                                       0.95
a line that may be a name (one lower-case word, five words, …)      0.80
no name, but an extra blank line where one is missing               0.70
a line taken for a name only because of what stands around it       0.60
no name, below the foot of a comment or the heading "Comments"      0.60
split off by ``split_uncertain``                                    0.50
a later paragraph may be somebody else's                            × 0.80
==================================================================  =====
"""

from __future__ import annotations

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.thread.assemble import Assembly
from discourse.readers.thread.pieces import Draft, changes_style
from discourse.readers.thread.quoting import ARTICLE as FROM_ARTICLE
from discourse.readers.thread.quoting import QuoteIndex
from discourse.readers.thread.segment import ARTICLE, HEADER, UNKNOWN, Layout, find_layout, label
from discourse.readers.thread.units import Unit, cut, split_lines, weigh

_CLEAR, _GUESS = 0.7, 0.5
_TITLE = 300


def sniff(source: Source) -> float:
    """Return how surely a source is pasted text: low, so that any format with signs of its own comes first."""
    marks = "".join(source.head.split())
    if not marks:
        return 0.0
    return 0.2 if sum(c.isalpha() for c in marks) * 3 >= len(marks) else 0.05


def read(source: Source, *, split_uncertain: bool = False, article: bool | None = None) -> Corpus:
    r"""Read a pasted article with its comments.

    Parameters
    ----------
    source : Source
    split_uncertain : bool
        Whether paragraphs that by format belong to one comment, but differ so much that a name may be missing
        between them, become a further comment by an unknown. Such places are flagged in the audit either way.
    article : bool, optional
        Whether the text starts with an article. By default that is judged by the text.

    Returns
    -------
    Corpus
        One document. The audit counts lines that are not blank.

    Raises
    ------
    InputError
        If no comments can be found.
    OptionError
        If an option is not True or False.

    Examples
    --------
    >>> text = "Fire in the harbour\n\nTwo ships burnt.\n\n\nAda Byron\n\nSad.\n\n\nWho did it?\n\nBen King\n\nNobody."
    >>> read(Source.from_text(text)).comments[["author", "text"]].values.tolist()
    [['Ada Byron', 'Sad.'], ['unknown 1', 'Who did it?'], ['Ben King', 'Nobody.']]
    """
    if article not in (None, True, False) or split_uncertain not in (True, False):
        raise OptionError("split_uncertain is True or False, and article is True, False or left out")
    lines = split_lines(source.text)
    units, dropped = cut(lines)
    tally = Tally(source.name, "lines")
    if not units:
        raise _no_comments(source)
    weigh(units)
    layout = find_layout(units)
    labels = label(units, layout, article)
    body = [u for u, what in zip(units, labels, strict=True) if what == ARTICLE]
    drafts = _draft(units, labels, tally)
    if not drafts:
        raise _no_comments(source)
    for line in dropped:
        tally.add("dropped", "page chrome", line.number, line.body)
    assembly = Assembly(source, tally)
    assembly.article(body, _TITLE)
    for draft in drafts:
        for part in _split(draft, layout, assembly.quotes, tally, split_uncertain):
            assembly.comment(part)
    options = {"split_uncertain": split_uncertain, "article": article}
    return assembly.corpus(read=len(lines), options=options)


def _no_comments(source: Source) -> InputError:
    return InputError(
        f"{source.name} holds no comments that could be found: expected each comment as a line with the name and "
        "then its text, or under a header such as 'Name · 3 hours ago'; put every name on a line of its own, with a "
        "blank line before it, or give a table (CSV) with the columns author and text"
    )


def _draft(units: list[Unit], labels: list[int], tally: Tally) -> list[Draft]:
    """Gather units into comments, with the confidence in each one's start."""
    drafts: list[Draft] = []
    for i, (unit, what) in enumerate(zip(units, labels, strict=True)):
        if what == ARTICLE:
            continue
        if what == HEADER and _attributes(units, i, drafts):
            drafts[-1].attribution = unit.lines
            drafts[-1].attributed = unit.name
        elif what == HEADER:
            drafts.append(Draft(unit, confidence=_confidence(unit)))
            if unit.p < _GUESS:
                tally.flag(
                    f"{unit.name!r} may be a name or a short remark; it is read as a name",
                    unit.lines[0].number,
                    unit.lines[0].body,
                )
        elif what == UNKNOWN:
            gap = i > 0 and not unit.footer and not unit.heading
            drafts.append(Draft(None, [unit], 0.7 if gap else 0.6))
        else:
            drafts[-1].units.append(unit)
            if unit.p >= 0.6 and drafts[-1].units[1:]:
                tally.flag(
                    f"{unit.lines[0].body!r} may be a name; it is read as text of the comment above",
                    unit.lines[0].number,
                    unit.lines[0].body,
                )
    return drafts


def _attributes(units: list[Unit], i: int, drafts: list[Draft]) -> bool:
    """Whether a header such as "Ada wrote:" only introduces the quotation below it."""
    header = units[i].header
    if header is None or not header.quotes or not drafts or i + 1 >= len(units):
        return False
    bare = drafts[-1].head is not None and not drafts[-1].units
    return bare and units[i + 1].lines[0].body.startswith(">")


def _confidence(unit: Unit) -> float:
    if unit.header is not None and unit.strong:
        return 0.98 if unit.header.when is not None else 0.95
    if unit.p >= _CLEAR:
        return 0.95
    return 0.8 if unit.p >= _GUESS else 0.6


def _split(draft: Draft, layout: Layout, quotes: QuoteIndex, tally: Tally, split: bool) -> list[Draft]:
    """Flag places inside a comment where a name may be missing; cut there if asked to."""
    dated = draft.head is not None and draft.head.header is not None and draft.head.header.when is not None
    paragraphs = draft.paragraphs()
    if len(paragraphs) < 2 or dated or layout.footed:
        return [draft]
    parts = [draft]
    texts = ["\n".join(line.body for u in paragraph for line in u.lines) for paragraph in paragraphs]
    borrowed = [t.startswith(">") or quotes.match(t) == FROM_ARTICLE for t in texts]
    kept = list(paragraphs[0])
    for i in range(1, len(paragraphs)):
        differ = "" if borrowed[i - 1] or borrowed[i] else changes_style(texts[i - 1], texts[i])
        if differ:
            whose = draft.head.name if draft.head is not None else "an unknown commenter"
            tally.flag(
                f"this paragraph follows in the comment by {whose}, but differs in {differ}: a name may be missing",
                paragraphs[i][0].lines[0].number,
                texts[i],
            )
        if differ and split:
            parts[-1].units = kept
            kept = []
            parts.append(Draft(None, kept, 0.5))
        elif differ:
            parts[-1].confidence = round(parts[-1].confidence * 0.8, 4)
        kept.extend(paragraphs[i])
    parts[-1].units = kept
    return parts
