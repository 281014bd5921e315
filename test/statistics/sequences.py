"""Writes sequences.json: figures of rank tests, tails of Beta distributions and evidence, by scipy and numpy, and by definition.

    python3 test/statistics/sequences.py > test/statistics/sequences.json

Made with scipy 1.17.1 and numpy 2.4.6.
"""
import json
import math

import numpy as np
from scipy import optimize, special, stats

rng = np.random.default_rng(20240717)


def samples():
    """Pairs of samples: alike, shifted, wider, with ties, mostly zeros, short."""
    def rounded(values, digits):
        return [float(v) for v in np.round(values, digits)]
    yield "alike", rounded(rng.normal(10, 2, 40), 3), rounded(rng.normal(10, 2, 35), 3)
    yield "shifted", rounded(rng.normal(12, 2, 30), 3), rounded(rng.normal(10, 2, 30), 3)
    yield "wider", rounded(rng.normal(10, 8, 60), 3), rounded(rng.normal(10, 1, 60), 3)
    yield "ties", rounded(rng.poisson(3, 50), 0), rounded(rng.poisson(4, 45), 0)
    yield "mostly zeros", rounded(rng.binomial(1, 0.2, 60) * 1.5, 1), rounded(rng.binomial(1, 0.1, 60) * 1.5, 1)
    yield "short", [1.5, 3.25, 2.0], [4.0, 2.5]
    yield "apart", [11.0, 12.0, 13.0, 15.0], [1.0, 2.5, 3.0, 4.0]
    yield "milliseconds", rounded(rng.lognormal(4, 0.3, 60), 1), rounded(rng.lognormal(3.9, 0.3, 60), 1)


def crossing(x, y, z):
    """The pairwise difference at which the standardized rank sum falls below z: what a root finder comes near to."""
    x, y = np.array(x), np.array(y)
    n, m = len(x), len(y)
    def f(shift):
        ranks = stats.rankdata(np.concatenate([x - shift, y]))
        dz = ranks[:n].sum() - n * (n + 1) / 2 - n * m / 2
        _, counts = np.unique(np.concatenate([x - shift, y]), return_counts=True)
        sigma = math.sqrt(n * m / 12 * (n + m + 1 - (counts**3 - counts).sum() / ((n + m) * (n + m - 1))))
        return (dz - math.copysign(0.5, dz) * (dz != 0)) / sigma - z
    differences = np.unique(np.round((x[:, None] - y[None, :]).ravel(), 9))
    if f(differences[0]) <= 0:
        return [float(differences[0])] * 2
    if f(differences[-1]) >= 0:
        return [float(differences[-1])] * 2
    middles = (differences[1:] + differences[:-1]) / 2
    signs = [f(s) for s in middles]
    last = max((i for i, v in enumerate(signs) if v > 0), default=-1)
    first = min((i for i, v in enumerate(signs) if v < 0), default=len(signs))
    return [float(differences[last + 1]), float(differences[first])]  # they differ where f is 0 between


def rank_tests():
    for name, x, y in samples():
        u, p = stats.mannwhitneyu(x, y, alternative="two-sided", method="asymptotic", use_continuity=True)
        shifts = {}
        for confidence in (0.95, 0.98):
            z = stats.norm.isf((1 - confidence) / 2)
            shifts[confidence] = {"low": crossing(x, y, z), "high": crossing(x, y, -z)}
        pairs = [(a > b) + 0.5 * (a == b) for a in x for b in y]
        yield {"name": name, "x": x, "y": y, "u": float(u), "p": float(p),
               "median": float(np.median([a - b for a in x for b in y])),
               "shifts": shifts, "cles": sum(pairs) / len(pairs)}


def percentiles():
    for n in (1, 2, 5, 40, 101):
        values = [round(float(v), 3) for v in rng.normal(0, 1, n)]
        for p in (0.01, 0.25, 0.5, 0.75, 0.99):
            yield {"values": values, "p": p, "value": float(np.quantile(values, p, method="weibull"))}


def tails():
    for a, b, x in [(1, 1, 0.3), (3, 17, 0.2), (3, 17, 0.9), (0.5, 0.5, 0.01), (101, 9901, 0.011), (101, 9901, 0.02),
                    (1, 5001, 0.0001), (20001, 80001, 0.2), (2.5, 1000, 0.001)]:
        yield {"a": a, "b": b, "x": x, "lnTail": float(stats.beta.logsf(x, a, b)), "lnBeta": float(special.betaln(a, b))}


def evidence():
    for s, n, p in [(12, 400, 0.01), (0, 300, 0.01), (3, 50, 0.01), (500, 50000, 0.01), (0, 1, 0.5), (40, 40, 0.99), (2, 30, 0.2)]:
        against = special.betaln(1 + s, 1 + n - s) - s * math.log(p) - (n - s) * math.log(1 - p)
        above = against + stats.beta.logsf(p, 1 + s, 1 + n - s) - stats.beta.logsf(p, 1, 1)
        below = against + stats.beta.logcdf(p, 1 + s, 1 + n - s) - stats.beta.logcdf(p, 1, 1)
        def ln_e(q):
            return special.betaln(1 + s, 1 + n - s) - special.xlogy(s, q) - special.xlog1py(n - s, -q) - math.log(1 / 0.05)
        middle = s / n
        low = 0.0 if s == 0 else optimize.brentq(ln_e, 1e-15, middle if middle < 1 else 1 - 1e-15, xtol=1e-15)
        high = 1.0 if s == n else optimize.brentq(ln_e, middle if middle > 0 else 1e-15, 1 - 1e-15, xtol=1e-15)
        yield {"successes": s, "n": n, "p": p, "against": float(against), "above": float(above), "below": float(below), "low": low, "high": high}


print(json.dumps({
    "rankTests": list(rank_tests()),
    "percentiles": list(percentiles()),
    "tails": list(tails()),
    "evidence": list(evidence()),
}))
