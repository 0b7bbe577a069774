#!/usr/bin/env bash
# Kills Mooring at every named point of its operations, SAMPLES (1000) operations in all, up to 32 by one kill, and checks from
# upstream's side what the next start made of it. A long run goes in pieces of PIECE (192) samples, six kills, each with an
# installation of its own and the next seed; a piece that found something is repeated by its seed alone:
#   src/bench/crash-points.sh 192 SEED
# Prints how many samples each point got; the table for src/docs/crashes.md is left in liberty/target/crash-points.md.
#   src/bench/crash-points.sh [SAMPLES] [SEED]        PORT (19200), the first of 60, PIECE and PATIENCE
# (1, how many times as long it waits on a busy machine) are in the environment
set -euo pipefail
samples=${1:-1000}
seed=${2:-$(date +%s)}
piece=${PIECE:-192}
cd "$(dirname "$0")/../.."
table=liberty/target/crash-points.md
tables=$(mktemp)
trap 'rm -f "$tables"' EXIT
for ((done = 0; done < samples; done += piece, seed++)); do
  count=$((samples - done < piece ? samples - done : piece))
  echo "seed $seed, $count samples, load $(cut -d' ' -f1-3 /proc/loadavg)"
  mvn -B -ntp verify -pl ejbModule,webModule,src/impostor,src/client,liberty -Dtest=NoSuchTest \
    -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CrashPointsIT -Dmooring.test.port="${PORT:-19200}" \
    -Dmooring.crash.samples="$count" -Dmooring.crash.a-kill=32 -Dmooring.crash.seed="$seed" \
    -Dmooring.test.patience="${PATIENCE:-1}"
  cat "$table" >>"$tables"
done
src/bench/add-tables.sh "$tables" | tee "$table"
