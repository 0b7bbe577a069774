#!/usr/bin/env bash
# Races 2 to 64 callers on two nodes over create, ensure, recreate, move and delete, CALLS (10000) calls in all, half of them
# on Derby and half on PostgreSQL, and checks from upstream's side what came of it.
#   src/bench/races.sh [CALLS] [SEED]
set -euo pipefail
calls=${1:-10000}
seed=${2:-$(date +%s)}
cd "$(dirname "$0")/../.."
echo "seed $seed"
mvn -B -ntp test -pl ejbModule -Dtest=SessionRacesTest -Dmooring.race.operations="$((calls / 2))" \
  -Dmooring.race.seed="$seed"
