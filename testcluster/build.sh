#!/usr/bin/env bash
# Builds target/mizzen-testcluster, unless nothing that goes into it changed since the last build.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=target/mizzen-testcluster
stamp=target/mizzen-testcluster.inputs
kubernetes=$(awk '$1 == "k8s.io/kubernetes" { print $2 }' go.mod)
IFS=. read -r major minor _ <<<"${kubernetes#v}"
version=k8s.io/component-base/version
flags="-s -w -X $version.gitVersion=$kubernetes -X $version.gitMajor=$major -X $version.gitMinor=$minor"

inputs=$({ go version; cat go.mod go.sum build.sh; find . -name '*.go' -not -name '*_test.go' -not -path './target/*' -print0 | LC_ALL=C sort -z | xargs -0 cat; } | sha256sum | cut -d' ' -f1)
if [[ -x $binary && -f $stamp && $(<"$stamp") == "$inputs" ]]; then
  echo "testcluster: up to date"
  exit 0
fi

mkdir -p target
echo "testcluster: building with Kubernetes $kubernetes (the first build takes 5 to 20 minutes)"
CGO_ENABLED=0 go build -trimpath -buildvcs=false -ldflags "$flags" -o "$binary.$$" .
mv -f "$binary.$$" "$binary"
echo "$inputs" >"$stamp"
echo "testcluster: built in ${SECONDS} s"
