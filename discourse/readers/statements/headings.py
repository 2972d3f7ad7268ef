"""Which column of a hand-coded table is what, told by its heading, in English and German."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORDS = {
    "statement_id": "statement_id statementid aussage_id aussagen_id statement_nr id nr",
    "document": "document_id documentid doc_id docid dokument_id dokumentid article_id artikel_id text_id "
    "document dokument article artikel doc",
    "coder": "coder codierer kodierer codierer_in kodierer_in coded_by rater annotator",
    "date": "date datum created_at published publication_date statement_date document_date",
    "year": "year jahr document_year",
    "title": "title titel headline überschrift schlagzeile document_title article_title",
    "author": "author autor autor_in verfasser document_author journalist",
    "source": "source quelle outlet newspaper zeitung medium publication document_source",
    "section": "section ressort rubrik document_section",
    "type": "type document_type doc_type article_type textsorte gattung",
    "text": "document_text",
}
#: What a heading can stand for, by its word.
ROLES = {word: role for role, words in _WORDS.items() for word in words.split()}
#: Roles that tell of the document, and its columns in ``Statements.documents``.
OF_DOCUMENT = ("title", "author", "source", "section", "type", "text", "date", "year")
_WHO = (
    "actor actors akteur akteurin akteure person organization organisation speaker sprecher commenter party partei "
    "stakeholder org"
)
_WHAT = (
    "concept concepts konzept narrative narrativ claim argument frame framing category kategorie belief policy "
    "instrument issue topic thema aussage forderung position code"
)
_HOW = "agreement agree agrees stance zustimmung haltung position valence polarity support bewertung"
_OWN = ("statement_id", "document_id", "coder")


def plain(heading: str) -> str:
    """Return a heading in small letters, with underscores between its words.

    Examples
    --------
    >>> plain(" Actor-Cat "), plain("Überschrift")
    ('actor_cat', 'überschrift')
    """
    return re.sub(r"[\s.\-/]+", "_", heading.strip().casefold())


def is_own(header: Iterable[str]) -> bool:
    """Whether a heading is that of our own table of statements."""
    return set(_OWN) <= {h.strip() for h in header}


def likely(header: Sequence[str]) -> bool:
    """Whether a heading looks like that of statements: it names who speaks and what of, or is our own.

    Examples
    --------
    >>> likely(["Akteur", "Konzept", "Zustimmung"]), likely(["author", "text"])
    (True, False)
    """
    words = {plain(h) for h in header}
    return is_own(header) or not (words.isdisjoint(_WHO.split()) or words.isdisjoint(_WHAT.split()))


def certain(header: Sequence[str]) -> bool:
    """Whether a heading names who speaks, what of and how: that of coded statements, whatever else it has.

    Examples
    --------
    >>> certain(["person", "concept", "agreement", "author", "text"]), certain(["actor", "topic", "text"])
    (True, False)
    """
    return likely(header) and not {plain(h) for h in header}.isdisjoint(_HOW.split())


def roles(header: Sequence[str], given: dict[str, str | None]) -> dict[str, str]:
    """Return the column of each role.

    Parameters
    ----------
    header : sequence of str
    given : dict of str to str or None
        The columns that the caller has named, by role.

    Returns
    -------
    dict of str to str
        The first heading of a role has it.
    """
    out = {role: column for role, column in given.items() if column is not None}
    for heading in header:
        role = ROLES.get(plain(heading))
        if role is not None and role not in out and heading not in out.values():
            out[role] = heading
    return out
