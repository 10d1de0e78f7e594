#!/bin/sh
# A change pipeline: export, edit with a script, diff, apply with the plan's hash, check, drill, report.
#
#   renumber.sh HOSTS FOLDER VM
#
# HOSTS is a hosts file, FOLDER a new folder for everything that is kept as proof, VM one replica: NAME or HOST/NAME.
# HVR is how hvr is called (hvr), REVIEW a command that a person's approval hangs on (true): it is given the plan's
# document and its hash, and may run elsewhere, as somebody else. Needs python3 and jq.
set -eu
hosts=$1 folder=$2 vm=$3
HVR=${HVR:-hvr}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"

# Runs hvr; 1 is "there are differences or findings", and no failure of the pipeline.
told() {
    status=0
    $HVR "$@" --hosts "$hosts" || status=$?
    [ "$status" -le 1 ] || { echo "hvr $1 ended with $status" >&2; exit "$status"; }
}

told export --vm "$vm" --output "$folder/before.csv"
python3 "$here/renumber.py" 100 <"$folder/before.csv" >"$folder/after.csv"

told diff "$folder/after.csv" --json >"$folder/plan.json"
hash=$(jq -r '.plan_hash // empty' "$folder/plan.json")
if [ -z "$hash" ]; then
    echo "nothing to change"
    exit 0
fi
${REVIEW:-true} "$folder/plan.json" "$hash"

$HVR apply "$folder/after.csv" --hosts "$hosts" --plan-hash "$hash" --reason "renumber $vm" --json >"$folder/applied.json"
jq -r '.changes[] | "\(.outcome): \(.vm) / \(.adapter) on \(.host)"' "$folder/applied.json"

told check --vm "$vm" --operation drill --json >"$folder/check.json"
jq -r '.vms[] | "\(.verdict): \(.name), \(.findings | length) findings"' "$folder/check.json"

$HVR drill --vm "$vm" --hosts "$hosts" --reason "prove the new addresses of $vm" --yes --report "$folder/evidence" >"$folder/drill.txt"
tail -n 1 "$folder/drill.txt"

$HVR journal --csv --hosts "$hosts" >"$folder/journal.csv"
echo "proof in $folder"
