#!/usr/bin/env python3
"""Prints what a run of the benchmark measured, a block for each table, with the ratios to the packages of the field.

usage: table.py OUT BASELINES

OUT/TABLE/ holds willay.tsv (job, amount, unit, seconds, answer) and peers.tsv (the same with the package before them).
"""

import sys
from pathlib import Path

ORDER = ["my_spina3", "korea", "kosovo_lcmcr", "msetools_australia", "my_five", "ukdat_5", "ned_5", "ukdat", "ned"]


def rows(path: Path, fields: int) -> list[list[str]]:
    if not path.exists():
        return []
    parts = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return [part for part in parts if len(part) == fields]


def seconds(value: float) -> str:
    if value == 0:
        return "< 10 ms"  # Below one tick of the process clock.
    for unit, size in (("s", 1.0), ("ms", 1e-3)):
        if value >= size:
            return f"{value / size:.3g} {unit}"
    return f"{value / 1e-6:.3g} us"


def rate(amount: float, spent: float) -> float:
    return amount / spent if spent > 0 else 0.0


def number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def of_table(folder: Path, baselines: list[list[str]]) -> None:
    ours = rows(folder / "willay.tsv", 5)
    peers = {(job, package): (float(amount), float(spent), answer)
             for package, job, amount, _, spent, answer in rows(folder / "peers.tsv", 6)}
    elsewhere = {job: (package, float(amount), float(spent))
                 for table, job, package, amount, spent in baselines if table == folder.name}
    clock = next((row for row in ours if row[0] == "clock"), None)
    print(f"\n{folder.name}" + (f" ({clock[4]}; {clock[2]} seconds)" if clock else ""))
    for job, amount, unit, spent, answer in (row for row in ours if row[0] != "clock"):
        speed = rate(float(amount), float(spent))
        fast = f"{number(speed):>11} {unit}/s" if speed else " " * 11
        print(f"  {job:24} {seconds(float(spent)):>9}  {fast}  {answer}".rstrip())
        for (peer_job, package), (theirs, theirs_spent, said) in peers.items():
            if peer_job == job:
                times = f"{speed / rate(theirs, theirs_spent):.1f}x" if rate(theirs, theirs_spent) > 0 else "-"
                print(f"  {'':4}{package:20} {seconds(theirs_spent):>9}  {number(rate(theirs, theirs_spent)):>11} {unit}/s  "
                      f"ratio {times} in this run  {said}".rstrip())
        if job in elsewhere and not any(peer_job == job for peer_job, _ in peers):
            package, theirs, theirs_spent = elsewhere[job]
            print(f"  {'':4}{package:20} {'':9}  {number(rate(theirs, theirs_spent)):>11} {unit}/s  "
                  f"ratio {speed / rate(theirs, theirs_spent):.1f}x, measured elsewhere: not in this run, not on this machine")


def main() -> None:
    out, baselines = Path(sys.argv[1]), rows(Path(sys.argv[2]), 5)
    folders = {path.name: path for path in out.iterdir() if path.is_dir() and not path.name.startswith(".")}
    names = [name for name in ORDER if name in folders] + sorted(name for name in folders if name not in ORDER)
    for name in names:
        of_table(folders[name], baselines)


if __name__ == "__main__":
    main()
