"""The benchmark corpus: 100,000 comments of about 200 characters, Zipf words, 5,000 commenters, 1,000 aliases."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.codebook import Actor, Alias, Codebook
from discourse.model.corpus import Corpus


def make(
    comments: int = 100_000, commenters: int = 5_000, aliases: int = 1_000, seed: int = 0
) -> tuple[Corpus, Codebook]:
    """Return a corpus and a codebook of as many actors as aliases; about one comment in two names one."""
    random = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    words = ["".join(random.choice(letters, size=n)) for n in random.integers(2, 10, size=50_000)]
    names = [
        "".join(random.choice(letters, size=n)).capitalize() for n in random.integers(4, 12, size=aliases)
    ]
    rank = 1 / np.arange(1, len(words) + 1)
    name_rank = 1 / np.arange(1, aliases + 1)
    lengths = np.full(comments, 34)
    tokens = np.array(words, dtype=object)[
        random.choice(len(words), size=int(lengths.sum()), p=rank / rank.sum())
    ]
    named = random.random(len(tokens)) < 0.03
    tokens[named] = np.array(names, dtype=object)[
        random.choice(aliases, size=int(named.sum()), p=name_rank / name_rank.sum())
    ]
    ends = np.cumsum(lengths)
    texts = [" ".join(tokens[e - n : e])[:200] for e, n in zip(ends.tolist(), lengths.tolist(), strict=True)]
    people = [f"person {i}" for i in random.integers(0, commenters, size=comments)]
    table = pd.DataFrame(
        {
            "comment_id": [f"d:{i}" for i in range(comments)],
            "document_id": "d",
            "author_id": people,
            "author": people,
            "text": texts,
        }
    )
    actors = tuple(Actor(f"a{i}", name, (Alias(name),)) for i, name in enumerate(dict.fromkeys(names)))
    return Corpus(pd.DataFrame({"document_id": ["d"]}), table), Codebook("bench", "Benchmark", actors)
