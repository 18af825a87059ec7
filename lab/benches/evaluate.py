"""Checks `segue-lab evaluate` against other implementations, on the split it wrote.

    segue-lab evaluate --split random --seed 1 --save-split split.json --json > report.json
    python lab/benches/evaluate.py split.json report.json

Needs numpy, scipy and implicit. Popularity, co-occurrence, item-kNN, EASE and transitions must agree to .001 of recall
and NDCG; the two ALS models, whose starts are random, within half of the report's interval. Exits with 1 otherwise.
"""

import json
import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares
from implicit.nearest_neighbours import bm25_weight

DEPTH = 20
EXACT = 0.001


def matrix(lists, columns, value=1.0):
    starts = np.cumsum([0] + [len(row) for row in lists])
    values = np.concatenate([np.asarray(row, dtype=np.int32) for row in lists])
    return sp.csr_matrix((np.full(len(values), value), values, starts), shape=(len(lists), columns))


class Split:
    def __init__(self, path):
        split = json.load(open(path))
        self.train, self.test = split["train"], split["test"]
        self.ties = np.array(split["ties"])
        self.tracks = len(self.ties)
        self.plays = matrix(self.train, self.tracks)
        self.support = np.asarray(self.plays.sum(0)).ravel()
        self.played = split["played"]
        self.artists, self.labels, self.dates = split["artists"], np.array(split["labels"]), split["dates"]

    def groups(self, pairs):
        """Lists of the tracks that share something, where at least two do."""
        lists = {}
        for track, group in pairs:
            lists.setdefault(group, []).append(track)
        return [tracks for tracks in lists.values() if len(tracks) > 1]

    def periods(self, mixes=80):
        """The tracks of so many mixes that follow each other by date, the next beginning half way."""
        dated = sorted((date, mix) for mix, date in enumerate(self.dates) if date > 0)
        if len(dated) <= mixes or len(self.train) > 50_000:
            return []
        parts = [dated[begin:begin + mixes] for begin in range(0, len(dated), mixes // 2)]
        return [sorted({track for _, mix in part for track in self.train[mix]}) for part in parts]

    def weak_rows(self, artist, label, period):
        by_artist = self.groups((t, a) for t, artists in enumerate(self.artists) for a in artists)
        by_label = self.groups((t, l) for t, l in enumerate(self.labels) if l >= 0)
        return sp.vstack([
            self.plays,
            matrix(by_artist, self.tracks, artist),
            matrix(by_label, self.tracks, label),
            matrix(self.periods(), self.tracks, period),
        ]).tocsr()


def top(split, scores, seeds, positive=True):
    """The best rows: score, then mixes, then the tie key."""
    scores = np.array(scores, dtype=np.float64).ravel()
    scores[seeds] = -np.inf
    rows = np.flatnonzero(scores > 0) if positive else np.arange(len(scores))
    if len(rows) > 4 * DEPTH:
        least = np.partition(scores[rows], len(rows) - DEPTH)[len(rows) - DEPTH]
        rows = rows[scores[rows] >= least - 1e-9 * abs(least)]
    order = np.lexsort((split.ties[rows], -split.support[rows], -scores[rows].astype(np.float32)))
    return rows[order][:DEPTH]


def measures(split, model, seeds, positive=True):
    gain = 1 / np.log2(np.arange(DEPTH) + 2)
    recall, ndcg = [], []
    for case in split.test:
        if len(case) <= seeds:
            continue
        known, wanted = case[:seeds], case[seeds:]
        right = np.isin(top(split, model(known), known, positive), wanted)
        best = min(len(wanted), DEPTH)
        recall.append(right.sum() / best)
        ndcg.append((right * gain[: len(right)]).sum() / gain[:best].sum())
    return {"recall@20": np.mean(recall), "ndcg@20": np.mean(ndcg)}


def through_mixes(track, mix, split):
    """sum over seeds i and mixes u with i and j of a_i b_u a_j."""
    weighted = sp.diags(mix) @ split.plays @ sp.diags(track)
    sides = (split.plays @ sp.diags(track)).tocsc()
    return lambda seeds: (sides[:, seeds].sum(1).T @ weighted)


def popularity(split):
    return lambda seeds: split.support


def co_occurrence(split):
    return through_mixes(np.ones(split.tracks), np.ones(len(split.train)), split)


def cosine(split):
    return through_mixes(np.maximum(split.support, 1) ** -0.5, np.ones(len(split.train)), split)


def bm25(split):
    weighted = bm25_weight(split.plays.T.tocsr(), K1=0.3, B=0.75).tocsr()
    return lambda seeds: weighted[seeds].sum(0) @ weighted.T


def ease(split, regularisation=200.0):
    """Steck (2019) through the mixes: lambda P = I - X' (XX' + lambda I)^-1 X."""
    x = split.plays.tocsc()
    kernel = (x @ x.T).toarray() + regularisation * np.eye(x.shape[0])
    inverse = np.linalg.inv(kernel)
    diagonal = 1 - np.asarray(x.multiply(inverse @ x).sum(0)).ravel()
    return lambda seeds: (x.T @ (inverse @ np.asarray(x[:, seeds].sum(1)).ravel())) / diagonal


def transitions(split):
    def scores(seeds):
        out = np.zeros(split.tracks)
        for mix in by_track[seeds[-1]]:
            at = split.train[mix].index(seeds[-1])
            if at + 1 < len(split.train[mix]):
                out[split.train[mix][at + 1]] += 1
        return out

    by_track = [[] for _ in range(split.tracks)]
    for mix, tracks in enumerate(split.train):
        for track in tracks:
            by_track[track].append(mix)
    return scores


def fitted(rows, factors, regularisation, iterations, start=1):
    """`implicit` takes the stored value as the confidence c."""
    model = AlternatingLeastSquares(
        factors=factors, regularization=regularisation, alpha=1.0, iterations=iterations, use_cg=False,
        num_threads=os.cpu_count(), random_state=start,
    )
    model.fit(rows.astype(np.float32), show_progress=False)
    return np.asarray(model.item_factors, dtype=np.float64)


def original(split):
    items = fitted(split.plays, 40, 0.1, 15)
    items /= np.linalg.norm(items, axis=1, keepdims=True) + 1e-12
    return lambda seeds: items @ items[seeds].sum(0)


def played(split, factors, regularisation, alpha, iterations, artist, label, period, starts):
    rows = split.weak_rows(artist, label, period)
    rows.data = 1 + alpha * rows.data
    fits = [fitted(rows, factors, regularisation, iterations, start) for start in range(1, starts + 1)]
    grams = [items.T @ items + regularisation * np.eye(factors) for items in fits]

    def folded(items, gram, seeds):
        own = items[seeds]
        return items @ np.linalg.solve(gram + alpha * own.T @ own, (1 + alpha) * own.sum(0))

    return lambda seeds: sum(folded(items, gram, seeds) for items, gram in zip(fits, grams))


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    split, report = Split(sys.argv[1]), json.load(open(sys.argv[2]))
    results = {(row["model"], row["seeds"]): row for row in report["results"]}
    models = {
        "popularity": (popularity(split), True, True),
        "co-occurrence": (co_occurrence(split), True, True),
        "item-knn-cosine": (cosine(split), True, True),
        "item-knn-bm25": (bm25(split), True, True),
        "transitions": (transitions(split), True, True),
        "original": (original(split), False, False),
        "played": (played(split, **split.played), False, False),
    }
    if not any(skipped["model"] == "ease" for skipped in report["skipped"]):
        models["ease"] = (ease(split), True, True)
    failed = False
    print(f"{'model':16} {'seeds':>5} {'measure':>10} {'segue':>8} {'here':>8} {'apart':>8}  allowed")
    for name, (model, exact, positive) in models.items():
        for seeds in sorted({seeds for _, seeds in results}):
            if (name, seeds) not in results:
                continue
            for measure, here in measures(split, model, seeds, positive).items():
                ours = results[name, seeds][measure]
                allowed = EXACT if exact else (ours["high"] - ours["low"]) / 2
                apart = abs(ours["value"] - here)
                failed |= apart > allowed
                mark = "" if apart <= allowed else "  TOO FAR"
                print(f"{name:16} {seeds:5} {measure:>10} {ours['value']:8.4f} {here:8.4f} {apart:8.4f}  {allowed:.4f}{mark}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
