#!/usr/bin/env python3
"""How well were pairs and clusters found? One measure for both sides, from the files that each of them wrote.

usage: score.py RESULT.json --truth TRUTH.csv --out DIR --files FILE [FILE]

DIR holds pairs.csv (left_list, left_id, right_list, right_id, match_weight_bits, match_probability) and clusters.csv
(list, id, cluster). With one file, true pairs are all pairs of rows of one entity; with two, only those across the files.

- `pairs_best`: precision, recall and F1 of pairs at the match weight that makes F1 largest.
- `components`: precision, recall and F1 of the pairs that connected components imply, at each match probability.
- `clusters`: the same for the clusters as the program itself made them.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import pandas as pd

PROBABILITIES = [0.99999, 0.9999, 0.999, 0.99, 0.95, 0.8, 0.5]


class Truth:
    """Rows of the input files with the entity that each is about."""

    def __init__(self, truth: Path, files: list[Path]):
        entity_of = pd.read_csv(truth, dtype=str, usecols=["id", "entity"]).set_index("id")["entity"]
        ids = [pd.read_csv(file, dtype=str, usecols=["id"])["id"] for file in files]
        rows = pd.concat(ids, ignore_index=True)
        if rows.duplicated().any():
            raise SystemExit(f"score: id '{rows[rows.duplicated()].iloc[0]}' stands twice in the input")
        self.number_of = pd.Series(np.arange(len(rows)), index=rows)
        entities = entity_of.reindex(rows)
        if entities.isna().any():
            raise SystemExit(f"score: {truth} has no entity for id '{rows[entities.isna().to_numpy()].iloc[0]}'")
        self.entity = pd.factorize(entities)[0]
        self.file = np.repeat(np.arange(len(ids)), [len(one) for one in ids])
        self.files = len(files)
        self.true_pairs = self.pairs_within(self.entity)

    def pairs_within(self, *labels: np.ndarray) -> int:
        """Pairs of rows that agree on all labels: across files where there are two."""
        frame = pd.DataFrame({f"label_{place}": label for place, label in enumerate(labels)})
        columns = list(frame.columns)
        sizes = frame.groupby(columns).size()
        pairs = int((sizes * (sizes - 1) // 2).sum())
        if self.files > 1:
            frame["file"] = self.file
            inside = frame.groupby(columns + ["file"]).size()
            pairs -= int((inside * (inside - 1) // 2).sum())
        return pairs

    def rows(self, ids: pd.Series) -> np.ndarray:
        """The numbers of rows by their ids."""
        numbers = self.number_of.reindex(ids).to_numpy()
        if np.isnan(numbers).any():
            raise SystemExit(f"score: id '{ids[np.isnan(numbers)].iloc[0]}' is not in the input")
        return numbers.astype(np.int64)


def rates(true: int, found: int, wanted: int) -> dict:
    precision = true / found if found else 0.0
    recall = true / wanted if wanted else 0.0
    f1 = 2 * precision * recall / (precision + recall) if true else 0.0
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}


def best_pairs(weights: np.ndarray, is_true: np.ndarray, wanted: int) -> dict:
    """Tries every match weight that occurs as the threshold. Rows are in descending order of weight."""
    if len(weights) == 0:
        return rates(0, 0, wanted)
    is_last = np.append(weights[1:] != weights[:-1], True)
    true, found = np.cumsum(is_true)[is_last], np.flatnonzero(is_last) + 1
    at = int(np.argmax(2 * true / (found + wanted)))
    return {"match_weight_bits": round(float(weights[is_last][at]), 2), **rates(int(true[at]), int(found[at]), wanted)}


class Components:
    """Connected components that grow with each edge."""

    def __init__(self, rows: int):
        self.parent = list(range(rows))

    def root(self, row: int) -> int:
        parent = self.parent
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    def join(self, left: int, right: int) -> None:
        left, right = self.root(left), self.root(right)
        self.parent[max(left, right)] = min(left, right)

    def labels(self) -> np.ndarray:
        return np.array([self.root(row) for row in range(len(self.parent))])


def score_labels(truth: Truth, labels: np.ndarray) -> dict:
    found = truth.pairs_within(labels)
    both = truth.pairs_within(labels, truth.entity)
    largest = int(np.bincount(pd.factorize(labels)[0]).max())
    return {**rates(both, found, truth.true_pairs), "largest": largest}


def component_scores(truth: Truth, pairs: pd.DataFrame, left: np.ndarray, right: np.ndarray) -> dict:
    components, done, scores = Components(len(truth.entity)), 0, {}
    probability = pairs["match_probability"].to_numpy()
    for threshold in PROBABILITIES:
        upto = int(np.searchsorted(-probability, -threshold, side="right"))
        for one, other in zip(left[done:upto].tolist(), right[done:upto].tolist()):
            components.join(one, other)
        done = max(done, upto)
        scores[str(threshold)] = score_labels(truth, components.labels())
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("result", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--files", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    truth = Truth(options.truth, options.files)

    types = {"left_id": str, "right_id": str, "match_weight_bits": float, "match_probability": float}
    pairs = pd.read_csv(options.out / "pairs.csv", dtype=types, usecols=list(types))
    pairs = pairs.sort_values(["match_probability", "match_weight_bits"], ascending=False, kind="stable")
    left, right = truth.rows(pairs["left_id"]), truth.rows(pairs["right_id"])
    codes = np.minimum(left, right) * len(truth.entity) + np.maximum(left, right)
    if len(np.unique(codes)) != len(codes):
        raise SystemExit(f"score: {options.out}/pairs.csv has a pair twice")
    is_true = truth.entity[left] == truth.entity[right]
    if truth.files > 1 and (truth.file[left] == truth.file[right]).any():
        raise SystemExit(f"score: {options.out}/pairs.csv has a pair within one list")

    clusters = pd.read_csv(options.out / "clusters.csv", dtype=str, usecols=["id", "cluster"])
    labels = np.arange(len(truth.entity)) + len(clusters)  # a row that is in no cluster stays alone
    labels[truth.rows(clusters["id"])] = pd.factorize(clusters["cluster"])[0]

    weights = pairs["match_weight_bits"].to_numpy()
    order = np.argsort(-weights, kind="stable")
    result = {
        "true_pairs": truth.true_pairs,
        "pairs_kept": len(pairs),
        "true_pairs_kept": int(is_true.sum()),
        "pairs_best": best_pairs(weights[order], is_true[order], truth.true_pairs),
        "components": component_scores(truth, pairs, left, right),
        "clusters": score_labels(truth, labels),
    }
    options.result.write_text(json.dumps(result, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
