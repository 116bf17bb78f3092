#!/usr/bin/env python3
"""The costs of all sides of bench/site/run in one table.

usage: table.py PAGES FOLDER
"""

import json
import sys
from pathlib import Path

GOAL = 2.0  # ours, in times of only writing the same bytes
EDIT_S = 0.3  # from one edit of 1,500 pages to the page on the disk

ROWS = [
    ("willay, clean", "clean"),
    ("willay, no change", "unchanged"),
    ("willay, one edit", "edit"),
    ("hugo, clean", "hugo"),
    ("hugo, no change", "hugo-unchanged"),
]


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(sys.argv[2])
    read = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))
    floor = read("floor.txt")
    costs = {name: read(f"{name}.json") for _, name in ROWS if (folder / f"{name}.json").is_file()}
    print(f"{floor['files']} files, {floor['bytes'] / 1e6:.0f} MB; load before {costs['clean']['load_before']}")
    print(f"{'':<20}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'x writing':>11}")
    for label, name in ROWS:
        if cost := costs.get(name):
            print(f"{label:<20}{cost['wall_s']:>9.2f}{cost['cpu_s']:>9.2f}{cost['peak_mb']:>9}{cost['wall_s'] / floor['seconds']:>11.1f}")
    print(f"{'writing alone':<20}{floor['seconds']:>9.2f}")
    for label, name in ROWS[:2]:
        ratio = costs[name]["wall_s"] / floor["seconds"]
        print(f"ratio, {label}: {ratio:.1f} (goal: at most {GOAL:.0f}{'' if ratio <= GOAL else ', missed'})")
    edit = costs["edit"]["wall_s"]
    print(f"one edit: {edit:.2f} s (goal, for 1,500 pages: {EDIT_S}{'' if edit <= EDIT_S else ', missed'})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
