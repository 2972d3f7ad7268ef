"""What is done to a whole column at once is what is done to each row alone; and what that is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.readers.rows import clean, leftovers
from discourse.readers.rows.clean import clean_ids, columns_of
from discourse.readers.rows.instants import BARE, instants
from discourse.readers.rows.leftovers import PRIVATE, Leftovers, leftover_columns, masked
from discourse.readers.rows.people import people, roles
from discourse.readers.tally import Tally

EXAMPLES = settings(max_examples=150, deadline=None, derandomize=True)
NAMES = st.sampled_from(("mood", "score", "x y", "é", 'n"q', "email", "author_ip", "zip"))
TEXTS = st.sampled_from(
    (
        "",
        " ",
        "a",
        "two\nlines",
        "a@b.org",
        "10.1.2.3",
        "v1.2.3.4x",
        "٣.1.2.3",
        "1.2.3.4 and 5.6.7.8",
        "x\ud800",
        "a\\",
    )
)
CELLS = st.one_of(
    TEXTS,
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from((0.0, 1.0, float("nan"), 2**70, 1e22)),
)
DEEP = st.recursive(
    CELLS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(NAMES, inner, max_size=2), max_leaves=6
)
ROWS = st.lists(st.none() | st.dictionaries(NAMES, DEEP, max_size=4), min_size=1, max_size=7)


@pytest.fixture(autouse=True, scope="module")
def _small_slabs() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leftovers, "SLAB", 3)
        patch.setattr(clean, "SLAB", 3)
        yield


def tally() -> Tally:
    return Tally("x", "rows")


@given(ROWS)
@EXAMPLES
def test_extra_of_a_batch_is_that_of_its_rows(rows: list[Any]) -> None:
    together, alone = tally(), tally()
    found = leftovers.leftovers(rows, list(range(len(rows))), together).done()
    assert found == [leftovers.leftovers([row], [i], alone).done()[0] for i, row in enumerate(rows)]
    assert together.rows == alone.rows


@given(ROWS)
@EXAMPLES
def test_rows_are_filled_all_at_once_as_one_by_one(rows: list[Any]) -> None:
    at_once, counted = leftovers._filled(rows), tally()
    one_by_one = leftovers._filled_one_by_one(rows, [1] * len(rows), counted)
    if at_once is not None:
        assert repr(at_once) == repr(one_by_one)
        assert not counted.rows


@given(st.dictionaries(NAMES, st.lists(CELLS, min_size=5, max_size=5), max_size=4), st.booleans())
@EXAMPLES
def test_extra_of_columns_is_that_of_rows(columns: dict[str, list[Any]], full: bool) -> None:
    if full:
        columns["mood"] = ["calm", "cross"] * 2 + ["calm"]
    found = leftover_columns(columns, [1] * 5, tally()).done()
    for i, text in enumerate(found):
        row = {name: values[i] for name, values in columns.items()}
        assert (
            text == leftover_columns({name: [value] for name, value in row.items()}, [1], tally()).done()[0]
        )
        kept = {
            n: v for n, v in row.items() if type(v) is not str or v.strip()
        }  # rows keep what is all blank
        assert text == leftovers.leftovers([kept], [1], tally()).done()[0]


def test_equal_numbers_of_different_kinds_stay_apart() -> None:
    assert leftover_columns({"n": [1, True, 1.0]}, [1, 2, 3], tally()).done() == [
        '{"n":1}',
        '{"n":true}',
        '{"n":1.0}',
    ]


def test_a_private_field_deep_inside_is_left_out_and_counted() -> None:
    rows = [
        {"user": {"profiles": [{"site": "x", "contactEmail": "a b"}]}},
        {"user": {"profiles": [{"site": "y"}]}},
    ]
    counted = tally()
    assert leftovers.leftovers(rows, [4, 5], counted).done() == [
        '{"user":{"profiles":[{"site":"x"}]}}',
        '{"user":{"profiles":[{"site":"y"}]}}',
    ]
    assert counted.rows["repaired", PRIVATE]["rows"] == 1
    assert rows[0]["user"]["profiles"][0]["contactEmail"] == "a b"


def test_what_is_added_stands_beside_what_was_there() -> None:
    extra = leftovers.leftovers(
        [{"b": 1}, None, {"c": float("nan"), "d": {"e": float("nan")}}], [1, 2, 3], tally()
    )
    for at in range(3):
        extra.set(at, "a", f"who@example.org {at}")
    extra.set(0, "likes", "many")
    assert extra.done() == [
        '{"a":"[e-mail] 0","b":1,"likes":"many"}',
        '{"a":"[e-mail] 1"}',
        '{"a":"[e-mail] 2","d":{"e":null}}',
    ]
    assert extra.done() == extra.done()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see 10.1.2.3", "see [ip]"),
        ("1.5 and 2.5 and 3.5", "1.5 and 2.5 and 3.5"),
        ("١.٢.٣.٤", "[ip]"),
        ("a.b.c.d", "a.b.c.d"),
    ],
)
def test_addresses_are_masked(text: str, found: str) -> None:
    assert masked(text) == found


MOMENTS = st.tuples(
    st.sampled_from(("2024-02-29", "1999-12-31", "2023-02-29", "1600-01-01", "9999-01-01", "2024-13-01")),
    st.sampled_from((" ", "T")),
    st.sampled_from(("00:00:00", "23:59:59", "23:59:60", "24:00:00")),
)
ENDS = st.sampled_from(("", "Z", "+00:00", "+0000", "+01:00", ".5Z", ".123456", ".1234567Z"))


@given(st.lists(MOMENTS, min_size=1, max_size=4), ENDS, st.sampled_from((None, "", "soon", "2024-03-01")))
@EXAMPLES
def test_times_of_one_form_are_read_as_each_alone(parts: list[Any], end: str, other: str | None) -> None:
    values: list[Any] = ["".join(part) + end for part in parts]
    if other is not None:
        values.append(other)
    nothing = [None] * len(values)
    together, alone = tally(), tally()
    extra = Leftovers(list(nothing))
    at, precision = instants(values, nothing, extra, list(range(len(values))), together)
    # A second value of another form keeps a time from the quick way.
    each = [
        instants([value, None], [None] * 2, Leftovers([None] * 2), [i, i], alone)
        for i, value in enumerate(values)
    ]
    np.testing.assert_array_equal(at, [found[0][0] for found in each])
    assert precision == [found[1][0] for found in each]
    assert {k: row["rows"] for k, row in together.rows.items()} == {
        k: row["rows"] for k, row in alone.rows.items()
    }


def test_times_without_zone_are_counted_once_for_all() -> None:
    counted = tally()
    at, precision = instants(
        ["2024-03-01T12:00:00", "2024-03-01T12:00:01"], [None, "day"], Leftovers([None] * 2), [7, 8], counted
    )
    assert at.tolist() == np.array(["2024-03-01T12:00:00", "2024-03-01T12:00:01"], "datetime64[us]").tolist()
    assert precision == ["second", "day"]
    assert counted.rows["repaired", BARE]["rows"] == 2
    assert counted.rows["repaired", BARE]["line"] == 7


def test_lines_within_a_time_are_not_taken_for_two_times() -> None:
    twice = "2024-03-01T12:00:00Z\n2024-03-01T12:00:00Z"
    at, _ = instants(["2024-03-01T12:00:00Z", twice], [None] * 2, Leftovers([None] * 2), [1, 2], tally())
    assert np.isnat(at).tolist() == [False, True]


WHO = st.sampled_from(
    ("Ada", "ada", " Ada ", "[deleted]", "", None, "nan", "Ada <ada@x.org>", "@Ada", "unknown:t:1", 12.0)
)


@given(
    st.lists(
        st.tuples(WHO, st.sampled_from((None, "", "7", "7.0", "0", 7, "ada@x.org"))), min_size=1, max_size=6
    )
)
@EXAMPLES
def test_people_together_are_people_alone(pairs: list[tuple[Any, Any]]) -> None:
    def read(some: list[tuple[Any, Any]], counted: Tally) -> list[Any]:
        extra = Leftovers([None] * len(some))
        who, labels = people(
            [a for a, _ in some], [b for _, b in some], extra, [1] * len(some), counted, ["hi"] * len(some)
        )
        return list(zip(who, labels, extra.done(), strict=True))

    together, alone = tally(), tally()
    assert read(pairs, together) == [read([pair], alone)[0] for pair in pairs]
    assert together.rows == alone.rows


def test_one_number_under_two_names_keeps_both() -> None:
    found = people(
        ["Ada", "Ada L.", "Ben"], ["7", "7", "8"], Leftovers([None] * 3), [1] * 3, tally(), [""] * 3
    )
    assert found == (["7", "7", "8"], ["Ada", "Ada L.", "Ben"])


def test_a_bot_is_known_by_name_or_words_and_before_any_role() -> None:
    said = "I am a bot, and this action was performed automatically."
    given_, labels = ["moderator", None, "king", None, "admin"], ["AutoModerator", "Ada", "Ben", "Cy", "Di"]
    assert roles(given_, labels, ["", said, "", "am a bot?", ""]) == ["bot", "bot", None, None, "admin"]


@given(
    st.lists(
        st.sampled_from(
            ("a b", " a", "a\u00a0", "a\u200bb", "12.0", "+1", "nan", "Null", "N/A", "-", "", "x-1", "a\x00")
        ),
        min_size=1,
    )
)
@EXAMPLES
def test_ids_together_are_ids_alone(values: list[str]) -> None:
    values.append("x-1")  # ids of letters and digits alone are left as they are
    together = clean_ids(values, [1] * len(values), tally())
    assert together == [clean_ids([value, "x-1"], [1, 1], tally())[0] for value in values]


def test_ids_that_are_none() -> None:
    assert clean_ids(["NaN", "nOnE", "n/A", "<NA>", "-", " nat ", "natal"], [1] * 7, tally()) == [""] * 6 + [
        "natal"
    ]


@given(st.lists(st.dictionaries(st.sampled_from(("id", "text", "likes", "line", "kind")), st.integers(0, 2))))
@EXAMPLES
def test_rows_as_columns(rows: list[dict[str, Any]]) -> None:
    keys = {key for row in rows for key in row} - {"kind"}
    assert columns_of(rows) == {key: [row.get(key) for row in rows] for key in keys}


def test_documents_and_those_that_tell_of_none() -> None:
    found, adrift = clean._documents(["d1", "", " d2 ", None, "7.0", "nan"], "whole")
    assert found == ["d1", "whole", "d2", "whole", "7", "whole"]
    assert adrift.tolist() == [False, True, False, True, False, False]
    assert clean._documents([0, None], "whole")[0] == ["whole", "whole"]


def test_places_of_comments_that_were_taken_away() -> None:
    texts = ["[1] is right", "[Deleted]", "hi", "deleted", "[removed by Reddit]", "[deleted] by whom?"]
    assert clean._gone(texts) == [1, 4]
