"""An analysis without a word that anybody wrote."""

from __future__ import annotations

from dataclasses import replace

from discourse.model.analysis import Analysis
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements


def without_words(analysis: Analysis) -> Analysis:
    """Return the analysis with all texts empty: those of comments, quotations, articles and audit examples.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    Analysis
        Codes, places of the codes (start and stop), numbers and names are as they were.

    Examples
    --------
    >>> from discourse.model.codebook import Actor, Alias, Codebook
    >>> book = Codebook("b", "B", (Actor("a", "A", (Alias("a"),)),))
    >>> st = Statements.from_rows([("Ada", "ban", 1)])
    >>> mute = without_words(Analysis(Corpus.from_comments([("Ada", "Ban it")]), book, st))
    >>> mute.corpus.comments[["author", "text"]].values.tolist()
    [['Ada', '']]
    """
    corpus = analysis.corpus
    mute = Corpus(
        corpus.documents.assign(text=None, extra=None),
        corpus.comments.assign(text="", raw=None, quoted=None, links=None, extra=None),
        corpus.audit.assign(example=None),
        corpus.sources,
    )
    st = analysis.statements
    bare = Statements(st.table, st.variables, st.entities, st.made, st.documents.assign(text=None))
    return replace(analysis, corpus=mute, statements=bare)
