"""Every output of Discourse Network Analyzer 3.0.11.5 on its sample, compared or listed with the fault it shows."""

from __future__ import annotations

from pathlib import Path

import dna_plain as plain
import numpy as np
import pandas as pd
import pytest
from dna_reference import assert_equal, block, cases, limits, options, project, sample

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements
from discourse.studies.barplot import barplot
from discourse.studies.events import events

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def statements(shared: Path) -> Statements:
    return sample(shared)


def plain_rows(statements: Statements) -> list[plain.Row]:
    """Return the statements, with the values of their documents, for the slow definitions."""
    documents = statements.documents.set_index("document_id")
    out = []
    for place, row in enumerate(statements.table.to_dict("records")):
        about = documents.loc[row["document_id"]]
        values = {v.name: None if pd.isna(row[v.name]) else row[v.name] for v in statements.variables}
        of_document = {
            n: None if pd.isna(about[n]) else about[n] for n in ("author", "source", "section", "type")
        }
        more = {"title": about["title"], "id": row["document_id"], "document": row["document_id"]}
        out.append({**values, **of_document, **more, "when": row["created_at"], "place": place})
    return out


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("onemode_organization", 384),
        ("onemode_person", 384),
        ("twomode_organization", 192),
        ("twomode_person", 192),
    ],
)
def test_every_case(
    shared: Path, statements: Statements, name: str, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """All but the 24 + 24 two-mode cases in which the original fails (fault 6)."""
    compared = 0
    for case in cases(shared, name):
        if "error" in case:
            p = case["params"]
            assert (p["qualifierAggregation"], p["normalization"]) == ("combine", "prominence"), case["id"]
            continue
        assert_equal(project(statements.between(*limits(case)), case), case)
        compared += 1
    with capsys.disabled():
        print(f"\n{name}: {compared} cases equal to 1e-9")
    assert compared == number


@pytest.mark.parametrize("name", ["twomode_organization", "twomode_person"])
def test_fault_6_prominence_of_combined_cells(
    shared: Path, statements: Statements, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where the original crashes, the slow definition stands in."""
    compared = 0
    for case in cases(shared, name):
        if "error" not in case:
            continue
        how = options(case)
        names = (how["rows"], how["cols"])
        kept = plain.chosen(
            plain_rows(statements), names, "agreement", duplicates=how["duplicates"], exclude=how["exclude"]
        )
        wanted = plain.two_mode(kept, names, "agreement", "combine", "prominence", {1: 0, 0: 1})
        rows, cols, matrix = block(project(statements, case), case)
        assert {
            (r, c): matrix[i, j] for i, r in enumerate(rows) for j, c in enumerate(cols) if matrix[i, j]
        } == (pytest.approx(wanted, abs=1e-9)), case["id"]
        compared += 1
    with capsys.disabled():
        print(f"\n{name}: {compared} cases of fault 6 equal to the slow definition")
    assert compared == 24


#: Settings that the original warns of and replaces, and that we refuse with a sentence: what it computes instead.
REPLACED = {
    "combine-in-onemode": {"qualifierAggregation": "ignore"},
    "activity-in-onemode": {"normalization": "no"},
    "jaccard-in-twomode": {"normalization": "no"},
}
#: The original fails; the number of the fault in the list of them, or what the setting asks for.
FAILING = {
    **{f"docqualifier-dupdoc/{n}": "fault 6" for n in ("author", "source", "section", "id", "title")},
    "exclude-author-with-apostrophe": "fault 6",
    "exclude-unknown-variable": "refused by both",
}


def test_special_cases(shared: Path, statements: Statements, capsys: pytest.CaptureFixture[str]) -> None:
    compared, empty, other = 0, 0, []
    for case in cases(shared, "special"):
        if case["id"] in REPLACED:
            with pytest.raises((OptionError, KeyError)):
                project(statements, case)
            case = {**case, "params": {**case["params"], **REPLACED[case["id"]]}}
            other.append(f"{case['id']}: refused; what the original computes instead is equal")
        if case["id"] == "same-variable-twice":
            with pytest.raises(OptionError, match="they must differ"):
                project(statements, case)
            assert not np.any(case["matrix"])
            other.append(f"{case['id']}: refused; the original gives a network without ties")
            continue
        if "error" in case:
            other.append(f"{case['id']}: {FAILING[case['id']]}")
            continue
        cut = statements.between(*limits(case))
        if case["numStatements"] == 0 and not case["params"]["isolates"]:
            with pytest.raises(NotComputable, match="nothing to project"):
                project(cut, case)
            empty += 1
            continue
        assert_equal(project(cut, case), case)
        compared += 1
    with capsys.disabled():
        print(f"\nspecial: {compared} cases equal to 1e-9, {empty} without any statement refused as such")
        print("\n".join(f"  {line}" for line in other))
    assert (compared, empty, len(other)) == (76, 7, 11)


def test_fault_6_a_qualifier_of_the_document_with_a_duplicates_rule(
    shared: Path, statements: Statements
) -> None:
    failing = [
        c for c in cases(shared, "special") if c["id"].startswith("docqualifier-dupdoc") and "error" in c
    ]
    assert len(failing) == 5
    for case in failing:
        name = case["params"]["qualifier"]
        kept = plain.chosen(plain_rows(statements), ("organization", "concept"), name, duplicates="document")
        wanted = plain.one_mode(kept, ("organization", "concept"), name, "congruence", None)
        rows, cols, matrix = block(project(statements, case), case)
        found = {(r, c): matrix[i, j] for i, r in enumerate(rows) for j, c in enumerate(cols) if i != j}
        assert found == pytest.approx(wanted, abs=1e-9), case["id"]


def test_fault_6_an_apostrophe_in_an_author(shared: Path, statements: Statements) -> None:
    case = next(c for c in cases(shared, "special") if c["id"] == "exclude-author-with-apostrophe")
    whole = next(c for c in cases(shared, "special") if c["id"] == "qualifier-null/ignore")
    assert_equal(project(statements, case), {**whole, "id": case["id"], "params": case["params"]})


def test_an_unknown_variable_is_named_with_those_there_are(shared: Path, statements: Statements) -> None:
    case = next(c for c in cases(shared, "special") if c["id"] == "exclude-unknown-variable")
    with pytest.raises(OptionError, match=r"nosuchvariable.*person, organization, concept, agreement"):
        project(statements, case)


def test_clock_windows(shared: Path, statements: Statements, capsys: pytest.CaptureFixture[str]) -> None:
    """Every window has the original's dates, number of statements and matrix; events are drawn (fault 9)."""
    compared = windows = drawn = 0
    for case in cases(shared, "timewindows"):
        p = case["params"]
        if p["timeWindow"] == "events":
            drawn += 1
            continue
        # Where dates are given the range starts and stops with them, not with the first and last statement.
        given = (
            dict(zip(("start", "stop"), limits(case), strict=True)) if case["id"].startswith("dates") else {}
        )
        cut = list(statements.windows(f"{p['windowSize']} {p['timeWindow']}", **given))
        assert len(cut) == len(case["matrices"]), case["id"]
        for part, wanted in zip(cut, case["matrices"], strict=True):
            assert part.window is not None
            for end in ("start", "middle", "stop"):
                assert str(getattr(part.window, end)) == wanted[end], case["id"]
            assert len(part) == wanted["numStatements"], case["id"]
            rows, cols, matrix = block(project(part, case), case)
            labels = [wanted.get(side, case.get(side)) for side in ("rows", "cols")]
            if p["isolates"] or p["networkType"] == "twomode":
                assert [rows, cols] == labels, case["id"]
            whole = pd.DataFrame(matrix, rows, cols).reindex(index=labels[0], columns=labels[1]).fillna(0.0)
            expected = np.array(wanted["matrix"], dtype=float).reshape(whole.shape)
            np.testing.assert_allclose(whole, expected, rtol=0, atol=1e-9, err_msg=case["id"])
            windows += 1
        compared += 1
    with capsys.disabled():
        print(
            f"\ntime windows: {compared} cases with {windows} matrices equal; {drawn} by events not comparable"
        )
    assert (compared, windows, drawn) == (62, 2451, 17)


def test_kernels(shared: Path, statements: Statements, capsys: pytest.CaptureFixture[str]) -> None:
    """Fault 3: one-mode matrices, and the one-sided kernels; two-mode Gaussian and uniform ones are comparable."""
    compared = matrices = 0
    for case in cases(shared, "kernel"):
        p = case["params"]
        if p["networkType"] != "twomode" or p["kernel"] not in ("gaussian", "uniform"):
            continue
        if p["qualifierAggregation"] == "combine":  # the original adds up kernel weights of bits
            continue
        cut = list(statements.windows(f"{p['windowSize']} {p['timeWindow']}", kernel=p["kernel"]))
        assert len(cut) == len(case["matrices"]), case["id"]
        for part, wanted in zip(cut, case["matrices"], strict=True):
            assert part.window is not None
            assert str(part.window.middle) == wanted["middle"]
            _, _, matrix = block(project(part, case), case)
            np.testing.assert_allclose(
                matrix, np.array(wanted["matrix"]), rtol=0, atol=1e-9, err_msg=case["id"]
            )
            matrices += 1
        compared += 1
    with capsys.disabled():
        print(f"\nkernels: {compared} two-mode cases with {matrices} matrices equal; the others show fault 3")
    assert compared >= 10


def test_event_list(shared: Path, statements: Statements, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = pd.DataFrame(cases(shared, "eventlist"))
    found = events(statements, rows="organization", cols="concept", qualifier="agreement").table
    assert found["statement_id"].astype(int).tolist() == wanted["statement_id"].tolist()
    pairs = {
        "person": "person", "organization": "organization", "concept": "concept", "start": "start_position",
        "stop": "stop_position", "document_id": "document_id", "document_title": "document_title",
        "document_author": "document_author", "document_source": "document_source", "agreement": "agreement",
        "document_section": "document_section", "created_at": "time", "coder": "coder",
    }  # fmt: skip
    for ours, theirs in pairs.items():
        assert (
            found[ours].astype(str).tolist() == pd.to_datetime(wanted[theirs]).astype(str).tolist()
            if (ours == "created_at")
            else found[ours].astype(str).tolist() == wanted[theirs].astype(str).tolist()
        ), ours
    compared = 0
    for case in cases(shared, "eventlist_duplicates"):
        how = options(case)
        listed = events(
            statements, rows=how["rows"], cols=how["cols"], qualifier=how["qualifier"], duplicates=how["duplicates"],
            aggregation=case["params"]["qualifierAggregation"],
        )  # fmt: skip
        assert sorted(listed.table["statement_id"].astype(int)) == case["statementIds"], case["params"]
        compared += 1
    with capsys.disabled():
        print(
            f"\nevent lists: {len(found)} rows in {len(pairs)} columns and {compared} duplicates rules equal"
        )
    assert compared == 12


def test_bar_plots(shared: Path, statements: Statements, capsys: pytest.CaptureFixture[str]) -> None:
    rules = {
        "include": None,
        "document": "document",
        "week": "dna_week",
        "month": "dna_month",
        "year": "year",
    }
    compared = 0
    for case in cases(shared, "barplot"):
        found = barplot(
            statements,
            variable=case["variable"],
            qualifier=case["qualifier"],
            duplicates=rules.get(case["duplicates"], "range"),
        )
        assert found["values"]["value"].tolist() == case["values"]
        counts = found["counts"]["statements"].to_numpy().reshape(len(case["values"]), -1)
        assert counts.tolist() == case["counts"], case
        assert found["counts"]["level"].tolist() == case["intValues"] * len(case["values"])
        compared += 1
    with capsys.disabled():
        print(f"\nbar plots: {compared} cases equal")
    assert compared == 36


def test_anchors(statements: Statements) -> None:
    from discourse.projections.one_mode import conflict, congruence, ignore
    from discourse.projections.two_mode import two_mode

    how = {"rows": "organization", "cols": "concept", "qualifier": "agreement"}
    both = two_mode(statements, **how)
    assert (both.edges["weight"].sum(), both.size) == (40.0, 22)
    whole = ignore(statements, **how)
    assert (2 * whole.edges["weight"].sum(), whole.size) == (276.0, 21)
    assert 2 * congruence(statements, **how).edges["weight"].sum() == pytest.approx(160.0)
    assert 2 * conflict(statements, **how).edges["weight"].sum() == pytest.approx(116.0)
