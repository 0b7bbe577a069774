#!/usr/bin/env bash
# Mooring, a real opencode, the wire between them and the model fail at seeded moments; SAMPLES (1000) prompts meet a fault, half of
# them with an opencode that Mooring runs, half with one that outlives it. The table for src/docs/faults.md is left in
# liberty/target/fault-runs.md.
#   src/bench/fault-runs.sh [SAMPLES] [SEED]        PORT (19200), the first of 60, is in the environment
set -euo pipefail
samples=${1:-1000}
seed=${2:-$(date +%s)}
cd "$(dirname "$0")/../.."
echo "seed $seed"
mvn -B -ntp verify -pl ejbModule,webModule,src/impostor,src/client,liberty -Dtest=NoSuchTest \
  -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FaultRunIT -Dmooring.test.port="${PORT:-19200}" \
  -Dmooring.fault.samples="$samples" -Dmooring.fault.seed="$seed"
cat liberty/target/fault-runs.md
