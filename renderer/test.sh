#!/usr/bin/env bash
# Builds, checks and tests the renderer and mizzen-sops, which is a module of its own. The environment makes all of it share one build cache with build.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
export CGO_ENABLED=0 GOFLAGS='-trimpath -buildvcs=false'

staticcheck=honnef.co/go/tools/cmd/staticcheck@v0.8.2

./build.sh
unformatted=$(find . -name '*.go' -not -path './target/*' -exec gofmt -l {} +)
if [[ -n $unformatted ]]; then
  echo "not formatted, run gofmt -w on: $unformatted" >&2
  exit 1
fi
for module in . sops; do
  (cd "$module" && go vet ./... && go run "$staticcheck" ./... && go test -vet=off -count=1 ./...)
done
