"""The dictionary coder: a corpus and a codebook in, statements out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from discourse.coders.dictionary import lexicon as lexicons
from discourse.coders.dictionary.batches import LONGEST as LONGEST
from discourse.coders.dictionary.batches import entities, spread, with_names
from discourse.coders.dictionary.mentions import Found, Names, candidates, handles, resolve
from discourse.coders.dictionary.narratives import CueBook, find_narratives
from discourse.coders.dictionary.patterns import Patterns, compile_patterns
from discourse.coders.dictionary.scan import Scan, atom_hits, find
from discourse.coders.dictionary.slips import slips
from discourse.coders.dictionary.stance import Scopes, mention_stance, narrative_stance
from discourse.errors import OptionError
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus
from discourse.model.folding import fold_many
from discourse.model.statements import COMMENT_VARIABLES, Statements

#: Comments that are coded at a time.
BATCH = 20_000


def dictionary(
    corpus: Corpus,
    codebook: Codebook,
    *,
    include_article: bool = False,
    stance: bool = True,
    misspellings: bool = True,
    min_confidence: float = 0.5,
    executor: Any = None,
) -> Statements:
    """Code a corpus by aliases, cues and a lexicon.

    Each mention of an actor and each place where a narrative is pushed is one statement, with the span of the
    words (code points of the comment's text) and a confidence: 1 for an alias as it stands, .95 for its plural, .8
    where capitals show a seam in a fused word (CIAisis), .7 for a one-letter slip in a word of six letters or more
    and for two aliases that make up a word, .6 at either end of a hashtag, .5 inside an @name that is no
    commenter's, .4 for a short name in capitals among capitals (LET US GO).

    Parameters
    ----------
    corpus : Corpus
        Deleted comments and what is in ``quoted`` are not coded.
    codebook : Codebook
    include_article : bool
        Also code the documents' own texts, as statements without comment and commenter.
    stance : bool
        Find the stance toward each target; if not, it is left empty. English only.
    misspellings : bool
        Look for one-letter slips.
    min_confidence : float
        Less sure mentions are left out.
    executor : concurrent.futures.Executor, optional
        Codes batches of comments in parallel, of which only so many are under way as keep it busy; the result is the
        same.

    Returns
    -------
    Statements
        In the order of the comments and, in each, of the text.

    Raises
    ------
    InputError
        If a comment is longer than :data:`LONGEST`.
    OptionError
        If ``min_confidence`` is not between 0 and 1, or there is no lexicon for the codebook's language.

    References
    ----------
    Aho, A. V., & Corasick, M. J. (1975). Efficient string matching: An aid to bibliographic search. Communications
    of the ACM, 18. https://doi.org/10.1145/360825.360855

    Examples
    --------
    >>> corpus = Corpus.from_comments([("Ada", "CIAisis should go, and I support Russia")])
    >>> st = dictionary(corpus, Codebook.load("syria-conflict"))
    >>> st.table.loc[st.table["actor"].notna(), ["actor", "start", "stop", "stance"]].values.tolist()
    [['cia', 0, 3, -1], ['isis', 3, 7, -1], ['russia', 33, 39, 1]]
    """
    if not 0 <= min_confidence <= 1:
        raise OptionError(f"min_confidence={min_confidence} must lie between 0 and 1")
    language = codebook.language if stance else None
    if language is not None:
        lexicons.load(language)
    tables = [
        _table(about, part, stance)
        for about, part in spread(
            _batch,
            (
                (about, (codebook, about["text"].tolist(), names, language, misspellings, min_confidence))
                for about, names in with_names(corpus, BATCH, include_article)
            ),
            executor,
        )
    ]
    documents = corpus.documents[["document_id", "title", "source", "date"]]
    return Statements(
        pd.concat(tables, ignore_index=True), COMMENT_VARIABLES, entities(corpus, codebook), {}, documents
    )


@lru_cache(maxsize=4)
def _compiled(codebook: Codebook, language: str | None) -> tuple[Patterns, CueBook]:
    patterns = compile_patterns(codebook, lexicons.load(language) if language else None)
    return patterns, CueBook(codebook, patterns)


Coded = dict[str, np.ndarray]


def _batch(
    codebook: Codebook,
    texts: Sequence[str],
    names: Names,
    language: str | None,
    misspellings: bool,
    min_confidence: float,
) -> Coded:
    """Code one batch: arrays owner, start, stop, actor, narrative, stance, confidence, evidence."""
    patterns, cues = _compiled(codebook, language)
    folded = fold_many(texts)
    scan = Scan(folded, find(patterns.automaton, folded.text))
    mentions = find_mentions(scan, patterns, names, misspellings=misspellings, min_confidence=min_confidence)
    owner = folded.owner(mentions.start)
    start, stop = folded.original(owner, mentions.start, mentions.stop)
    out: Coded = {
        "owner": owner,
        "start": start,
        "stop": stop,
        "actor": np.array(patterns.actors, dtype=object)[mentions.actor]
        if len(mentions)
        else np.zeros(0, dtype=object),
        "narrative": np.full(len(owner), None, dtype=object),
        "confidence": mentions.confidence,
        "stance": np.zeros(len(owner), dtype=np.int64),
        "evidence": np.full(len(owner), None, dtype=object),
    }
    if not patterns.atoms:
        return out
    atoms = atom_hits(scan, patterns)
    found = find_narratives(scan, cues, atoms, mentions)
    spans = [
        [
            tuple(int(v[0]) for v in folded.original(np.array([e.owner]), np.array([a]), np.array([b])))
            for a, b in e.pieces
        ]
        for e in found
    ]
    narrative: Coded = {
        "owner": np.array([e.owner for e in found], dtype=np.int64),
        "start": np.array([s[0][0] for s in spans], dtype=np.int64),
        "stop": np.array([max(p[1] for p in s) for s in spans], dtype=np.int64),
        "actor": np.full(len(found), None, dtype=object),
        "narrative": np.array([e.narrative for e in found], dtype=object),
        "confidence": np.ones(len(found)),
        "stance": np.zeros(len(found), dtype=np.int64),
        "evidence": np.array([" ".join(f"{a}-{b}" for a, b in s) for s in spans], dtype=object),
    }
    if patterns.lexicon is not None:
        scopes = Scopes(scan, patterns, atoms)
        out["stance"] = mention_stance(scopes, mentions)
        narrative["stance"] = narrative_stance(scopes, found)
    return {k: np.concatenate([out[k], narrative[k]]) for k in out}


def find_mentions(
    scan: Scan,
    patterns: Patterns,
    names: Names,
    *,
    misspellings: bool = True,
    min_confidence: float = 0.5,
) -> Found:
    """Return the mentions in a scanned batch, in order of start, without overlaps."""
    found = candidates(scan, patterns)
    if misspellings and patterns.words:
        found = Found.join([found, slips(scan, patterns, resolve(found))])
    found = handles(scan, resolve(found), names)
    return found.take(found.confidence >= min_confidence)


def _table(about: pd.DataFrame, part: Coded, stance: bool) -> pd.DataFrame:
    """Make statements of what was found in one batch."""
    table = pd.DataFrame(part)
    table["narrative"] = table["narrative"].astype("str").where(table["narrative"].notna(), None)
    table = table.sort_values(["owner", "start", "stop", "narrative"], kind="stable", na_position="first")
    owner = table["owner"].to_numpy(dtype=np.int64)
    table = table.drop(columns="owner").reset_index(drop=True)
    about = about[["comment_id", "document_id", "author_id", "created_at"]].take(owner).reset_index(drop=True)
    unit = about["comment_id"].where(about["comment_id"].notna(), about["document_id"] + ":article")
    number = (pd.Series(owner).groupby(owner).cumcount() + 1).astype("str")
    table.insert(0, "statement_id", unit + "#" + number)
    for name in ("comment_id", "document_id", "created_at"):
        table[name] = about[name]
    table["commenter"] = about["author_id"]
    table["stance"] = table["stance"].astype("Int64") if stance else pd.array([None] * len(table), "Int64")
    table["coder"] = "dictionary"
    return table
