#!/usr/bin/env bash
# A PostgreSQL server for tests, on a Unix socket in a folder of its own, never as root.
#
#   postgres-for-tests.sh install         finds PostgreSQL, or installs Debian's package (root and apt-get)
#   postgres-for-tests.sh serve [FOLDER]  starts a server, prints its URL, and stops it when standard input ends.
#                                         With FOLDER its data stay there, and serve starts it again from them.
#
# Exit code 3: there is no PostgreSQL here; the tests that need it say that they are skipped.
set -euo pipefail

# The newest PostgreSQL of Debian's layout, else what is on the path.
find_programs() {
  local newest
  newest=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null | sort -V | tail -n 1)
  [ -n "$newest" ] || newest=$(command -v initdb || true)
  [ -n "$newest" ] && dirname "$(readlink -f "$newest")"
}

install() {
  if find_programs >/dev/null; then
    echo "postgresql: found"
  elif command -v apt-get >/dev/null && [ "$(id -u)" -eq 0 ]; then
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends postgresql >/dev/null
    echo "postgresql: installed"
  else
    echo "postgresql: not installed (needs root and apt-get); tests on PostgreSQL will be skipped"
  fi
}

# The server refuses to run as root.
as_low_user() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif getent passwd postgres >/dev/null; then
    runuser -u postgres -- "$@"
  else
    runuser -u nobody -- "$@"
  fi
}

serve() {
  is_kept=yes # Not local: the trap below outlives the function.
  programs=$(find_programs) || { echo "postgresql: not installed" >&2; exit 3; }
  folder=${1:-}
  if [ -z "$folder" ]; then
    is_kept=no
    folder=$(mktemp -d /tmp/willay-postgres.XXXXXX)
  fi
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then
    chown "$(getent passwd postgres >/dev/null && echo postgres || echo nobody)" "$folder"
  fi
  cd "$folder"
  if [ ! -e data/PG_VERSION ]; then
    as_low_user "$programs/initdb" -D "$folder/data" -U willay --auth=trust --encoding=UTF8 --locale=C >initdb.log
  fi
  # A killed server leaves its pid file and its socket; it finds out by itself that nobody uses them.
  as_low_user "$programs/pg_ctl" -D "$folder/data" -l "$folder/server.log" -w -t 60 start \
    -o "-c listen_addresses='' -c unix_socket_directories='$folder' -c shared_buffers=16MB -c max_connections=30" >pg_ctl.log
  stop() {
    as_low_user "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    cd /
    if [ "$is_kept" = no ]; then rm -rf "$folder"; fi
  }
  trap stop EXIT
  trap 'exit 0' TERM INT HUP
  echo "postgres://willay@${folder//\//%2F}/postgres"
  cat >/dev/null
}

case "${1:-}" in
  install) install ;;
  serve) serve "${2:-}" ;;
  *) sed -n '2,9p' "$0"; exit 2 ;;
esac
