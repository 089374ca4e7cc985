#!/usr/bin/env bash
# Builds, checks and tests the test cluster. The environment makes all of it share one build cache with build.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false'

staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2

./build.sh
unformatted=$(gofmt -l ./*.go e2e internal)
if [[ -n $unformatted ]]; then
  echo "not formatted, run gofmt -w on: $unformatted" >&2
  exit 1
fi
# go vet would analyse all of Kubernetes for the sake of the main package; staticcheck does not.
go vet ./e2e ./internal/...
go run "$staticcheck" ./...
go test -vet=off -count=1 ./...
