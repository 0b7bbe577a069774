#!/usr/bin/env bash
# Adds up tables of crash points: the numbers of rows that name the same operation and point.
#   src/bench/add-tables.sh FILE..
set -euo pipefail
cat "$@" | awk -F' *[|] *' '
  /^Seed/ {seeds = seeds (seeds == "" ? "" : ", ") $0}
  $4 ~ /^[0-9]+$/ {row = $2 " | " $3; if (!(row in count)) order[++rows] = row; count[row] += $4; all += $4}
  END {
    gsub(/Seed /, "", seeds)
    print "Seeds " seeds ", " all " samples\n\n| operation | point | samples |\n|---|---|---|"
    for (i = 1; i <= rows; i++) print "| " order[i] " | " count[order[i]] " |"
  }'
