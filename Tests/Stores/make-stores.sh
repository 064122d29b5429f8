#!/bin/sh
# Makes the stores of a release that later releases must open: a practice province and its city, linked once, with a
# matter, a case of each stage of work and a scan. Run once a release, with that release's own program:
#
#     git checkout v0.1.0 && swift build --product hall
#     HALL=.build/debug/hall Tests/Stores/make-stores.sh
#
# The keys are kept with the stores: a practice network has no secrets.
set -eu
cd "$(dirname "$0")/../.."
hall=${HALL:-.build/debug/hall}
release=$("$hall" version | sed 's/^hall \([^,]*\),.*/\1/')
target=Tests/Stores/$release
[ ! -e "$target" ] || { echo "make-stores: $target is there; a release's stores are made once" >&2; exit 1; }
work=$(mktemp -d)
servers=""
finish() {
    # shellcheck disable=SC2086
    [ -z "$servers" ] || kill $servers 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT

serve() {
    "$hall" serve --data "$work/$1" --web 127.0.0.1:0 --quiet >"$work/$1.out" &
    servers="$servers $!"
    until grep -q ready "$work/$1.out"; do sleep 0.1; done
}

field() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# The sample catalogue's one matter that a city accepts and the province decides.
sed -n '/code: JX-GT-004/,/^- code/p' docs/sample-catalogue.yaml | sed '$d' >"$work/matter.yaml"
echo '{"kind":"citizen","idNumber":"340101190001010017","name":"王某"}' >"$work/person.json"
seq 1 2000 >"$work/scan.txt"

"$hall" init --code 36 --name 江西省 --url https://127.0.0.1:18436 --practice --data "$work/province" >/dev/null
"$hall" matter publish "$work/matter.yaml" --data "$work/province" >/dev/null
serve province
"$hall" enroll --code 3607 --name 赣州市 --data "$work/province" --json | field invitation >"$work/invitation"
"$hall" join --invitation "@$work/invitation" --url https://127.0.0.1:18437 --data "$work/city" >/dev/null
serve city
"$hall" rollout JX-GT-004 --wait 30s --data "$work/province" >/dev/null

open_case() {
    "$hall" case open --matter JX-GT-004 --applicant "$work/person.json" --paper 项目建设依据 --paper 选址论证报告 \
        --material "建设项目用地预审与选址意见书申请表=$work/scan.txt" --data "$work/city" --json | field number
}
step() {
    place=$1
    shift
    "$hall" case do "$@" --as 李娜 --data "$work/$place" >/dev/null
}
number=$(open_case)
step city "$number" accept
step city "$number" review --opinion 同意
step city "$number" review --opinion 同意
step city "$number" forward
"$hall" case show "$number" --wait forwarded --data "$work/province" >/dev/null
until "$hall" case show "$number" --data "$work/city" --json | grep -q '"state":"signed-for"'; do sleep 0.2; done
step province "$number" receive
"$hall" case show "$number" --wait in-review --data "$work/city" >/dev/null
open_case >/dev/null
step city "$(open_case)" accept
sleep 2

# shellcheck disable=SC2086
kill $servers
wait
servers=""
for place in province city; do
    "$hall" verify --data "$work/$place" >/dev/null
    mkdir -p "$target/$place"
    cp -r "$work/$place/keys" "$target/$place/"
    cp "$work/$place/hall.sqlite" "$target/$place/"
done
echo "$target"
