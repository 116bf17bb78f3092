#!/usr/bin/env python3
"""The costs of both sides of bench/import/run in one table.

usage: table.py ROWS FOLDER
"""

import json
import sys
from pathlib import Path

GOAL = 0.5  # ours, as a share of bare SQLite's rows per second


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    rows, folder = int(sys.argv[1]), Path(sys.argv[2])
    ours = json.loads((folder / "willay.json").read_text(encoding="utf-8"))
    process = json.loads((folder / "bare.json").read_text(encoding="utf-8"))
    # Bare SQLite is timed from within: reading the bytes that it inserts is not its work.
    bare = json.loads((folder / "bare.txt").read_text(encoding="utf-8"))
    print(f"{rows} rows, {bare['entries']} entries, {bare['megabytes']:.0f} MB; load before {ours['load_before']}")
    print(f"{'':<14}{'wall s':>9}{'rows/s':>11}{'CPU s':>9}{'peak MB':>9}")
    speed, bare_speed = rows / ours["wall_s"], rows / bare["seconds"]
    print(f"{'willay import':<14}{ours['wall_s']:>9.2f}{speed:>11.0f}{ours['cpu_s']:>9.2f}{ours['peak_mb']:>9}")
    print(f"{'bare SQLite':<14}{bare['seconds']:>9.2f}{bare_speed:>11.0f}{'':>9}{process['peak_mb']:>9}")
    ratio = speed / bare_speed
    print(f"ratio {ratio:.2f} (goal: at least {GOAL}{'' if ratio >= GOAL else ', missed'})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
