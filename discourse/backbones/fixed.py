"""Backbones whose chance keeps the degrees of rows only, of columns only, or the number of ties."""

from __future__ import annotations

import numpy as np

from discourse.backbones._incidence import Incidence
from discourse.backbones._kept import Rule, of_rows
from discourse.model.network import Network
from discourse.nulls.poisson import check_tails
from discourse.nulls.poisson import tails as sum_tails


def fixedrow(
    network: Network,
    *,
    alpha: float = 0.05,
    correction: str | None = None,
    signed: bool = False,
    rows: str | None = None,
    cols: str | None = None,
) -> Network:
    """Keep ties between rows that share more than if each had chosen its columns with closed eyes [1]_.

    What two rows share is then hypergeometric. That some columns are everybody's is not taken into account: ties may
    only say that; see :func:`discourse.backbones.sdsm.sdsm`.

    Parameters
    ----------
    network : Network
        Of two modes. Ties that weigh nothing do not count, others once. Where some are negative, positive and negative
        ones are drawn apart, and rows share the columns on which they agree.
    alpha, correction, signed, rows, cols
        As for :func:`discourse.backbones.sdsm.sdsm`.

    Returns
    -------
    Network
        As from :func:`discourse.backbones.sdsm.sdsm`.

    Raises
    ------
    NotComputable
        If the network is not of two modes, or fewer than two rows have ties.
    OptionError

    References
    ----------
    .. [1] Tumminello, M., Miccichè, S., Lillo, F., Piilo, J. & Mantegna, R. N. (2011). Statistically validated networks
       in bipartite complex systems. *PLoS ONE* 6 (3), e17994. https://doi.org/10.1371/journal.pone.0017994

    Examples
    --------
    >>> votes = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
    >>> fixedrow(Network.from_matrix(votes, list("abc"), columns=list("wxyz")), alpha=1).edges["p"].tolist()
    [0.5]
    """
    from scipy.stats import hypergeom

    rule = Rule(alpha, correction, signed)
    incidence = Incidence.of(network, rows, cols, "fixedrow")
    pairs = incidence.shared("congruence", every=signed)
    of, first = incidence.classes()
    i, j, shared = pairs
    code, which = np.unique(
        np.minimum(of[i], of[j]) * len(first) + np.maximum(of[i], of[j]), return_inverse=True
    )
    a, b = np.divmod(code, len(first))
    parts = []
    for degrees, _ in incidence.degrees():
        one, other = degrees[first][a], degrees[first][b]
        values = np.arange(int(np.minimum(one, other).max(initial=0)) + 1)
        parts.append(hypergeom.pmf(values, incidence.shape[1], one[:, None], other[:, None]))
    return of_rows(incidence, pairs, _read(parts, shared, which), rule)


def fixedcol(
    network: Network,
    *,
    alpha: float = 0.05,
    correction: str | None = None,
    signed: bool = False,
    tails: str = "exact",
    rows: str | None = None,
    cols: str | None = None,
) -> Network:
    """Keep ties between rows that share more than if each column had drawn its rows by lot [1]_.

    Two rows both have a column of c ties with chance c (c − 1) / (n (n − 1)), n being the number of rows; what they
    share is a sum of such. That some rows have many ties is not taken into account: they will be tied to one another.

    Parameters
    ----------
    network : Network
        As for :func:`fixedrow`.
    alpha, correction, signed, tails, rows, cols
        As for :func:`discourse.backbones.sdsm.sdsm`.

    Returns
    -------
    Network
        As from :func:`discourse.backbones.sdsm.sdsm`.

    Raises
    ------
    NotComputable
        If the network is not of two modes, or fewer than two rows have ties.
    OptionError

    References
    ----------
    .. [1] Neal, Z. P., Domagalski, R. & Sagan, B. (2021). Comparing alternatives to the fixed degree sequence model for
       extracting the backbone of bipartite projections. *Scientific Reports* 11, 23929.
       https://doi.org/10.1038/s41598-021-03238-3

    Examples
    --------
    >>> votes = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
    >>> net = Network.from_matrix(votes, list("abc"), columns=list("wxyz"))
    >>> [fixedcol(net, alpha=1, tails=how).edges["p"].round(3).tolist() for how in ("exact", "normal")]
    [[0.111], [0.114]]
    """
    rule = Rule(alpha, correction, signed)
    check_tails(tails)
    incidence = Incidence.of(network, rows, cols, "fixedcol")
    pairs = incidence.shared("congruence", every=signed)
    degree, often = np.unique(np.concatenate([cols_ for _, cols_ in incidence.degrees()]), return_counts=True)
    n = incidence.shape[0]
    chance = degree * (degree - 1) / (n * (n - 1))
    asked, back = np.unique(pairs[2], return_inverse=True)
    upper, lower = sum_tails(
        chance[None, :], asked, which=np.zeros(len(asked), dtype=np.int64), often=often, method=tails
    )
    return of_rows(incidence, pairs, (upper[back], lower[back]), rule)


def fixedfill(
    network: Network,
    *,
    alpha: float = 0.05,
    correction: str | None = None,
    signed: bool = False,
    rows: str | None = None,
    cols: str | None = None,
) -> Network:
    """Keep ties between rows that share more than if all ties had been strewn over rows and columns by lot [1]_.

    Parameters
    ----------
    network : Network
        As for :func:`fixedrow`.
    alpha, correction, signed, rows, cols
        As for :func:`discourse.backbones.sdsm.sdsm`.

    Returns
    -------
    Network
        As from :func:`discourse.backbones.sdsm.sdsm`.

    Raises
    ------
    NotComputable
        If the network is not of two modes, or fewer than two rows have ties.
    OptionError

    References
    ----------
    .. [1] Neal, Z. P., Domagalski, R. & Sagan, B. (2021). Comparing alternatives to the fixed degree sequence model for
       extracting the backbone of bipartite projections. *Scientific Reports* 11, 23929.
       https://doi.org/10.1038/s41598-021-03238-3

    Examples
    --------
    >>> votes = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])
    >>> net = Network.from_matrix(votes, list("abc"), columns=list("wxyz"))
    >>> fixedfill(net, alpha=1).edges["p"].round(3).tolist()
    [0.173]
    """
    rule = Rule(alpha, correction, signed)
    incidence = Incidence.of(network, rows, cols, "fixedfill")
    pairs = incidence.shared("congruence", every=signed)
    parts = [_strewn(*incidence.shape, len(row))[None, :] for row, _ in incidence.blocks]
    return of_rows(incidence, pairs, _read(parts, pairs[2], np.zeros(len(pairs[2]), dtype=np.int64)), rule)


def _strewn(n: int, m: int, ones: int) -> np.ndarray:
    """Return the chance that two rows share 0, 1, … of m columns when so many ones are strewn over n by m cells.

    With k columns that both have, and l that one of them has, the pair has 2k + l ones and the other rows the rest.
    """
    from scipy.special import gammaln, logsumexp

    def choose(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        off = (b < 0) | (b > a)
        b = np.where(off, 0, b)
        return np.where(off, -np.inf, gammaln(a + 1.0) - gammaln(b + 1.0) - gammaln(a - b + 1.0))

    whole, rest = np.array(n * m), np.array((n - 2) * m)
    most = min(m, ones // 2)
    out = np.zeros(most + 1)
    for k in range(most + 1):
        single = np.arange(min(m - k, ones - 2 * k) + 1)
        ways = choose(np.array(m - k), single) + single * np.log(2.0) + choose(rest, ones - 2 * k - single)
        out[k] = choose(np.array(m), np.array(k)) + logsumexp(ways) - choose(whole, np.array(ones))
    return np.exp(out)


def _read(parts: list[np.ndarray], at: np.ndarray, which: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the tails of sums of independent numbers, whose chances are the rows of each part."""
    chance = parts[0]
    for part in parts[1:]:
        total = np.zeros((len(chance), chance.shape[1] + part.shape[1] - 1))
        for k in range(part.shape[1]):
            total[:, k : k + chance.shape[1]] += chance * part[:, k : k + 1]
        chance = total
    upper = np.cumsum(chance[:, ::-1], axis=1)[:, ::-1][which, at]
    lower = np.cumsum(chance, axis=1)[which, at]
    return np.where(at == 0, 1.0, np.minimum(upper, 1.0)), np.minimum(lower, 1.0)
