#!/usr/bin/env bash
# How well the two pairs that are kept out of training are aligned, by mizan and by hunalign where it is installed.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mizan() { cargo run --quiet --release --locked -- "$@"; }

# F1 of the beads with two sides, strict and lax.
figures() {
    mizan eval "$1" "$2" | awk '$1 == "nodel" { printf " %s %s", $2, $5 }'
}

# A ladder as beads.
beads() {
    awk 'function run(from, to, all) { for (all = ""; from < to; from++) all = all (all == "" ? "" : ", ") from; return all }
        NR > 1 { print "[" run(i, $1) "]:[" run(j, $2) "]" }
        { i = $1; j = $2 }'
}

: >"$work/none.dic"
for pair in anecdotes interview; do
    gold=pairs/$pair
    mizan align "$gold/gold.ar" "$gold/gold.en" --segmented -o "$work/$pair.beads" 2>"$work/said" || { cat "$work/said" >&2; exit 1; }
    printf '%-10s mizan%s' "$pair" "$(figures "$gold/gold.beads" "$work/$pair.beads")"
    if command -v hunalign >/dev/null; then
        # hunalign writes a file of its own where it is run.
        (cd "$work" && hunalign -realign none.dic "$OLDPWD/$gold/gold.ar" "$OLDPWD/$gold/gold.en" 2>/dev/null) |
            beads >"$work/$pair.beads"
        printf '; hunalign%s\n' "$(figures "$gold/gold.beads" "$work/$pair.beads")"
    else
        printf '; hunalign is not installed\n'
    fi
done
