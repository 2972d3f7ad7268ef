"""Every registered study over statements that break careless methods."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

from discourse import verbs
from discourse.errors import DiscourseError, OptionError
from discourse.model.statements import Statements, Variable
from discourse.model.study import Study
from discourse.registry import defaults
from discourse.studies import TABLE

#: What keeps a study short here, where it has such an option.
SHORT = {"draws": 60, "burn_in": 40, "iterations": 40, "restarts": 2, "chains": 2}


def dated(rows: list[tuple[str, str, int]], days: list[int | None]) -> Statements:
    made = Statements.from_rows(rows)
    when = [None if d is None else pd.Timestamp("2024-01-01") + pd.Timedelta(d, "D") for d in days]
    return made.select(made.table.assign(created_at=pd.Series(when, dtype="datetime64[us]")))


def debate(actors: int, concepts: int, statements: int, seed: int = 4) -> Statements:
    rng = np.random.default_rng(seed)
    who, what = rng.integers(0, actors, statements), rng.integers(0, concepts, statements)
    side = np.where((who % 2 == 0) == (what % 2 == 0), 1, -1) * rng.choice([1, 1, 1, -1], statements)
    rows = [(f"a{i}", f"c{j}", int(s)) for i, j, s in zip(who, what, side, strict=True)]
    return dated(rows, rng.integers(0, 60, statements).tolist())


ODD = ['=1+1, "quoted"', "a\nb", "\u202ertl", "\U0001f41d", " ", "$x^2$", "x" * 300, "None"]
STATEMENTS = {
    "one statement": dated([("a", "x", 1)], [0]),
    "one actor": dated([("a", c, s) for c, s in (("x", 1), ("y", -1), ("z", 1))], [0, 1, 2]),
    "one concept": dated([(a, "x", s) for a, s in (("a", 1), ("b", -1), ("c", 1), ("d", -1))], [0, 1, 2, 3]),
    "all agree": dated([(a, c, 1) for a in "abcd" for c in "xy"], list(range(8))),
    "nobody shares a concept": dated([("a", "x", 1), ("b", "y", 1), ("c", "z", -1), ("d", "w", 1)], [0, 1, 2, 3]),
    "all at one time": dated([(a, c, s) for a, s in (("a", 1), ("b", -1)) for c in "xyz"], [0] * 6),
    "no dates": Statements.from_rows([(a, c, s) for a, s in (("a", 1), ("b", -1), ("c", 1)) for c in "xyz"]),
    "some dates": dated([(a, c, 1) for a in "abc" for c in "xyz"], [0, None, 2, None, 4, None, 6, None, 8]),
    "only neutral": dated([(a, c, 0) for a in "abc" for c in "xyz"], list(range(9))),
    "odd names": dated([(a, c, 1 - 2 * (i % 2)) for i, a in enumerate(ODD) for c in ODD[:4]], list(range(32))),
    "an ordinary debate": debate(12, 6, 150),
}  # fmt: skip
EMPTY = Statements.from_rows([]).select(Statements.from_rows([("a", "x", 1)]).table.iloc[:0])


def call(name: str, statements: Statements, **more: object) -> Study:
    known = defaults(TABLE.load(name))
    options = {k: v for k, v in SHORT.items() if k in known} | more
    if "width" in known and "width" not in options:
        options["width"] = "20D"
    return verbs.study(statements, name, **options)


@pytest.mark.parametrize("name", TABLE)
@pytest.mark.parametrize("case", STATEMENTS)
def test_it_answers_or_says_why_not(name: str, case: str) -> None:
    given = STATEMENTS[case]
    before = given.digest
    try:
        study = call(name, given)
    except DiscourseError as error:
        assert len(str(error)) > 20
        assert case != "an ordinary debate"
        return
    assert given.digest == before
    assert study.made.method == name
    assert study.made.of == given.digest
    assert study.made.versions
    for table in study.tables.values():
        assert all(isinstance(c, str) for c in table.columns)
        for column in table.columns[table.dtypes == "float64"]:
            assert not np.isinf(table[column]).any(), column


@pytest.mark.parametrize("name", TABLE)
def test_nothing_to_study_is_said_in_a_sentence(name: str) -> None:
    try:
        assert not len(call(name, EMPTY).table)
    except DiscourseError as error:
        assert "Traceback" not in str(error)
        assert len(str(error)) > 20


@pytest.mark.parametrize("name", TABLE)
def test_the_same_seed_gives_the_same_bytes(name: str) -> None:
    one, two = (call(name, STATEMENTS["an ordinary debate"]) for _ in range(2))
    assert list(one.tables) == list(two.tables)
    for part in one.tables:
        pd.testing.assert_frame_equal(one[part], two[part], check_exact=True)
    assert one.made == two.made


@pytest.mark.parametrize("name", TABLE)
def test_variables_of_other_names(name: str) -> None:
    """A study of hand-coded statements is that of the same statements under our names."""
    ours = STATEMENTS["an ordinary debate"]
    table = ours.table[
        ["statement_id", "document_id", "coder", "created_at", "commenter", "narrative", "stance"]
    ]
    table = table.rename(columns={"commenter": "party", "narrative": "claim"})
    table = table.assign(agrees=(table["stance"] > 0).astype(int)).drop(columns="stance")
    theirs = Statements(table, (Variable("party"), Variable("claim"), Variable("agrees", "boolean")))
    known = defaults(TABLE.load(name))
    names = {"rows": "party", "cols": "claim", "qualifier": "agrees", "variable": "claim"}
    study = call(name, theirs, **{k: v for k, v in names.items() if k in known})
    assert len(study.table)
    with pytest.raises(OptionError, match="There are: party, claim, agrees"):
        call(name, theirs, **({"variable": "nobody"} if "variable" in known else {"rows": "nobody"}))


@pytest.mark.parametrize("name", TABLE)
def test_the_signature_is_the_contract(name: str) -> None:
    function = TABLE.load(name)
    parameters = list(inspect.signature(function).parameters.values())
    assert parameters[0].name == "statements"
    assert all(p.kind is p.KEYWORD_ONLY and p.default is not p.empty for p in parameters[1:])
    if any(p.name == "seed" for p in parameters):
        assert defaults(function)["seed"] == 0
    doc = inspect.getdoc(function) or ""
    for part in ("Parameters", "Returns", "Examples"):
        assert part in doc
    for option in defaults(function):
        assert option in doc, option


@pytest.mark.parametrize("name", TABLE)
def test_an_unknown_option_is_refused(name: str) -> None:
    with pytest.raises(OptionError, match="takes no option"):
        verbs.study(STATEMENTS["an ordinary debate"], name, colour="red")
