"""The shapes in which people paste threads."""

from __future__ import annotations

import json
from typing import Any

import pytest

from discourse.errors import InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.thread import read

ARTICLE = (
    "Bridge At Tal Amra Closed After A Night Of Clashes\n\n"
    "The bridge over the river was closed on Sunday after a night of clashes between the army and local fighters.\n\n"
    "Residents said that the buses with flour were turned back and that nobody knows when the road opens again."
)


def of(text: str, **options: Any) -> Corpus:
    return read(Source.from_text(text, "a thread.txt"), **options)


def pairs(corpus: Corpus) -> list[tuple[str, str]]:
    return list(corpus.comments[["author", "text"]].itertuples(index=False, name=None))


def parents(corpus: Corpus) -> list[int | None]:
    number = {name: i for i, name in enumerate(corpus.comments["comment_id"])}
    return [number[p] if isinstance(p, str) else None for p in corpus.comments["parent_id"]]


def extra(corpus: Corpus, row: int) -> dict[str, str]:
    return json.loads(corpus.comments["extra"][row])


def count(corpus: Corpus, action: str, reason: str | None = None) -> int:
    audit = corpus.audit[corpus.audit["action"] == action]
    return int(audit["rows"][audit["reason"].eq(reason) if reason else audit["rows"].notna()].sum())


def test_name_blank_line_text() -> None:
    corpus = of(f"{ARTICLE}\n\n\nAda Byron\n\nThis is sad news.\n\nBen King\n\nfinally they act\n")
    assert pairs(corpus) == [("Ada Byron", "This is sad news."), ("Ben King", "finally they act")]
    assert corpus.documents["title"][0] == "Bridge At Tal Amra Closed After A Night Of Clashes"
    assert corpus.documents["text"][0] == ARTICLE.split("\n\n", 1)[1]
    assert corpus.comments["comment_id"].tolist() == ["a-thread:1", "a-thread:2"]
    assert corpus.comments["confidence"].tolist() == [0.95, 0.95]
    assert not (corpus.audit["action"] == "flagged").any()


def test_the_article_may_end_without_an_extra_blank_line() -> None:
    corpus = of(f"{ARTICLE}\n\nAda Byron\n\nThis is sad news.\n\nBen King\n\nfinally they act\n")
    assert pairs(corpus) == [("Ada Byron", "This is sad news."), ("Ben King", "finally they act")]
    assert corpus.documents["text"][0] == ARTICLE.split("\n\n", 1)[1]


def test_two_named_comments_before_the_first_extra_blank_line_are_comments() -> None:
    text = f"{ARTICLE}\n\nAda Byron\n\nSad news today.\n\nBen King\n\nThey act at last.\n\n\nNo name here, sorry."
    assert [a for a, _ in pairs(of(text))] == ["Ada Byron", "Ben King", "unknown 1"]


def test_a_heading_in_the_article_is_no_comment() -> None:
    text = f"{ARTICLE}\n\nThe Siege\n\nIt has lasted for two years by now.\n\n\nAda Byron\n\nSad news today."
    corpus = of(text)
    assert pairs(corpus) == [("Ada Byron", "Sad news today.")]
    assert corpus.documents["text"][0].endswith("The Siege\n\nIt has lasted for two years by now.")


def test_name_and_text_on_following_lines() -> None:
    corpus = of(
        f"{ARTICLE}\n\nAda Byron\nThis is sad news.\nReally sad.\n\nBen King\nfinally they act\n\nsecond thoughts."
    )
    assert pairs(corpus) == [
        ("Ada Byron", "This is sad news.\nReally sad."),
        ("Ben King", "finally they act\n\nsecond thoughts."),
    ]


def test_missing_names_are_different_unknown_commenters() -> None:
    corpus = of(
        f"{ARTICLE}\n\n\nAda Byron\n\nSad news.\n\n\nwho cares about "
        "it\n\n\nI do, very much so.\n\nBen King\n\nMe too, Ada."
    )
    assert corpus.comments["author"].tolist() == ["Ada Byron", "unknown 1", "unknown 2", "Ben King"]
    assert corpus.comments["author_id"].tolist()[1:3] == ["unknown:a-thread:1", "unknown:a-thread:2"]
    assert corpus.comments["confidence"].tolist() == [0.95, 0.7, 0.7, 0.95]


def test_the_first_comment_may_lack_its_name() -> None:
    corpus = of(f"{ARTICLE}\n\n\nwho cares about it\n\nBen King\n\nI do.")
    assert pairs(corpus) == [("unknown 1", "who cares about it"), ("Ben King", "I do.")]


def test_a_double_spaced_paste_has_no_missing_names() -> None:
    text = f"{ARTICLE}\n\nAda Byron\n\nSad news.\n\nBen King\n\nMe too, Ada.\n\nCleo Day\n\nNobody asked you two."
    assert pairs(of(text.replace("\n\n", "\n\n\n"))) == pairs(of(text))


@pytest.mark.parametrize(
    "heads",
    [
        ("Ada Byron · 3 hours ago", "Ben King · 2d"),
        ("Ada Byron • 3h", "Ben King • 2 days ago • Edited"),
        ("Ada Byron - March 3, 2024", "Ben King - March 4, 2024"),
        ("Ada Byron 2024-03-03 14:05", "Ben King 2024-03-04 09:00"),
        ("Ada Byron says:", "Ben King says:"),
        ("Ada Byron wrote on 3 March 2024 at 14:05:", "Ben King wrote on 4 March 2024 at 09:00:"),
        ("Ada Byron, 3 hours ago:", "Ben King, 2 hours ago:"),
        ("Ada Byron:", "Ben King:"),
        ("Ada Byron\n3 hours ago", "Ben King\n2 hours ago"),
        ("Ada Byron\n\nMarch 3, 2024 at 2:05 pm\n", "Ben King\n\nMarch 4, 2024 at 2:05 pm\n"),
        ("Ada Byron\nAda Byron · 3h", "Ben King\nBen King · 2h"),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
def test_header_lines(heads: tuple[str, str], gap: str) -> None:
    if gap == "\n" and heads[0] in ("Ada Byron:", "Ada Byron\n\nMarch 3, 2024 at 2:05 pm\n"):
        gap = "\n\n"  # a bare name in the middle of a block is not told from text
    corpus = of(f"{ARTICLE}\n\n{heads[0]}\nSad news.{gap}{heads[1]}\nWhy is it sad?")
    assert pairs(corpus) == [("Ada Byron", "Sad news."), ("Ben King", "Why is it sad?")]
    assert corpus.documents["text"][0] == ARTICLE.split("\n\n", 1)[1]


def test_dates_are_utc_and_said_to_be() -> None:
    corpus = of("Ada Byron - 3 March 2024 at 14:05\nSad.\n\nBen King - 2024-03-04T10:00:00+02:00\nWhy?")
    assert corpus.comments["created_at"].astype(str).tolist() == [
        "2024-03-03 14:05:00",
        "2024-03-04 08:00:00",
    ]
    assert count(corpus, "repaired", "a time without its zone, taken as UTC") == 1


def test_relative_times_stay_as_they_are() -> None:
    corpus = of("Ada Byron · 3 hours ago\nSad.\n\nBen King · yesterday\nWhy?")
    assert corpus.comments["created_at"].isna().all()
    assert [extra(corpus, 0), extra(corpus, 1)] == [{"when": "3 hours ago"}, {"when": "yesterday"}]


def test_page_chrome_is_dropped_and_likes_are_kept() -> None:
    text = (
        f"{ARTICLE}\n\nShare\n37 Comments\nSort by: Newest\nLog "
        "in\n\nAda Byron\n\nSad news.\n\n12 likes\nReply\nShare\n\n"
        "Ben King\n\nWhy is it sad?\nShow more\n\n▲ 3 ▼\nReply · Share · 3h\nView 3 replies\n\nLoad more comments\n"
    )
    corpus = of(text)
    assert pairs(corpus) == [("Ada Byron", "Sad news."), ("Ben King", "Why is it sad?")]
    assert corpus.comments["likes"].tolist() == [12, 3]
    assert extra(corpus, 1) == {"when": "3h"}
    row = corpus.audit[corpus.audit["action"] == "dropped"].iloc[0]
    assert (row["reason"], row["rows"], row["example"], row["line"]) == ("page chrome", 12, "Share", 7)
    assert count(corpus, "read") == count(corpus, "kept") + count(corpus, "dropped")


def test_chrome_makes_no_extra_blank_line() -> None:
    text = (
        "Ada Byron\n\nSad news.\n\nReply\n\nShare\n\nBen King\n\n"
        "Why?\n\nReply\n\nShare\n\nCleo Day\n\nBecause of it."
    )
    assert [a for a, _ in pairs(of(text))] == ["Ada Byron", "Ben King", "Cleo Day"]


def test_the_foot_of_a_comment_ends_it_even_where_the_next_name_is_missing() -> None:
    text = "Ada Byron\nSad news.\nReply\n\nWho wrote this, and why?\nReply\n\nBen King\nNobody.\nReply"
    corpus = of(text)
    assert [a for a, _ in pairs(corpus)] == ["Ada Byron", "unknown 1", "Ben King"]
    assert corpus.comments["confidence"][1] == 0.6


def test_the_heading_comments_ends_the_article() -> None:
    corpus = of(f"{ARTICLE}\n\nComments\n\nAda Byron\n\nSad news.\n\nBen King\n\nWhy?")
    assert pairs(corpus) == [("Ada Byron", "Sad news."), ("Ben King", "Why?")]
    assert count(corpus, "dropped") == 1


def test_a_count_of_comments_at_the_top_of_the_page_does_not() -> None:
    title, body = ARTICLE.split("\n\n", 1)
    corpus = of(f"{title}\n\n37 Comments\n\n{body}\n\n\nAda Byron\n\nSad news.\n\nBen King\n\nWhy?")
    assert [a for a, _ in pairs(corpus)] == ["Ada Byron", "Ben King"]
    assert corpus.documents["text"][0] == body


def test_a_thread_without_an_article() -> None:
    corpus = of("Ada Byron\n\nSad news.\n\nBen King\n\nWhy?")
    assert corpus.documents["title"].tolist() == ["a thread"]
    assert corpus.documents["text"].isna().all()
    assert len(corpus) == 2


def test_article_false_takes_the_first_line_as_a_comment() -> None:
    corpus = of("this is all the fault of the generals\n\nBen King\n\nWhy?", article=False)
    assert pairs(corpus) == [("unknown 1", "this is all the fault of the generals"), ("Ben King", "Why?")]


def test_article_true_takes_the_first_line_as_the_title() -> None:
    corpus = of("Ada Byron\n\nBen King\n\nWhy?\n\nCleo Day\n\nBecause.", article=True)
    assert corpus.documents["title"][0] == "Ada Byron"
    assert [a for a, _ in pairs(corpus)] == ["Ben King", "Cleo Day"]


def test_shapes_may_be_mixed_in_one_file() -> None:
    text = (
        f"{ARTICLE}\n\n\nAda Byron\n\nSad news.\n\nBen King · 3h\n"
        "Why is it sad?\n\nCleo Day\nBecause people starve.\n\n"
        "Dan Moss - 2024-03-03 10:00\n\nIndeed.\n\nGus Hall says:\nMe too."
    )
    assert [a for a, _ in pairs(of(text))] == ["Ada Byron", "Ben King", "Cleo Day", "Dan Moss", "Gus Hall"]


@pytest.mark.parametrize("remark", ["LOL", "This.", "Exactly", "So True", "Nonsense", "USA USA USA", "Iran"])
def test_one_word_comments_are_texts(remark: str) -> None:
    text = f"Ada Byron\n\n{remark}\n\nBen King\n\nWhy do you say so?\n\nCleo Day\n\nNo idea, honestly."
    assert pairs(of(text))[0] == ("Ada Byron", remark)
    assert len(of(text)) == 3


@pytest.mark.parametrize("remark", ["LOL", "This.", "Exactly", "So true", "Well said"])
def test_short_paragraphs_after_a_text_stay_in_the_comment(remark: str) -> None:
    text = f"Ada Byron\n\nThe army must go.\n\n{remark}\n\nBen King\n\nWhy do you say so?"
    assert pairs(of(text)) == [
        ("Ada Byron", f"The army must go.\n\n{remark}"),
        ("Ben King", "Why do you say so?"),
    ]


def test_names_that_recur_are_names_even_in_lower_case() -> None:
    text = (
        "free syrian\n\nThey will never learn.\n\nAda Byron\n\nWho?\n\nfree "
        "syrian\n\nAll of them.\n\nBen King\n\nOh.\n\nfree syrian\n\nYes."
    )
    assert [a for a, _ in pairs(of(text, article=False))].count("free syrian") == 3


def test_a_lower_case_phrase_is_no_name() -> None:
    corpus = of(f"{ARTICLE}\n\n\nAda Byron\n\nsyrian army wii reclaim it again\n\nBen King\n\nWhy?")
    assert pairs(corpus)[0] == ("Ada Byron", "syrian army wii reclaim it again")


def test_a_change_of_style_is_flagged_and_can_be_split() -> None:
    text = (
        f"{ARTICLE}\n\n\nAda Byron\n\nthey will be back\n\nThe fighters "
        "were paid by somebody far away to stay at the bridge. "
        "Nobody who lives there has ever doubted it.\n\nBen King\n\nWhy?"
    )
    corpus = of(text)
    flags = corpus.audit[corpus.audit["action"] == "flagged"]
    assert flags[["rows", "line"]].values.tolist() == [[1, 12]]
    assert flags["example"].iloc[0].startswith("The fighters were paid")
    assert corpus.comments["confidence"].tolist() == [0.76, 0.95]
    split = of(text, split_uncertain=True)
    assert split.comments["author"].tolist() == ["Ada Byron", "unknown 1", "Ben King"]
    assert split.comments["confidence"].tolist() == [0.95, 0.5, 0.95]
    assert split.sources[0]["options"] == {"split_uncertain": True, "article": None}


def test_stand_ins_for_names_are_different_people() -> None:
    corpus = of("Guest · 3h\nSad.\n\nAda Byron · 2h\nWhy?\n\nGuest · 1h\nBecause.")
    assert corpus.comments["author"].tolist() == ["unknown 1", "Ada Byron", "unknown 2"]
    assert extra(corpus, 0) == {"name": "Guest", "when": "3h"}
    assert count(corpus, "repaired") == 2


def test_a_name_that_looks_like_an_id_of_an_unknown_keeps_apart() -> None:
    corpus = of("unknown:a-thread:1 · 3h\nSad.\n\nGuest · 2h\nWhy?")
    assert corpus.comments["author_id"].nunique() == 2


def test_deleted_comments_are_marked() -> None:
    corpus = of("Ada Byron · 3h\n[deleted]\n\nBen King · 2h\nWhy?")
    assert corpus.comments["deleted"].tolist() == [True, False]


def test_a_header_without_a_text_is_an_empty_comment() -> None:
    corpus = of("Ada Byron · 3h\nReply\n\nBen King · 2h\nWhy?\nReply\n\nCleo Day · 1h\nReply")
    assert pairs(corpus) == [("Ada Byron", ""), ("Ben King", "Why?"), ("Cleo Day", "")]


def test_one_comment_is_enough() -> None:
    assert pairs(of("Ada Byron\n\nSad news.")) == [("Ada Byron", "Sad news.")]


def test_invisible_characters_stay_in_texts_and_leave_names() -> None:
    corpus = of(
        "\u200eAda\u200b Byron\u202c\n\u00a0\nHez\u200bbollah \u202eout\n\u200b\nBen\u00a0King\n\nWhy?"
    )
    assert pairs(corpus) == [("Ada Byron", "Hez\u200bbollah \u202eout"), ("Ben King", "Why?")]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_line_ends_and_encodings(tmp_path: Any, end: str, encoding: str) -> None:
    text = f"{ARTICLE}\n\n\nZoë Byron\n\nSad “news”.\n\nBen King\n\nWhy?"
    path = tmp_path / "a thread.txt"
    path.write_bytes(text.replace("\n", end).encode(encoding))
    corpus = read(Source.open(path))
    assert pairs(corpus) == pairs(of(text))
    assert corpus.documents.equals(of(text).documents)
    assert count(corpus, "repaired") == (1 if encoding == "cp1252" else 0)


def test_a_hostile_text_is_just_text() -> None:
    hostile = '<script>alert(1)</script> =HYPERLINK("http://x") \x1b[31m {{7*7}} %s \x07 \'; DROP TABLE x;--'
    corpus = of(f"Ada Byron\n\n{hostile}\n\nBen King\n\n=1+1 is two")
    assert pairs(corpus) == [("Ada Byron", hostile), ("Ben King", "=1+1 is two")]


def test_prose_without_comments_is_refused_with_advice() -> None:
    with pytest.raises(InputError, match=r"a thread.txt holds no comments.*expected.*name"):
        of(ARTICLE)


@pytest.mark.parametrize("text", ["Reply\nShare\n", "one line only, and nothing else."])
def test_nothing_but_chrome_or_a_line_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="holds no comments"):
        of(text)


def test_options_are_checked() -> None:
    with pytest.raises(OptionError, match="split_uncertain"):
        of("Ada\n\nx", split_uncertain="yes")


def test_a_line_of_five_million_characters_is_read() -> None:
    long = "the army left " * 360_000
    corpus = of(f"Ada Byron\n\n{long}\n\nBen King\n\n{'x' * 1_000_000}")
    assert [len(t) for t in corpus.comments["text"]] == [len(long) - 1, 1_000_000]


def test_many_lines_are_read() -> None:
    text = "\n\n".join(
        f"Name{i} Long\n\nthe town number {i} will be taken by somebody else." for i in range(5000)
    )
    assert len(of(text)) == 5000


def test_the_same_input_gives_the_same_corpus() -> None:
    text = f"{ARTICLE}\n\n\nAda Byron\n\nSad.\n\n\nwhy so sad\n\nBen King\n\nOh."
    assert of(text).digest == of(text).digest
    assert of(text).audit.equals(of(text).audit)


def test_every_line_is_accounted_for() -> None:
    text = f"{ARTICLE}\n\n2 Comments\n\nAda Byron\nSad.\nReply\n\nBen King\n“{ARTICLE.splitlines()[-1]}”\nOh.\nReply\n"
    corpus = of(text)
    assert count(corpus, "read") == sum(bool(line.strip()) for line in text.split("\n"))
    kept = corpus.audit[corpus.audit["action"] == "kept"].set_index("reason")["rows"].to_dict()
    assert kept == {"title": 1, "article": 2, "names": 2, "comment text": 2, "quoted": 1}
    assert set(corpus.audit["unit"]) == {"lines"}
