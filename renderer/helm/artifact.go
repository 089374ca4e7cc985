// Package helm renders a chart into Kubernetes objects, as `helm template` would.
// In: a chart's files, values, release and cluster. Out: objects in order, hooks apart, each with the file that it came
// from. It opens no file and no socket, and the same input gives the same bytes: what Helm draws from chance and from the
// clock comes from the request's seed and time.
package helm

import (
	"encoding/json"
	"fmt"

	"mizzen.dev/renderer/problem"
)

// Kind is what a request's artifact calls itself if it is a chart.
const Kind = "helm"

// Artifact is a chart with all that its templates may know.
type Artifact struct {
	// Place is the chart's path in its repository, put before the names of its files where something is wrong.
	Place string `json:"place"`
	// Archive is a packed chart (.tgz); Files are a chart's directory. One of them is given.
	Archive []byte            `json:"archive"`
	Files   map[string][]byte `json:"files"`
	// Fetched says that charts in charts/ are not the directory's own, but were fetched by its Chart.lock.
	Fetched bool    `json:"fetched"`
	Release Release `json:"release"`
	// Cluster, Seed and Time come from the request's context. The seed is secret and belongs to the delivery; Time is its
	// birth, in seconds of the epoch.
	Cluster Cluster `json:"-"`
	Seed    []byte  `json:"-"`
	Time    int64   `json:"-"`
	// Values are laid one over the other, the chart's own lowest.
	Values []Layer `json:"values"`
	// ValuesFiles are files of the chart that take the place of its values.yaml.
	ValuesFiles []string `json:"valuesFiles"`
	// WithoutCRDs leaves out what is in the chart's folder crds.
	WithoutCRDs bool `json:"withoutCRDs"`
	// WithoutHooks leaves out every hook. Test hooks are always left out.
	WithoutHooks bool `json:"withoutHooks"`
	// Patches are laid over the objects after rendering, hooks included.
	Patches []Patch `json:"patches"`
}

// Release is what the templates see as .Release.
type Release struct {
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

// Cluster is what the templates see as .Capabilities; where it says nothing, Helm's own defaults hold.
type Cluster struct {
	Version string
	APIs    []string
}

// Layer is one set of values: a text in YAML, or a value; at the root, or at a dotted path.
type Layer struct {
	// Name says where the text is from.
	Name string `json:"name"`
	// Text is YAML, or for a layer with a path the value at it.
	Text   *string         `json:"text"`
	Value  json.RawMessage `json:"value"`
	Target string          `json:"target"`
}

// Decode reads an artifact. The error is a problem.List.
func Decode(raw json.RawMessage) (*Artifact, error) {
	var artifact Artifact
	if err := json.Unmarshal(raw, &artifact); err != nil {
		return nil, problem.Of("the chart in the request does not have its form: %v", err)
	}
	return &artifact, nil
}

// Object is one object of a chart.
type Object struct {
	Fields map[string]any
	// Source is the chart's file that made it, with the chart's place before it.
	Source string
	// Step is when the object is applied: those of a smaller number are ready before it.
	Step int
}

// Rendered is what a chart makes: the objects to apply, in order, and what is to be told about it.
type Rendered struct {
	Objects  []Object
	Warnings problem.List
	// Read are the fields of the request's context that decided: what no template looked at does not count.
	Read []string
}

// refused is one problem that concerns the chart as a whole.
func refused(format string, args ...any) problem.List {
	return problem.List{{Message: problem.Shorten(fmt.Sprintf(format, args...))}}
}
