#!/usr/bin/env bash
# Builds target/mizzen-renderer and, beside it, target/mizzen-renderer-engines, which it becomes where a component is a chart or
# a kustomization, and target/mizzen-sops (sops/build.sh); unless nothing that goes into them changed since the last build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

bash sops/build.sh

binary=target/mizzen-renderer
stamp=target/mizzen-renderer.inputs

inputs=$({
  go version
  cat go.mod go.sum build.sh
  find . -name '*.go' -not -name '*_test.go' -not -path './target/*' -not -path './sops/*' -print0 | LC_ALL=C sort -z | xargs -0 cat
} | sha256sum | cut -d' ' -f1)
if [[ -x $binary && -x $binary-engines && -f $stamp && $(<"$stamp") == "$inputs" ]]; then
  echo "renderer: up to date"
  exit 0
fi

mkdir -p target
echo "renderer: building (the first build takes about a minute)"
build() {
  CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.build=$inputs" "${@:2}" -o "$1.part" .
  mv -f "$1.part" "$1"
}
build "$binary-engines"
if [[ $(go env GOOS) == linux ]]; then
  build "$binary" -tags plain
else
  cp -f "$binary-engines" "$binary"
fi
echo "$inputs" >"$stamp"
echo "renderer: built in ${SECONDS} s"
