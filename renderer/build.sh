#!/usr/bin/env bash
# Builds target/mizzen-renderer, unless nothing that goes into it changed since the last build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=target/mizzen-renderer
stamp=target/mizzen-renderer.inputs

inputs=$({
  go version
  cat go.mod go.sum build.sh
  find . -name '*.go' -not -name '*_test.go' -not -path './target/*' -print0 | LC_ALL=C sort -z | xargs -0 cat
} | sha256sum | cut -d' ' -f1)
if [[ -x $binary && -f $stamp && $(<"$stamp") == "$inputs" ]]; then
  echo "renderer: up to date"
  exit 0
fi

mkdir -p target
echo "renderer: building (the first build takes about a minute)"
CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.build=$inputs" -o "$binary.part" .
mv -f "$binary.part" "$binary"
echo "$inputs" >"$stamp"
echo "renderer: built in ${SECONDS} s"
