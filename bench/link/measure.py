#!/usr/bin/env python3
"""What does a command cost? CPU seconds of all its threads, wall time and peak memory, as the kernel counted them.

usage: measure.py RESULT.json OUTPUT COMMAND [ARGUMENT ...]

Runs COMMAND with its standard output in OUTPUT and writes RESULT.json. Ends as the command ended.
"""

import json
import os
import sys
import time


def main() -> int:
    if len(sys.argv) < 4:
        print(__doc__, file=sys.stderr)
        return 2
    result_path, output_path, command = sys.argv[1], sys.argv[2], sys.argv[3:]
    load_before = os.getloadavg()[0]
    start = time.monotonic()
    child = os.posix_spawnp(
        command[0],
        command,
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, output_path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)],
    )
    _, status, usage = os.wait4(child, 0)
    wall_s = time.monotonic() - start
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        print(f"measure: {' '.join(command)} ended with {code}", file=sys.stderr)
        return code if code > 0 else 128 - code
    kilobyte = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss
    result = {
        "cpu_s": round(usage.ru_utime + usage.ru_stime, 2),
        "wall_s": round(wall_s, 2),
        "peak_mb": round(usage.ru_maxrss * kilobyte / 1e6),
        "load_before": round(load_before, 1),
    }
    with open(result_path, "w", encoding="utf-8") as file:
        json.dump(result, file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
