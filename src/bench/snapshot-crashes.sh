#!/usr/bin/env bash
# Kills processes that capture, rewrite and prune, 12 at a time at named points of their stores, SAMPLES (1000) in all, each
# time with what the last kill left, and checks that every snapshot that was reported is whole and nothing else is left. The
# table for src/docs/crashes.md is left in ejbModule/target/snapshot-crashes.md.
#   src/bench/snapshot-crashes.sh [SAMPLES] [SEED]
set -euo pipefail
samples=${1:-1000}
seed=${2:-$(date +%s)}
cd "$(dirname "$0")/../.."
echo "seed $seed"
mvn -B -ntp test -pl ejbModule -Dtest=SnapshotCrashTest -Dmooring.crash.samples="$samples" -Dmooring.crash.seed="$seed"
cat ejbModule/target/snapshot-crashes.md
