#!/usr/bin/env bash
# How long the installed server takes to be ready, and what it then holds: starts it RUNS times (5), each with a data
# directory of its own, and prints each run, the medians, the cores and the load. Build it first.
#   src/bench/start-time.sh [RUNS]        PORT (19399) and IDLE_SECONDS (10) are in the environment
set -euo pipefail
runs=${1:-5}
port=${PORT:-19399}
idle=${IDLE_SECONDS:-10}
root=$(cd "$(dirname "$0")/../.." && pwd)
server="$root/liberty/target/liberty/wlp/bin/server"
work=$(mktemp -d)
pid=
end() {
  if [ -n "$pid" ] && kill "$pid" 2>/dev/null; then wait "$pid" || true; fi
  rm -rf "$work"
}
trap end EXIT

now_ms() { echo $(($(date +%s%N) / 1000000)); }
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for run in $(seq "$runs"); do
  began=$(now_ms)
  MOORING_HTTP_PORT=$port MOORING_DATA_DIRECTORY=$work/data$run "$server" run mooring >"$work/console" 2>&1 &
  pid=$!
  until curl -sf -o /dev/null "http://127.0.0.1:$port/health/ready"; do
    if ! kill -0 "$pid" 2>/dev/null; then
      cat "$work/console"
      exit 1
    fi
    sleep 0.05
  done
  ready=$(($(now_ms) - began))
  cpu=$(awk -v hz="$(getconf CLK_TCK)" '{print int(($14 + $15) * 1000 / hz)}' "/proc/$pid/stat")
  sleep "$idle"
  rss=$(awk '/^VmRSS/ {print int($2 / 1024)}' "/proc/$pid/status")
  echo "run $run: ready after $ready ms (CPU $cpu ms), RSS idle $rss MB, load $(cut -d' ' -f1 /proc/loadavg)"
  echo "$ready" >>"$work/ready"
  echo "$cpu" >>"$work/cpu"
  echo "$rss" >>"$work/rss"
  stopping=$(now_ms)
  kill "$pid"
  wait "$pid" || true
  pid=
  echo $(($(now_ms) - stopping)) >>"$work/stop"
done
echo "median of $runs: ready $(median <"$work/ready") ms (CPU $(median <"$work/cpu") ms)," \
  "RSS idle $(median <"$work/rss") MB, stop $(median <"$work/stop") ms; $(nproc) cores, load $(cat /proc/loadavg)"
