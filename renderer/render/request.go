// Package render turns one component with its traits into dressed objects.
// In: a request with properties, context and definitions. Out: objects in KubeVela's order, what was read, and every
// problem at once. It never opens a file or a socket.
package render

import (
	"cmp"
	"encoding/json"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/dress"
	"mizzen.dev/renderer/problem"
)

// Request asks for the objects of one component.
type Request struct {
	App struct {
		Name        string            `json:"name"`
		Namespace   string            `json:"namespace"`
		Labels      map[string]string `json:"labels"`
		Annotations map[string]string `json:"annotations"`
	} `json:"app"`
	Context   Context   `json:"context"`
	Component Component `json:"component"`
	// Later lets traits that look at live objects be rendered another time, when these are there.
	Later bool `json:"later"`
	// Live is what they look at: output, outputs and status. Nothing else of it is seen than statuses.
	Live json.RawMessage `json:"live"`
}

// Context is where and as what the component is rendered.
type Context struct {
	Namespace      string          `json:"namespace"`
	Cluster        string          `json:"cluster"`
	ClusterVersion ClusterVersion  `json:"clusterVersion"`
	AppRevision    string          `json:"appRevision"`
	AppRevisionNum json.Number     `json:"appRevisionNum"`
	Revision       string          `json:"revision"`
	PublishVersion string          `json:"publishVersion"`
	ReplicaKey     string          `json:"replicaKey"`
	WorkflowName   string          `json:"workflowName"`
	Components     json.RawMessage `json:"components"`
	// APIs, Seed and Time are for engines alone; no template sees them.
	APIs []string `json:"apis"`
	Seed []byte   `json:"seed"`
	Time int64    `json:"time"`
}

// ClusterVersion is the Kubernetes version of the target cluster.
type ClusterVersion struct {
	Major      string      `json:"major"`
	GitVersion string      `json:"gitVersion"`
	Platform   string      `json:"platform"`
	Minor      json.Number `json:"minor"`
}

// Component is the component to render, with its traits in order.
type Component struct {
	Name       string                 `json:"name"`
	Type       string                 `json:"type"`
	Properties json.RawMessage        `json:"properties"`
	Definition *definition.Definition `json:"definition"`
	Traits     []Trait                `json:"traits"`
	// Artifact is set where an engine makes the objects.
	Artifact json.RawMessage `json:"artifact"`
}

// Trait is one trait of the component.
type Trait struct {
	Type       string                 `json:"type"`
	Properties json.RawMessage        `json:"properties"`
	Definition *definition.Definition `json:"definition"`
}

// Answer is a rendered component.
type Answer struct {
	Objects []Object `json:"objects"`
	// Read are the context fields that the templates name, sorted; "context" alone stands for all.
	Read     []string     `json:"read"`
	Warnings problem.List `json:"warnings"`
	// Live are the fields of live objects that traits look at, sorted.
	Live []string `json:"live,omitempty"`
	// Late are the traits that were not rendered.
	Late []Late `json:"late,omitempty"`
}

// Late is a trait that cannot be rendered before the live objects are there, or have what it looks at.
type Late struct {
	Trait string `json:"trait"`
	// Why says what is missing of live objects that are there.
	Why problem.List `json:"why,omitempty"`
}

// Object is one dressed object.
type Object struct {
	Role     dress.Role `json:"role"`
	Resource string     `json:"resource"`
	Trait    string     `json:"trait"`
	Stage    string     `json:"stage"`
	// Step is when the object is applied: those of a smaller number are ready before it.
	Step   int            `json:"step,omitempty"`
	Object map[string]any `json:"object"`
}

// fields are the context as a component's template sees it.
func (r *Request) fields(properties any) (map[string]any, error) {
	components, err := data.Decode(r.Context.Components)
	if err != nil {
		return nil, problem.Of("context.components: %v", err)
	}
	if components == nil {
		components = []any{}
	}
	c := r.Context
	fields := map[string]any{
		"name":           r.Component.Name,
		"namespace":      c.Namespace,
		"appName":        r.App.Name,
		"appRevision":    c.AppRevision,
		"appRevisionNum": integer(c.AppRevisionNum),
		"appLabels":      object(r.App.Labels),
		"appAnnotations": object(r.App.Annotations),
		"revision":       c.Revision,
		"publishVersion": c.PublishVersion,
		"replicaKey":     c.ReplicaKey,
		"workflowName":   c.WorkflowName,
		"cluster":        c.Cluster,
		"components":     components,
		"clusterVersion": map[string]any{
			"major":      c.ClusterVersion.Major,
			"gitVersion": c.ClusterVersion.GitVersion,
			"platform":   c.ClusterVersion.Platform,
			"minor":      integer(c.ClusterVersion.Minor),
		},
	}
	if properties != nil {
		fields["parameter"] = properties
	}
	return fields, nil
}

func integer(n json.Number) json.Number {
	if n == "" {
		return "0"
	}
	return data.Number(string(n))
}

func object(texts map[string]string) map[string]any {
	fields := make(map[string]any, len(texts))
	for key, value := range texts {
		fields[key] = value
	}
	return fields
}

func (r *Request) dress() dress.Application {
	namespace := cmp.Or(r.App.Namespace, r.Context.Namespace, defaultNamespace)
	return dress.Application{
		Name:          r.App.Name,
		Namespace:     namespace,
		Placed:        cmp.Or(r.Context.Namespace, namespace),
		Revision:      r.Context.AppRevision,
		Labels:        r.App.Labels,
		Annotations:   r.App.Annotations,
		Component:     r.Component.Name,
		ComponentType: r.Component.Type,
		ReplicaKey:    r.Context.ReplicaKey,
		Policy:        r.Component.Definition.Kind == definition.Policy,
	}
}
