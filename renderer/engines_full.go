//go:build !plain

package main

import (
	"encoding/json"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/kustomize"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
)

// filesToBecome is nothing: this program becomes no other one.
const filesToBecome = 0

// withEngines has nothing to add: this program has all engines.
func withEngines(op protocol.Op) protocol.Op { return op }

// change lays patches and images over rendered objects.
func change() protocol.Op {
	return with(func(r *changeRequest) (any, error) { return r.apply() })
}

type changeRequest struct {
	kustomize.Changes
	Objects json.RawMessage `json:"objects"`
}

func (r *changeRequest) apply() (any, error) {
	decoded, err := data.Decode(r.Objects)
	if err != nil {
		return nil, err
	}
	objects, ok := decoded.([]any)
	if !ok {
		return nil, problem.Of("objects is no list")
	}
	changed, matched, problems := r.Apply(objects)
	if len(problems) > 0 {
		return nil, problems
	}
	return map[string]any{"objects": changed, "matched": matched}, nil
}
