#!/usr/bin/env bash
# Builds ../target/mizzen-sops, unless nothing that goes into it changed since the last build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=../target/mizzen-sops
stamp=$binary.inputs

inputs=$({
  go version
  cat go.mod go.sum build.sh
  find . -name '*.go' -not -name '*_test.go' -print0 | LC_ALL=C sort -z | xargs -0 cat
  cat ../protocol/protocol.go ../problem/problem.go ../data/data.go
} | sha256sum | cut -d' ' -f1)
if [[ -x $binary && -f $stamp && $(<"$stamp") == "$inputs" ]]; then
  echo "sops: up to date"
  exit 0
fi
mkdir -p ../target
echo "sops: building (the first build takes some minutes)"
CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "-s -w -X main.build=$inputs" -o "$binary.part" .
mv -f "$binary.part" "$binary"
echo "$inputs" >"$stamp"
echo "sops: built in ${SECONDS} s"
