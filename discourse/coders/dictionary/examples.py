"""Trying a codebook on its own examples."""

from __future__ import annotations

from discourse.coders.dictionary.coder import dictionary
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus


def check_examples(book: Codebook) -> list[str]:
    """Return one sentence for every example that is not coded as it says.

    Parameters
    ----------
    book : Codebook

    Returns
    -------
    list of str
        Empty where all examples are coded with their narrative and no counterexample is.

    Examples
    --------
    >>> check_examples(Codebook.load("syria-conflict"))
    []
    """
    cases = [(n.id, text, True) for n in book.narratives for text in n.examples]
    cases += [(n.id, text, False) for n in book.narratives for text in n.counterexamples]
    if not cases:
        return []
    corpus = Corpus.from_comments([(narrative, text) for narrative, text, _ in cases])
    table = dictionary(corpus, book, stance=False).table
    found = set(
        table.loc[table["narrative"].notna(), ["comment_id", "narrative"]].itertuples(index=False, name=None)
    )
    problems = []
    for comment, (narrative, text, wanted) in zip(corpus.comments["comment_id"], cases, strict=True):
        if ((comment, narrative) in found) != wanted:
            kind = "example is not coded" if wanted else "counterexample is coded"
            problems.append(f"codebook {book.id!r}, narrative {narrative!r}: this {kind} with it: {text!r}")
    return problems
