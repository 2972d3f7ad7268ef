"""Threads as they come out of the pages of well-known sites and forums."""

from __future__ import annotations

import pytest

from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.thread import read

WORDPRESS = """Army leaves the town of Sarin after a long siege by the rebels

The siege lasted for two years, and nobody counted the dead.

3 Responses

    Ada Byron says:
    March 3, 2024 at 2:05 pm

    I knew it would happen.

    Reply

        zman77 says:
        March 3, 2024 at 4:05 pm

        You did not.

        Reply

    Cleo says:
    March 4, 2024 at 2:05 pm

    what a mess

    Reply

Leave a Reply
"""
DISQUS = """37 Comments
Login
Sort by Best

Join the discussion…

Ada Byron
• 2 hours ago

I knew it would happen.

12
•
Reply
•
Share ›
Avatar
zman77 Ada Byron
• an hour ago

You did not.

3
•
Reply
•
Share ›
Avatar
Cleo
• an hour ago

what a mess
•
Reply
•
Share ›
"""
VIDEO = """@Ada Byron
2 hours ago
I knew it would happen.

12

Reply
1 reply

@zman77
1 hour ago (edited)
@Ada Byron You did not.

3

Reply

@Cleo
1 hour ago
what a mess

Reply
"""
LINKS = """Ada Byron
·
3h ago
I knew it would happen.

Upvote
12

Downvote

Reply

Award

Share

zman77
·
2h ago
You did not.

Upvote
3

Downvote

Reply

Cleo
·
2h ago
what a mess

Reply
"""
NETWORK = """Ada Byron
I knew it would happen.
Like
Reply
3h
12
zman77
You did not.
Like
Reply
2h
3
Cleo
what a mess
Like
Reply
1h
"""
FORUM = """#1 Ada Byron, 03.03.2024 14:05
I knew it would happen.

#2 zman77, 03.03.2024 15:05
Ada Byron wrote:
> I knew it would happen.
You did not.

#3 Cleo, 03.03.2024 15:06
what a mess
"""


def of(text: str) -> Corpus:
    return read(Source.from_text(text, "t.txt"))


@pytest.mark.parametrize("text", [WORDPRESS, DISQUS, VIDEO, LINKS, NETWORK, FORUM])
def test_names_and_texts(text: str) -> None:
    comments = of(text).comments
    assert [name.lstrip("@") for name in comments["author"]] == ["Ada Byron", "zman77", "Cleo"]
    texts = [t.removeprefix("@Ada Byron ") for t in comments["text"]]
    assert texts == ["I knew it would happen.", "You did not.", "what a mess"]
    assert (comments["confidence"] >= 0.8).all()


@pytest.mark.parametrize("text", [WORDPRESS, DISQUS, VIDEO, FORUM])
def test_answers(text: str) -> None:
    assert of(text).comments["parent_id"].fillna("").tolist() == ["", "t:1", ""]


@pytest.mark.parametrize("text", [DISQUS, VIDEO, LINKS, NETWORK])
def test_likes(text: str) -> None:
    assert of(text).comments["likes"].fillna(0).tolist() == [12, 3, 0]


def test_the_article_above() -> None:
    corpus = of(WORDPRESS)
    assert corpus.documents["title"][0].startswith("Army leaves the town of Sarin")
    assert corpus.documents["text"][0] == "The siege lasted for two years, and nobody counted the dead."
    assert corpus.comments["created_at"].dt.hour.tolist() == [14, 16, 14]
