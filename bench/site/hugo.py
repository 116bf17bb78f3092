#!/usr/bin/env python3
"""Makes a site for Hugo of the pages of a built one: what stands in <main> becomes content, and Hugo puts it into a layout
with head, navigation and foot; every other file is copied as it is.

usage: hugo.py SITE FOLDER

Hugo checks no number, signs nothing and hashes nothing: it shows what only making and writing as many pages costs.
"""

import json
import re
import shutil
import sys
from pathlib import Path

LAYOUT = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title><link rel="stylesheet" href="/style.css"></head>
<body><header><nav>{{ range site.Menus.main }}<a href="{{ .URL }}">{{ .Name }}</a>{{ end }}</nav></header>
<main id="main">{{ .Content }}</main><footer>{{ site.Title }}</footer></body></html>
"""
CONFIG = """baseURL = "https://example.org/synthetic/"
title = "A synthetic site"
uglyURLs = true
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "section", "home", "404"]
[security]
allowContent = [".*"]
[[menus.main]]
name = "Articles"
url = "/articles.html"
[[menus.main]]
name = "Figures"
url = "/figures.html"
"""


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    site, folder = Path(sys.argv[1]), Path(sys.argv[2])
    (folder / "layouts").mkdir(parents=True)
    (folder / "layouts" / "all.html").write_text(LAYOUT, encoding="utf-8")
    (folder / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    for path in sorted(path for path in site.rglob("*") if path.is_file()):
        relative = path.relative_to(site)
        # Hugo takes `index` for a bundle of its folder.
        text = path.read_text(encoding="utf-8") if path.suffix == ".html" and path.stem != "index" else ""
        found = re.search(r"<main[^>]*>(.*)</main>", text, re.S)
        if found is None:
            target = folder / "static" / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
            continue
        title = re.search(r"<title>(.*?)</title>", text, re.S)
        head = json.dumps({"title": title.group(1) if title else path.stem})
        # Nothing in it may be taken for a template's call.
        target = folder / "content" / relative
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{head}\n{found.group(1).replace('{{', '{ {')}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
