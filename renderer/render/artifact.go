package render

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"mizzen.dev/renderer/dress"
	"mizzen.dev/renderer/helm"
	"mizzen.dev/renderer/patch"
	"mizzen.dev/renderer/problem"
)

// artifactKind is all that every artifact has: which engine makes the component's objects, in place of its template.
type artifactKind struct {
	Kind string `json:"kind"`
}

// made is what an engine made of the component's artifact.
type made struct {
	objects []any
	// steps say, for each object, when it is applied; nil where all are applied together.
	steps    []int
	warnings problem.List
	// read are fields of the context that the engine looked at.
	read []string
}

// made are the objects of the component's artifact; nil if the template makes them.
func (r *Request) made() (*made, problem.List) {
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
	default:
		return nil, problem.Of("artifact of kind %q; expected helm", artifact.Kind)
	}
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
	for _, object := range workloadFirst(rendered.Objects) {
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

// workloads are the kinds of which a chart's first object is what traits are meant for.
var workloads = []string{"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "CronJob", "Job", "Pod"}

// workloadFirst puts the object first that runs something: Helm's own order begins with what such objects need.
func workloadFirst(objects []helm.Object) []helm.Object {
	main := slices.IndexFunc(objects, func(object helm.Object) bool {
		kind, _ := object.Fields["kind"].(string)
		return object.Step == 0 && slices.Contains(workloads, kind)
	})
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

// take makes the first object the workload and the others its auxiliaries, as a list of objects in a template is taken.
func (c *chain) take(p *part, all *made) {
	for i, object := range all.objects {
		taken := &resource{
			role: dress.Auxiliary, name: fmt.Sprintf("objects-%d", i), part: p, from: c.done[0].filled,
			value: &patch.Plain{Value: object},
		}
		if all.steps != nil {
			taken.step = all.steps[i]
		}
		if i == 0 {
			taken.role, taken.name = dress.Workload, ""
			c.workload = taken
			continue
		}
		c.outputs = append(c.outputs, taken)
	}
}
