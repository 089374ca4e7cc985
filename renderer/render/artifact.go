//go:build !plain

package render

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/helm"
	"mizzen.dev/renderer/kustomize"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
)

// artifactKind is all that every artifact has: which engine makes the component's objects, in place of its template.
type artifactKind struct {
	Kind string `json:"kind"`
}

// made are the objects of the component's artifact; nil if the template makes them.
func (r *Request) made(ask protocol.Ask) (*made, problem.List) {
	raw := r.Component.Artifact
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	var artifact artifactKind
	if err := json.Unmarshal(raw, &artifact); err != nil {
		return nil, problem.Of("the artifact is no JSON object: %v", err)
	}
	switch artifact.Kind {
	case helm.Kind:
		return r.chart(raw)
	case "kustomize":
		return r.kustomization(ask)
	default:
		return nil, problem.Of("artifact of kind %q; expected helm or kustomize", artifact.Kind)
	}
}

func (r *Request) kustomization(ask protocol.Ask) (*made, problem.List) {
	properties, err := data.Decode(r.Component.Properties)
	if err != nil {
		return nil, problem.List{{Path: "properties", Message: "no JSON value"}}
	}
	objects, problems := kustomize.Render(files(ask), properties)
	if len(problems) > 0 {
		return nil, problems
	}
	return &made{objects: objects}, nil
}

func (r *Request) chart(raw json.RawMessage) (*made, problem.List) {
	artifact, err := helm.Decode(raw)
	if err != nil {
		return nil, asList(err)
	}
	artifact.Cluster = helm.Cluster{Version: r.Context.ClusterVersion.GitVersion, APIs: r.Context.APIs}
	artifact.Seed, artifact.Time = r.Context.Seed, r.Context.Time
	rendered, err := helm.Render(artifact)
	if err != nil {
		return nil, asList(err)
	}
	all := &made{warnings: rendered.Warnings, read: rendered.Read}
	for _, object := range workloadFirst(rendered.Objects, r.isWorkload(artifact)) {
		if artifact.Release.Namespace != r.Context.Namespace {
			settle(object.Fields, artifact.Release.Namespace)
		}
		all.objects = append(all.objects, object.Fields)
		all.steps = append(all.steps, object.Step)
	}
	if len(all.objects) == 0 {
		return nil, problem.Of("the chart renders no object")
	}
	return all, nil
}

// settle puts an object without a namespace into that of its release. One of a cluster's own kinds loses it when it is applied.
func settle(object map[string]any, namespace string) {
	metadata, ok := object["metadata"].(map[string]any)
	if !ok || object["kind"] == "Namespace" || namespace == "" {
		return
	}
	if given, _ := metadata["namespace"].(string); given == "" {
		metadata["namespace"] = namespace
	}
}

// workloads are the kinds of which a chart's first object is what traits are meant for, where the definition names none.
var workloads = []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "Job", "Pod"}

// isWorkload tells how well an object serves as what traits are meant for; 0 is not at all. Of the kind that the definition
// names, that counts which is called as charts call their main object.
func (r *Request) isWorkload(artifact *helm.Artifact) func(fields map[string]any) int {
	named := r.Component.Definition.Workload
	return func(fields map[string]any) int {
		kind, _ := fields["kind"].(string)
		version, _ := fields["apiVersion"].(string)
		if named == nil || named.Kind == "" {
			if slices.Contains(workloads, kind) {
				return 1
			}
			return 0
		}
		if kind != named.Kind || version != named.APIVersion {
			return 0
		}
		metadata, _ := fields["metadata"].(map[string]any)
		name, _ := metadata["name"].(string)
		switch {
		case name == artifact.Release.Name:
			return 3
		case strings.HasPrefix(name, artifact.Release.Name+"-"):
			return 2
		default:
			return 1
		}
	}
}

// workloadFirst puts the best workload first: Helm's own order begins with what such objects need.
func workloadFirst(objects []helm.Object, isWorkload func(map[string]any) int) []helm.Object {
	main, most := -1, 0
	for i, object := range objects {
		if how := isWorkload(object.Fields); object.Step == 0 && how > most {
			main, most = i, how
		}
	}
	if main <= 0 {
		return objects
	}
	return slices.Concat(objects[main:main+1], objects[:main], objects[main+1:])
}

func asList(err error) problem.List {
	var list problem.List
	if errors.As(err, &list) {
		return list
	}
	return problem.Of("%v", err)
}
