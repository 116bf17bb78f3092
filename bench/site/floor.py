#!/usr/bin/env python3
"""Writes the files of a folder again, from memory, and says how long the writing alone took.

usage: floor.py FROM TO
"""

import json
import os
import sys
import time
from pathlib import Path


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    files = [(str(target / path.relative_to(source)), path.read_bytes()) for path in sorted(source.rglob("*")) if path.is_file()]
    folders = sorted({os.path.dirname(path) for path, _ in files})
    start = time.monotonic()
    for folder in folders:
        os.makedirs(folder, exist_ok=True)
    for path, content in files:
        with open(path, "wb", buffering=0) as file:
            file.write(content)
    seconds = time.monotonic() - start
    print(json.dumps({"files": len(files), "bytes": sum(len(content) for _, content in files), "seconds": round(seconds, 2)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
