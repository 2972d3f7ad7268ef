"""Phases: distances, divisions and maps against plain definitions, planted phases, and awkward input."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.cluster import hierarchy
from scipy.spatial.distance import pdist
from sklearn.metrics import silhouette_samples

from discourse.clusterers.pam import around_medoids
from discourse.errors import DiscourseError, MissingExtra, NotComputable, OptionError
from discourse.model.statements import Statements, Variable
from discourse.projections.one_mode import subtract
from discourse.projections.two_mode import two_mode
from discourse.studies.phases.clusterings import clusterings, known_methods, modularity, silhouette
from discourse.studies.phases.distances import degree_shares, distances, spectra
from discourse.studies.phases.divide import kmeans, tree
from discourse.studies.phases.maps import places, stress
from discourse.studies.phases.networks import Stack, stacked
from discourse.studies.phases.study import divided, phases

FAST = ["ward", "average", "pam"]
POINTS = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=4, max_size=12, unique=True
).map(lambda rows: np.array(rows, dtype=float))


def debate(
    regimes: list[int], days: int = 20, per_day: int = 6, actors: int = 12, seed: int = 0
) -> Statements:
    """Spans of so many days; in each regime other concepts, and other camps, are at issue."""
    random = np.random.default_rng(seed)
    rows = []
    for span, regime in enumerate(regimes):
        for day in range(days):
            for actor in random.choice(actors, per_day, replace=False):
                camp = (actor // (regime + 1)) % 2
                rows.append(
                    (f"a{actor}", f"c{regime}-{random.integers(3)}", 1 if camp else -1, span * days + day)
                )
    made = Statements.from_rows([r[:3] for r in rows])
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta([r[3] for r in rows], unit="D")
    return made.select(made.table.assign(created_at=dates))


def stack_of(*matrices: list[list[float]]) -> Stack:
    arrays = np.array(matrices, dtype=float)
    low, high = np.triu_indices(arrays.shape[1], 1)
    ends = np.stack([low, high])
    return Stack([], np.zeros(len(arrays)), arrays[:, low, high], ends, arrays.shape[1])


def apart(points: np.ndarray) -> np.ndarray:
    found = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    return found / found.max()


PATH = [[0, 1, 0], [1, 0, 1], [0, 1, 0]]
EDGE = [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
TRIANGLE = [[0, 1, 1], [1, 0, 1], [1, 1, 0]]


# Planted phases


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("distance", ["absdiff"])
def test_planted_phases_are_found_and_one_comes_back(seed, distance):
    data = debate([0, 1, 0, 2], seed=seed)
    states = phases(data, width="6D", kernel=None, distance=distance, methods=FAST)["states"]
    day = (states["start"] - pd.Timestamp("2024-01-01")).dt.days
    last = (states["stop"] - pd.Timestamp("2024-01-01")).dt.days
    inside = (day // 20) == (last // 20)
    truth = np.array([0, 1, 0, 2])[(day // 20)[inside]]
    assert states["state"][inside].tolist() == (truth + 1).tolist()


def test_states_are_numbered_in_order_of_first_appearance():
    states = phases(debate([2, 1, 0]), width="10D", methods=FAST)["states"]["state"]
    first = [int(np.flatnonzero(states == s)[0]) for s in sorted(states.unique())]
    assert first == sorted(first)
    assert states.iloc[0] == 1


def test_same_input_gives_the_same_tables():
    one, two = (phases(debate([0, 1]), width="8D", seed=3) for _ in range(2))
    for name in one.tables:
        pd.testing.assert_frame_equal(one[name], two[name], check_exact=True)
    assert one.made == two.made


def test_order_of_statements_makes_no_difference():
    data = debate([0, 1])
    mixed = data.select(data.table.sample(frac=1, random_state=1).reset_index(drop=True))
    a, b = (phases(d, width="8D", methods=FAST) for d in (data, mixed))
    pd.testing.assert_frame_equal(a["distances"], b["distances"], atol=1e-9)
    assert a["states"]["state"].tolist() == b["states"]["state"].tolist()


def test_tables_and_parameters():
    data = debate([0, 1])
    found = phases(data, width="8D", kernel=None, methods=FAST, k_max=3)
    n = len(found["states"])
    assert list(found.tables) == ["states", "clusterings", "distances"]
    assert found["states"].columns.tolist() == [
        "window", "start", "middle", "stop", "state", "x", "y", "silhouette", "statements",
    ]  # fmt: skip
    assert found["states"]["start"].dtype == "datetime64[us]"
    assert found["clusterings"].columns.tolist() == [
        "method",
        "k",
        "modularity",
        "silhouette",
        "chosen",
        "note",
    ]
    assert len(found["distances"]) == n * (n - 1) // 2
    assert found["distances"]["distance"].max() == 1
    assert found["clusterings"]["chosen"].sum() == 1
    assert found["clusterings"][["method", "k"]].values.tolist() == [[m, k] for m in FAST for k in (2, 3)]
    taken = found["clusterings"].query("chosen").iloc[0]
    assert taken["modularity"] == found["clusterings"]["modularity"].max()
    assert taken["silhouette"] == pytest.approx(found["states"]["silhouette"].mean())
    assert found.made.method == "phases"
    assert found.made.parameters["normalization"] == "average"
    counted = [len(w) for w in data.windows("8D")]
    assert found["states"]["statements"].tolist() == counted


# The networks of windows


@pytest.mark.parametrize("kernel", [None, "epanechnikov"])
def test_networks_are_those_of_the_projections(kernel):
    data = debate([0, 1], days=6, per_day=3)
    found = stacked(
        data,
        "4D",
        "commenter",
        "narrative",
        "stance",
        projection="subtract",
        normalization="average",
        kernel=kernel,
    )
    labels = data.coded("commenter").labels.tolist()
    for row, window in enumerate(data.windows("4D", kernel=kernel)):
        net = subtract(window, normalization="average")
        whole = pd.DataFrame(0.0, index=labels, columns=labels)
        whole.loc[net.nodes["label"], net.nodes["label"]] = net.matrix().toarray()
        ours = np.zeros((len(labels), len(labels)))
        ours[found.ends[0], found.ends[1]] = found.ties[row]
        np.testing.assert_allclose(ours + ours.T, whole.to_numpy(), atol=1e-12)


@pytest.mark.parametrize("normalization", [None, "activity", "prominence"])
def test_two_mode_networks_are_those_of_the_projection(normalization):
    data = debate([0, 1], days=6, per_day=3)
    found = stacked(
        data, "4D", "commenter", "narrative", "stance", projection="two_mode", normalization=normalization
    )
    rows, cols = data.coded("commenter").labels.tolist(), data.coded("narrative").labels.tolist()
    assert found.order == len(rows) + len(cols)
    for row, window in enumerate(data.windows("4D")):
        net = two_mode(window, aggregation="subtract", normalization=normalization)
        whole = pd.DataFrame(0.0, index=rows, columns=cols)
        block = net.matrix(rows="commenter", cols="narrative").toarray()
        names = [net.nodes.loc[net.nodes["kind"] == k, "label"] for k in ("commenter", "narrative")]
        whole.loc[names[0], names[1]] = block
        ours = np.zeros((found.order, found.order))
        ours[found.ends[0], found.ends[1]] = found.ties[row]
        np.testing.assert_allclose(ours[: len(rows), len(rows) :], whole.to_numpy(), atol=1e-12)


def test_text_qualifiers_and_none_are_taken():
    data = debate([0, 1])
    tone = data.table["stance"].map({1: "kind", -1: "harsh"})
    worded = Statements(
        data.table.drop(columns=["actor", "stance", "role", "evidence"]).assign(tone=tone),
        (Variable("commenter"), Variable("narrative"), Variable("tone")),
    )
    for qualifier, projection in itertools.product(("tone", None), ("congruence", "two_mode")):
        found = phases(worded, width="8D", qualifier=qualifier, projection=projection, methods=FAST)
        assert found["states"]["state"].nunique() >= 2


# Distances


def test_absolute_difference_of_hand_made_networks():
    found = distances(stack_of(PATH, EDGE, TRIANGLE).scaled("size"), "absdiff")
    # Shares: (1/2, 0, 1/2), (1, 0, 0), (1/3, 1/3, 1/3) of the pairs 12, 13, 23.
    np.testing.assert_allclose(
        found[np.triu_indices(3, 1)], np.array([1, 2 / 3, 4 / 3]) / (4 / 3), atol=1e-11
    )


def test_spectra_of_known_graphs():
    """Chung, Spectral Graph Theory, example 1.1 ff.: K_n has 0 and n/(n−1); P_3 has 0, 1, 2; K_2 has 0 and 2."""
    found = spectra(stack_of(PATH, EDGE, TRIANGLE))
    np.testing.assert_allclose(found, [[0, 1, 2], [0, 0, 2], [0, 1.5, 1.5]], atol=1e-12)


def test_degree_shares_are_not_a_spectrum():
    """Fault 1: the path of three gives (.25, .25, .5)."""
    np.testing.assert_allclose(degree_shares(stack_of(PATH)), [[0.25, 0.25, 0.5]])


@given(st.integers(2, 8), st.integers(0, 1000))
def test_spectra_are_those_of_networkx(n, seed):
    random = np.random.default_rng(seed)
    matrix = np.triu(random.random((n, n)) * (random.random((n, n)) < 0.5), 1)
    matrix += matrix.T
    theirs = nx.normalized_laplacian_spectrum(nx.from_numpy_array(matrix)) if matrix.any() else np.zeros(n)
    np.testing.assert_allclose(spectra(stack_of(matrix))[0], np.sort(theirs), atol=1e-9)


def test_negative_ties_count_as_none_in_spectra():
    signed = [[0, 1, -5], [1, 0, -3], [-5, -3, 0]]
    np.testing.assert_allclose(spectra(stack_of(signed)), spectra(stack_of(EDGE)), atol=1e-12)


def test_names_matter_to_differences_but_not_to_spectra():
    turned = [[0, 0, 0], [0, 0, 1], [0, 1, 0]]
    three = stack_of(EDGE, turned, TRIANGLE)
    assert distances(three, "spectral")[0, 1] == 0
    assert distances(three, "absdiff")[0, 1] > 0


@given(st.integers(3, 6), st.integers(2, 5), st.integers(0, 1000), st.sampled_from(["size", "dna_sum", None]))
def test_distances_are_a_metric_with_largest_1(windows, nodes, seed, scale):
    random = np.random.default_rng(seed)
    made = stack_of(*[np.triu(m, 1) + np.triu(m, 1).T for m in random.normal(size=(windows, nodes, nodes))])
    for name in ("absdiff", "spectral", "dna_spectral"):
        try:
            found = distances(made.scaled(scale), name)
        except NotComputable:
            continue
        assert found.max() == 1
        assert not np.diag(found).any()
        np.testing.assert_array_equal(found, found.T)
        through = found[:, :, None] + found[None]
        assert (found[:, None, :] <= through + 1e-9).all()


@given(st.floats(0.01, 100))
def test_scaled_networks_do_not_depend_on_the_unit(factor):
    made = stack_of(PATH, EDGE, TRIANGLE)
    other = Stack([], made.statements, made.ties * factor, made.ends, made.order)
    np.testing.assert_allclose(
        distances(made.scaled("size"), "absdiff"), distances(other.scaled("size"), "absdiff"), atol=1e-9
    )


# Divisions


@given(POINTS, st.sampled_from(["ward", "average", "complete", "single"]), st.integers(2, 4))
def test_trees_have_k_groups_and_are_those_of_scipy(points, linkage, k):
    labels = tree(apart(points), linkage, k)
    assert len(np.unique(labels)) == k
    theirs = hierarchy.cut_tree(hierarchy.linkage(pdist(points), linkage), k)[:, 0]
    if len(np.unique(np.round(pdist(points), 6))) == len(pdist(points)):
        assert (labels[:, None] == labels).tolist() == (theirs[:, None] == theirs).tolist()


@given(POINTS, st.integers(2, 3))
def test_medoids_are_not_bettered_by_any_swap(points, k):
    found = apart(points)
    labels = around_medoids(found, k)

    def cost(medoids):
        return found[list(medoids)].min(axis=0).sum()

    total = sum(found[np.ix_(labels == g, labels == g)].sum(axis=0).min() for g in np.unique(labels))
    least = min(cost(m) for m in itertools.combinations(range(len(points)), k))
    assert least <= total + 1e-9
    medoids = [
        int(np.flatnonzero(labels == g)[found[np.ix_(labels == g, labels == g)].sum(axis=0).argmin()])
        for g in np.unique(labels)
    ]
    for place, new in itertools.product(range(len(medoids)), range(len(points))):
        swapped = [*medoids[:place], new, *medoids[place + 1 :]]
        assert cost(swapped) >= total - 1e-9


def test_k_means_needs_as_many_different_windows():
    with pytest.raises(NotComputable, match="3 groups of 2 different"):
        kmeans(np.array([[0, 0, 1], [0, 0, 1], [1, 1, 0.0]]), 3, 0)


@given(st.integers(4, 9), st.integers(0, 1000))
def test_modularity_is_that_of_networkx(n, seed):
    random = np.random.default_rng(seed)
    similar = 1 - apart(random.random((n, 2)))
    np.fill_diagonal(similar, 0)
    labels = np.unique(random.integers(0, 3, n), return_inverse=True)[1]
    groups = [set(np.flatnonzero(labels == g).tolist()) for g in range(labels.max() + 1)]
    theirs = nx.community.modularity(nx.from_numpy_array(similar), groups)
    assert modularity(similar, labels) == pytest.approx(theirs, abs=1e-12)


@given(POINTS, st.integers(2, 3), st.integers(0, 100))
def test_silhouette_is_that_of_scikit_learn(points, k, seed):
    labels = np.unique(np.random.default_rng(seed).integers(0, k, len(points)), return_inverse=True)[1]
    found = apart(points)
    if 2 <= labels.max() + 1 < len(points):
        theirs = silhouette_samples(found, labels, metric="precomputed")
        np.testing.assert_allclose(silhouette(found, labels), theirs, atol=1e-12)
    else:
        assert not silhouette(found, labels).any()


def test_every_method_that_is_installed_is_tried():
    found = phases(debate([0, 1]), width="10D")["clusterings"]
    tried = set(found["method"])
    assert {"ward", "average", "complete", "single", "kmeans", "pam", "greedy", "louvain"} <= tried
    assert "dna_pam" not in tried
    assert (found["note"] != "")[found["modularity"].isna()].all()


def test_methods_that_find_too_few_or_too_many_are_not_chosen():
    x = np.array([0.0, 0.1, 0.5, 1.0])
    tables, _ = divided(apart(x[:, None]), ["label_propagation", "ward"], 2, 3, "classical", 0)
    table = tables["clusterings"]
    assert table.query("chosen")["method"].item() == "ward"
    lone = table.query("method == 'label_propagation'").iloc[0]
    assert lone["k"] == 1
    assert "1 phase found, not from 2 to 3" in lone["note"]


def test_a_method_of_its_own_may_fail_alone():
    with pytest.raises(NotComputable, match="no method divides the windows"):
        divided(apart(np.array([[0.0], [0.1], [0.5], [1.0]])), ["label_propagation"], 2, 3, "classical", 0)


def test_what_is_not_installed_is_noted_or_refused(monkeypatch):
    from discourse import clusterers

    def gone(network, *, k=2):
        raise MissingExtra("'walktrap'", "igraph")

    load = clusterers.TABLE.load
    monkeypatch.setattr(
        type(clusterers.TABLE), "load", lambda self, name: gone if name == "louvain" else load(name)
    )
    found = apart(np.array([[0.0], [0.1], [0.5], [1.0]]))
    _, notes = clusterings(found, None, 2, 3, 0)
    assert any("not installed" in n and "louvain" in n for n in notes)
    with pytest.raises(MissingExtra):
        clusterings(found, ["louvain"], 2, 3, 0)


def test_slow_methods_are_left_out_of_many_windows_but_run_if_asked():
    points = np.random.default_rng(0).random((201, 2))
    points[100:] += 3
    _, notes = clusterings(apart(points), None, 2, 2, 0)
    assert any("greedy was left out" in n for n in notes)


# Maps


@given(POINTS)
def test_classical_scaling_gives_points_of_the_plane_back(points):
    found = apart(points)
    xy, _ = places(found, "classical")
    np.testing.assert_allclose(apart(xy) * np.sqrt(((xy[:, None] - xy) ** 2).sum(2)).max(), found, atol=1e-8)
    assert stress(found, xy) < 1e-6
    np.testing.assert_allclose(xy.mean(axis=0), 0, atol=1e-9)


@given(st.integers(4, 10), st.integers(0, 1000))
def test_non_metric_scaling_has_no_more_stress_than_classical(n, seed):
    found = apart(np.random.default_rng(seed).random((n, 5)))
    plain, order = (places(found, s)[0] for s in ("classical", "nonmetric"))
    assert stress(found, order) <= stress(found, plain) + 1e-9
    assert np.isfinite(order).all()


def test_axes_point_the_same_way_whatever_the_signs():
    found = apart(np.random.default_rng(1).random((8, 2)))
    xy, _ = places(found, "classical")
    largest = np.abs(xy).argmax(axis=0)
    assert (xy[largest, [0, 1]] > 0).all()


# Awkward input


def test_windows_without_ties_are_networks_without_ties():
    data = debate([0], days=6)
    gap = debate([1], days=6)
    late = gap.select(
        gap.table.assign(
            statement_id="t" + gap.table["statement_id"],
            created_at=gap.table["created_at"] + pd.Timedelta("30D"),
        )
    )
    both = data.select(pd.concat([data.table, late.table], ignore_index=True))
    found = phases(both, width="4D", kernel=None, methods=FAST, k_max=4)
    silent = found["states"]["statements"] == 0
    assert silent.sum() > 10
    assert found["states"]["state"][silent].nunique() == 1
    assert any("windows have no ties" in n for n in found.made.notes)


def test_event_windows():
    found = phases(debate([0, 1]), width="40 events", step=20, kernel=None, methods=FAST)
    assert found["states"]["statements"].eq(40).all()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"width": "39D", "step": 2, "kernel": None}, "there is 1 window"),
        ({"width": "40D", "kernel": None}, "there are 0 windows"),
        ({"width": "38D", "step": 1, "kernel": None}, "at least 3"),
        ({"width": "10D", "kernel": None, "step": 100}, "at least 3"),
        ({"width": "10D", "only": {"narrative": ["c9"]}}, "no statement"),
        ({"width": "10D", "only": {"commenter": ["a1"]}}, "no window has a tie"),
        ({"start": "2030-01-01"}, "no statement has a date"),
    ],
)
def test_what_cannot_be_computed_says_why(options, words):
    with pytest.raises(NotComputable, match=words):
        phases(debate([0, 1]), **({"methods": FAST} | options))


def test_identical_windows_say_why():
    rows = [(who, "ban", 1) for who in ("Ada", "Ben")] * 20
    made = Statements.from_rows(rows)
    data = made.select(made.table.assign(created_at=pd.date_range("2024-01-01", periods=20).repeat(2)))
    with pytest.raises(NotComputable, match="the same network"):
        phases(data, width="4D", kernel=None)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"projection": "subtrat"}, "Did you mean 'subtract'"),
        ({"normalization": "avrage"}, "Did you mean 'average'"),
        ({"projection": "two_mode", "normalization": "average"}, "not known for 'two_mode'"),
        ({"distance": "spectrl"}, "Did you mean"),
        ({"scale": "sum"}, "Did you mean 'dna_sum'|Known"),
        ({"scaling": "clasical"}, "Did you mean 'classical'"),
        ({"methods": ["wrad"]}, "Did you mean 'ward'"),
        ({"methods": "ward"}, "give a list"),
        ({"methods": []}, "give a list"),
        ({"k_min": 1}, "at least 2"),
        ({"k_max": 2.5}, "whole number"),
        ({"k_min": 5, "k_max": 3}, "exceeds"),
        ({"k_min": 60, "k_max": 70}, "too many for"),
        ({"rows": "comenter"}, "Did you mean 'commenter'"),
        ({"kernel": "gausian"}, "Did you mean 'gaussian'"),
        ({"width": "10 lightyears"}, "unknown unit"),
        ({"width": "10 events"}, "a kernel needs"),
    ],
)
def test_bad_options_say_what_is_taken(options, words):
    with pytest.raises(OptionError, match=words):
        phases(debate([0, 1], days=15), **({"width": "8D", "methods": FAST} | options))


def test_too_much_is_refused_before_it_is_held(monkeypatch):
    from discourse.studies.phases import networks

    monkeypatch.setattr(networks, "_MOST", 50)
    with pytest.raises(DiscourseError, match="more than can be compared at once"):
        phases(debate([0, 1]), width="8D")


def test_known_methods_are_registered():
    from discourse import clusterers

    assert {"greedy", "louvain", "label_propagation"} <= set(known_methods()) & set(clusterers.TABLE)
