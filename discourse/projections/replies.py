"""The reply network: who answers whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.corpus import Corpus
from discourse.model.network import Network


def replies(corpus: Corpus, *, isolates: bool = True) -> Network:
    """Tie every commenter to those whose comments they answer.

    Parameters
    ----------
    corpus : Corpus
    isolates : bool
        Keep commenters who neither answer nor are answered.

    Returns
    -------
    Network
        Directed, from who answers to who is answered; the weight is the number of answers. Answers to oneself are
        counted in the node column ``own``, not drawn as ties.

    Raises
    ------
    NotComputable
        If the corpus has no comments, or, without isolates, no answers.

    Examples
    --------
    >>> import pandas as pd
    >>> comments = pd.DataFrame({"comment_id": ["1", "2"], "document_id": "d", "parent_id": [None, "1"],
    ...     "author_id": ["a", "b"], "author": ["A", "B"], "text": ["x", "y"]})
    >>> replies(Corpus(pd.DataFrame({"document_id": ["d"]}), comments)).edges.values.tolist()
    [['commenter:b', 'commenter:a', 1.0]]
    """
    comments = corpus.comments
    if not len(comments):
        raise NotComputable("the corpus has no comments, so nobody answers anybody")
    by = comments.groupby("author_id", sort=True)
    people = by.agg(label=("author", "first"), comments=("comment_id", "size")).reset_index()
    author = comments.set_index("comment_id")["author_id"]
    answers = comments[comments["parent_id"].notna()]
    index = pd.Index(people["author_id"])
    source = index.get_indexer(pd.Index(answers["author_id"]))
    target = index.get_indexer(pd.Index(answers["parent_id"].map(author)))
    own = source == target
    pairs, weight = np.unique(source[~own] * len(index) + target[~own], return_counts=True)
    source, target = np.divmod(pairs, len(index))
    nodes = pd.DataFrame(
        {
            "id": "commenter:" + people["author_id"],
            "label": people["label"],
            "kind": "commenter",
            "comments": people["comments"],
            "own": np.bincount(index.get_indexer(pd.Index(answers["author_id"]))[own], minlength=len(index)),
        }
    )
    network = Network.from_arrays(nodes, source, target, {"weight": weight.astype(float)}, directed=True)
    if isolates:
        return network
    if not network.size:
        raise NotComputable("no comment answers another person's, so the reply network has no ties")
    return network.subgraph(nodes["id"].iloc[np.unique(np.concatenate([source, target]))].tolist())
