#!/usr/bin/env bash
# Races 2 to 64 callers on two nodes over create, ensure, recreate, move and delete, CALLS (10000) calls in all, half of them
# on Derby and half on PostgreSQL, and checks from upstream's side what came of it. Goes in pieces of PIECE (2000) calls, each
# with databases of its own and the next seed; a piece that found something is repeated by its seed alone.
#   src/bench/races.sh [CALLS] [SEED]        PIECE is in the environment
set -euo pipefail
calls=${1:-10000}
seed=${2:-$(date +%s)}
piece=${PIECE:-2000}
cd "$(dirname "$0")/../.."
for ((done = 0; done < calls; done += piece, seed++)); do
  count=$((calls - done < piece ? calls - done : piece))
  echo "seed $seed, $count calls, load $(cut -d' ' -f1-3 /proc/loadavg)"
  mvn -B -ntp test -pl ejbModule -Dtest=SessionRacesTest -Dmooring.race.operations="$((count / 2))" \
    -Dmooring.race.seed="$seed"
done
