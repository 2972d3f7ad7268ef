"""The dictionary coder as a whole: what is coded, in which order, and that no road changes the result."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pandas as pd
import pytest
from coding import ACTORS, code_rows, code_text, make_book
from hypothesis import given
from hypothesis import strategies as st

from discourse.coders.dictionary import coder
from discourse.coders.dictionary.coder import dictionary
from discourse.errors import OptionError
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus

NARRATIVES = """
[[narrative]]
id = "change"
label = "Change"
cues = ["regime change", { all = ["{actor:cia}", "{actor:isis}"], near = 4 }]
"""
BOOK = make_book(narratives=NARRATIVES)


def corpus(**columns: list[object]) -> Corpus:
    """Return a corpus of one article and three comments, with columns replaced."""
    comments = pd.DataFrame(
        {
            "comment_id": ["d:1", "d:2", "d:3"],
            "document_id": "d",
            "author_id": ["ada", "ben", "ada"],
            "author": ["Ada", "Ben", "Ada"],
            "text": ["Iran is evil", "nothing here", "regime change in Iran: CIAisis"],
            "created_at": ["2024-05-01T10:00:00Z", None, "2024-05-02T10:00:00Z"],
        }
    ).assign(**columns)
    documents = pd.DataFrame(
        {"document_id": ["d"], "title": ["News"], "text": ["Russia is a liar"], "date": ["2024-04-30"]}
    )
    return Corpus(documents, comments)


def test_statements_stand_in_the_order_of_comments_and_text() -> None:
    table = dictionary(corpus(), BOOK).table
    assert table["statement_id"].tolist() == ["d:1#1", "d:3#1", "d:3#2", "d:3#3", "d:3#4", "d:3#5"]
    assert table["comment_id"].tolist() == ["d:1"] + ["d:3"] * 5
    assert table["start"].tolist() == [0, 0, 17, 23, 23, 26]
    assert table["actor"].fillna("").tolist() == ["iran", "", "iran", "cia", "", "isis"]
    assert table["narrative"].fillna("").tolist() == ["", "change", "", "", "change", ""]
    assert set(table["coder"]) == {"dictionary"}
    assert table["commenter"].tolist() == ["ada"] * 6
    assert table["created_at"].dt.strftime("%d").tolist() == ["01"] + ["02"] * 5
    assert (table["status"] == "coded").all()


def test_each_statement_has_one_target_and_narratives_carry_their_evidence() -> None:
    table = dictionary(corpus(), BOOK).table
    assert (table["actor"].notna() ^ table["narrative"].notna()).all()
    assert (table["evidence"].notna() == table["narrative"].notna()).all()


def test_quoted_words_and_deleted_comments_are_not_coded() -> None:
    whole = dictionary(corpus(), BOOK)
    quoted = corpus(quoted=["Syria Syria regime change"] * 3)
    pd.testing.assert_frame_equal(dictionary(quoted, BOOK).table, whole.table)
    assert dictionary(corpus(deleted=[True, False, True]), BOOK).table.empty


def test_the_article_is_coded_only_when_asked() -> None:
    assert "russia" not in dictionary(corpus(), BOOK).table["actor"].tolist()
    table = dictionary(corpus(), BOOK, include_article=True).table
    article = table[table["comment_id"].isna()]
    assert article[["statement_id", "document_id", "start", "stop", "actor", "stance"]].values.tolist() == [
        ["d:article#1", "d", 0, 6, "russia", -1]
    ]
    assert article["commenter"].isna().all()
    assert article["created_at"].notna().all()
    comments = table[table["comment_id"].notna()].reset_index(drop=True)
    pd.testing.assert_frame_equal(comments, dictionary(corpus(), BOOK).table)


def test_an_article_without_text_is_no_trouble() -> None:
    made = corpus()
    bare = Corpus(made.documents.assign(text=None), made.comments)
    pd.testing.assert_frame_equal(
        dictionary(bare, BOOK, include_article=True).table, dictionary(bare, BOOK).table
    )


def test_entities_name_commenters_actors_and_narratives() -> None:
    entities = dictionary(corpus(), BOOK).entities.set_index(["variable", "id"])["label"]
    assert entities["commenter", "ada"] == "Ada"
    assert entities["commenter", "ben"] == "Ben"
    assert entities["actor", "iran"] == "iran"
    assert entities["narrative", "change"] == "Change"


@pytest.mark.parametrize(
    "texts", [[], [""], ["", " ", "\n\n", "\x00", "\u200b", "\ud800"], ["no names at all"]]
)
def test_nothing_to_find(texts: list[str]) -> None:
    table = code_rows([("a", t) for t in texts], BOOK, include_article=True)
    assert table.empty
    assert list(table.columns) == list(dictionary(corpus(), BOOK).table.columns)


def test_a_codebook_of_actors_only_and_one_of_narratives_only() -> None:
    assert code_text("Iran regime change", make_book())["actor"].tolist() == ["iran"]
    only = make_book({}, '[[narrative]]\nid = "n"\nlabel = "N"\ncues = ["regime change"]')
    assert code_text("Iran regime change", only)["narrative"].tolist() == ["n"]
    assert code_text("Iran regime change", only, stance=False)["narrative"].tolist() == ["n"]


@pytest.mark.parametrize("value", [-0.1, 1.1, float("nan")])
def test_a_confidence_outside_its_range_is_refused(value: float) -> None:
    with pytest.raises(OptionError, match="min_confidence"):
        code_text("Iran", BOOK, min_confidence=value)


def test_another_language_is_coded_without_stance_only() -> None:
    book = Codebook("t", "T", BOOK.actors, BOOK.narratives, language="de")
    with pytest.raises(OptionError, match="stance=False"):
        code_text("Iran", book)
    assert code_text("Iran", book, stance=False)["actor"].tolist() == ["iran"]


def test_two_codebooks_do_not_get_in_each_others_way() -> None:
    other = make_book({"x": ["Iran"]})
    for _ in range(2):
        assert code_text("Iran", BOOK)["actor"].tolist() == ["iran"]
        assert code_text("Iran", other)["actor"].tolist() == ["x"]


TEXTS = st.lists(
    st.lists(
        st.sampled_from(
            [a for names in ACTORS.values() for a in names]
            + [
                "regime change",
                "CIAisis",
                "Hezbolah",
                "is",
                "evil",
                "not",
                "good",
                "I support",
                "butcher",
                "but",
            ]
            + [
                "exactly",
                "nonsense",
                ".",
                "?",
                "\n\n",
                "😀",
                "\u0301",
                "@Ada",
                "#freesyria",
                "must go",
                "'s",
                "\ud800",
            ]
        ),
        max_size=7,
    ).map(" ".join),
    max_size=6,
)


@given(TEXTS)
def test_a_comment_is_coded_alike_alone_and_among_others(texts: list[str]) -> None:
    names = ["statement_id", "comment_id"]
    together = code_rows([("Ada", t) for t in texts], BOOK).drop(columns=names)
    alone = [code_rows([("Ada", t)], BOOK).drop(columns=names) for t in texts]
    expected = pd.concat(alone, ignore_index=True) if alone else together
    pd.testing.assert_frame_equal(together, expected, check_dtype=False)


@given(TEXTS, st.integers(1, 3))
def test_batches_and_executors_change_nothing(texts: list[str], size: int) -> None:
    made = Corpus.from_comments([("Ada", t) for t in texts])
    whole = dictionary(made, BOOK)
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(2) as pool:
        patch.setattr(coder, "BATCH", size)
        pd.testing.assert_frame_equal(dictionary(made, BOOK).table, whole.table)
        pd.testing.assert_frame_equal(dictionary(made, BOOK, executor=pool).table, whole.table)
    assert dictionary(made, BOOK).digest == whole.digest


#: Without short names, whose case is judged by the words beside them.
QUIET = make_book({k: [a for a in v if a not in ("US", "SAA")] for k, v in ACTORS.items()}, NARRATIVES)


@given(TEXTS.map(" ".join))
def test_padding_moves_spans_and_nothing_else(text: str) -> None:
    padding = "it rained all day long in the town. \n\n"
    plain = code_text(text, QUIET)
    columns = ["actor", "narrative", "confidence", "stance"]
    for before, after in ((padding, ""), ("", " \n\n" + padding), (padding, " \n\n" + padding)):
        padded = code_text(before + text + after, QUIET)
        pd.testing.assert_frame_equal(padded[columns], plain[columns], check_dtype=False)
        assert (padded["start"] - len(before)).tolist() == plain["start"].tolist()
        assert (padded["stop"] - len(before)).tolist() == plain["stop"].tolist()


def test_what_is_too_long_for_a_comment_is_refused_by_name() -> None:
    from discourse.coders.dictionary.coder import LONGEST
    from discourse.errors import InputError

    corpus = Corpus.from_comments([("Ada", "hi"), ("Ben", "x" * (LONGEST + 1))])
    with pytest.raises(InputError, match="the comment 'd:2' holds 1,000,001 characters"):
        dictionary(corpus, Codebook.load("syria-conflict"))


def test_a_comment_that_repeats_itself_is_coded_throughout() -> None:
    corpus = Corpus.from_comments([("Ada", "Iran out of Syria. " * 5_000)])
    table = dictionary(corpus, Codebook.load("syria-conflict")).table
    assert (table["actor"] == "iran").sum() == 5_000
    assert (table["narrative"] == "foreign-withdrawal").any()
