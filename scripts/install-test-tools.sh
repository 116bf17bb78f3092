#!/usr/bin/env bash
# Installs from Debian's packages what some tests use: Chromium, for the walk through the published site.
# Where it cannot (no root, no apt), the tests that need it say that they are skipped.
set -euo pipefail
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then
  echo "chromium: found"
  exit 0
fi
if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
  echo "chromium: not installed (needs root and apt-get); browser tests will be skipped"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends chromium >/dev/null
echo "chromium: installed"
