#!/usr/bin/env bash
# The main job, from nothing: a repository, a Rails service, its checks, its whole life.
# Usage: examples/demo.sh [DIR]    (DIR is made anew; ./demo by default)
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
target=${1:-demo}

say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; }
run() { say "$@"; "$@"; }

case $target in
  "" | / | . | ..) echo "will not make $target anew" >&2; exit 2 ;;
esac
if [ -e "$target" ] && [ ! -f "$target/tfgen.yaml" ]; then
  echo "$target exists and is no demo; remove it, or name another folder" >&2
  exit 2
fi
rm -rf "$target"

run tfgen doctor --install
run tfgen init "$target" --project example --region ap-northeast-1 \
  --environment stg=111111111111 --environment prd=222222222222 --yes
cd "$target"
run tfgen new-service admin --repository example/admin --port 3000 --set assets=cdn --yes

say cp examples/rails/web.yaml services/web.yaml
cp "$here/rails/web.yaml" services/web.yaml
run tfgen generate web
run tfgen validate stacks
run tfgen generate --check
run tfgen rehearse web --env stg --source "$here/rails/app"
