#!/usr/bin/env python3
"""Prints what a run of the benchmark measured, one line a side, with their ratios.

usage: table.py OUT

OUT/INPUT/SIDE/ holds cost.json (measure.py), said.json (what the side said of itself: pairs_scored) and score.json.
"""

import json
import sys
from pathlib import Path

HEADINGS = ["input", "side", "CPU s", "wall s", "peak MB", "pairs scored", "pair F1", "F1 .95", "F1 best", "own F1"]
WIDTHS = [14, 7, 9, 9, 8, 13, 8, 8, 8, 8]


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def line(cells: list) -> str:
    texts = [str(cell).ljust(width) if place < 2 else str(cell).rjust(width)
             for place, (cell, width) in enumerate(zip(cells, WIDTHS))]
    return " ".join(texts).rstrip()


def of_side(folder: Path) -> dict | None:
    cost, score = read(folder / "cost.json"), read(folder / "score.json")
    if not cost:
        return None
    components = score.get("components", {})
    return {
        **cost,
        "pairs_scored": read(folder / "said.json").get("pairs_scored"),
        "pair_f1": score.get("pairs_best", {}).get("f1"),
        "f1_at_95": components.get("0.95", {}).get("f1"),
        "f1_best": max((one["f1"] for one in components.values()), default=None),
        "f1_own": score.get("clusters", {}).get("f1"),
    }


def cells(name: str, side: str, measured: dict) -> list:
    def number(key: str, form: str) -> str:
        return "-" if measured.get(key) is None else format(measured[key], form)

    return [
        name, side, number("cpu_s", ".2f"), number("wall_s", ".2f"), number("peak_mb", ",d"),
        number("pairs_scored", ",d"), *[number(key, ".4f") for key in ("pair_f1", "f1_at_95", "f1_best", "f1_own")],
    ]  # fmt: skip


def ratio(ours: dict, theirs: dict) -> list:
    def times(key: str) -> str:
        return f"{theirs[key] / ours[key]:.1f}x" if ours.get(key) and theirs.get(key) else "-"

    def same(key: str) -> str:
        if not ours.get(key) or not theirs.get(key):
            return "-"
        return "same" if ours[key] == theirs[key] else f"{theirs[key] / ours[key]:.4f}x"

    def less(key: str) -> str:
        return "-" if ours.get(key) is None or theirs.get(key) is None else f"{ours[key] - theirs[key]:+.4f}"

    gains = [less(key) for key in ("pair_f1", "f1_at_95", "f1_best", "f1_own")]
    return ["", "ratio", times("cpu_s"), times("wall_s"), times("peak_mb"), same("pairs_scored"), *gains]


def main() -> None:
    out = Path(sys.argv[1])
    print(line(HEADINGS))
    for folder in sorted(path for path in out.iterdir() if path.is_dir()):
        sides = {side: of_side(folder / side) for side in ("willay", "splink")}
        for side, measured in sides.items():
            if measured:
                print(line(cells(folder.name, side, measured)))
        if sides["willay"] and sides["splink"]:
            print(line(ratio(sides["willay"], sides["splink"])))


if __name__ == "__main__":
    main()
