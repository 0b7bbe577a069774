#!/usr/bin/env bash
# Kills Mooring at every named point of its operations, SAMPLES (1000) operations in all, 25 to 32 at a time, and checks from
# upstream's side what the next start made of it. Prints how many samples each point got; the table for src/docs/crashes.md
# is left in liberty/target/crash-points.md.
#   src/bench/crash-points.sh [SAMPLES] [SEED]        PORT (19200), the first of 60, is in the environment
set -euo pipefail
samples=${1:-1000}
seed=${2:-$(date +%s)}
cd "$(dirname "$0")/../.."
echo "seed $seed"
mvn -B -ntp verify -pl ejbModule,webModule,src/impostor,src/client,liberty -Dtest=NoSuchTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=CrashPointsIT -Dmooring.test.port="${PORT:-19200}" \
  -Dmooring.crash.samples="$samples" -Dmooring.crash.seed="$seed"
cat liberty/target/crash-points.md
