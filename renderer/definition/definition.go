// Package definition reads X-Definitions in KubeVela's YAML and .cue form.
// In: a file's name and text. Out: Definitions that know where their template stands. It never evaluates a template.
package definition

import (
	"encoding/json"
	"strings"

	"mizzen.dev/renderer/problem"
)

// Kind says what a definition describes.
type Kind string

// The kinds of definitions.
const (
	Component    Kind = "component"
	Trait        Kind = "trait"
	Policy       Kind = "policy"
	WorkflowStep Kind = "workflow-step"
)

// DefaultStage is the stage of a trait that names none.
const DefaultStage = "DefaultDispatch"

// PostDispatch is the stage of a trait that comes when the component is well, and may look at its live objects.
const PostDispatch = "PostDispatch"

// Definition is one X-Definition. Line is the line of the file in which the template's first line stands,
// Column the column of the file at which each line of the template begins.
type Definition struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	// Version is what a type says after @v: that of the definition itself, or of the revision that holds it.
	Version string `json:"version,omitempty"`
	// Revision tells that it is no definition for a type without a version.
	Revision           bool              `json:"revision,omitempty"`
	Description        string            `json:"description"`
	File               string            `json:"file"`
	Line               int               `json:"line"`
	Column             int               `json:"column"`
	Template           string            `json:"template"`
	Workload           *Workload         `json:"workload,omitempty"`
	AppliesToWorkloads []string          `json:"appliesToWorkloads"`
	ConflictsWith      []string          `json:"conflictsWith"`
	WorkloadRefPath    string            `json:"workloadRefPath"`
	PodDisruptive      bool              `json:"podDisruptive"`
	ManageWorkload     bool              `json:"manageWorkload"`
	Stage              string            `json:"stage"`
	ControlPlaneOnly   bool              `json:"controlPlaneOnly"`
	Status             *Status           `json:"status,omitempty"`
	Labels             map[string]string `json:"labels"`
	Annotations        map[string]string `json:"annotations"`
	// Helm is schematic.helm as written: the chart that makes the objects in place of the template.
	Helm json.RawMessage `json:"helm,omitempty"`
}

// Workload names the kind of object that a component definition renders.
type Workload struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Type       string `json:"type"`
}

// Status holds the CUE texts that judge the live objects.
type Status struct {
	HealthPolicy string `json:"healthPolicy,omitempty" yaml:"healthPolicy"`
	CustomStatus string `json:"customStatus,omitempty" yaml:"customStatus"`
	Details      string `json:"details,omitempty" yaml:"details"`
	// At is where each of the texts begins in the file, by its field.
	At map[string]Place `json:"at,omitempty" yaml:"-"`
}

// The fields of Status.
const (
	HealthPolicy = "healthPolicy"
	CustomStatus = "customStatus"
	Details      = "details"
)

var statusTexts = []string{HealthPolicy, CustomStatus, Details}

// Place is the line of a file in which a text's first line stands, and the column at which each of its lines begins.
type Place struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// found notes where a status text begins.
func (s *Status) found(field string, line, column int) {
	if s.At == nil {
		s.At = map[string]Place{}
	}
	s.At[field] = Place{line, column}
}

// OfStatus is the definition as if one of its status texts were its template.
func (d *Definition) OfStatus(field, text string) *Definition {
	own := *d
	own.Template = text
	if d.Status != nil {
		if at, known := d.Status.At[field]; known {
			own.Line, own.Column = at.Line, at.Column
		}
	}
	return &own
}

// Position returns the place in the file at which a line and column of the template stand, both from 1.
func (d *Definition) Position(line, column int) *problem.Position {
	return &problem.Position{
		Kind:   string(d.Kind),
		Name:   d.Name,
		File:   d.File,
		Line:   max(d.Line, 1) + max(line, 1) - 1,
		Column: max(max(d.Column, 1)+max(column, 1)-1, 1),
	}
}

// Start returns the place at which the template begins.
func (d *Definition) Start() *problem.Position { return d.Position(1, 1) }

// Load reads all definitions of a file; its form is told by the file name's end.
func Load(file, text string) ([]Definition, error) {
	if strings.HasSuffix(file, ".cue") {
		return loadCUE(file, text)
	}
	return loadYAML(file, text)
}

// spec is what both forms say about a definition besides name and template.
type spec struct {
	Version  string `json:"version" yaml:"version"`
	Workload *struct {
		Type       string `json:"type" yaml:"type"`
		Definition struct {
			APIVersion string `json:"apiVersion" yaml:"apiVersion"`
			Kind       string `json:"kind" yaml:"kind"`
		} `json:"definition" yaml:"definition"`
	} `json:"workload" yaml:"workload"`
	DefinitionRef *struct {
		Name string `json:"name" yaml:"name"`
	} `json:"definitionRef" yaml:"definitionRef"`
	AppliesToWorkloads []string `json:"appliesToWorkloads" yaml:"appliesToWorkloads"`
	ConflictsWith      []string `json:"conflictsWith" yaml:"conflictsWith"`
	WorkloadRefPath    string   `json:"workloadRefPath" yaml:"workloadRefPath"`
	PodDisruptive      bool     `json:"podDisruptive" yaml:"podDisruptive"`
	ManageWorkload     bool     `json:"manageWorkload" yaml:"manageWorkload"`
	Stage              string   `json:"stage" yaml:"stage"`
	ControlPlaneOnly   bool     `json:"controlPlaneOnly" yaml:"controlPlaneOnly"`
	Status             *Status  `json:"status" yaml:"status"`
}

// fill copies a spec into a definition and gives lists and maps a value.
func (d *Definition) fill(s spec) {
	switch {
	case s.Workload != nil:
		d.Workload = &Workload{s.Workload.Definition.APIVersion, s.Workload.Definition.Kind, s.Workload.Type}
	case s.DefinitionRef != nil && d.Kind == Component:
		d.Workload = &Workload{Type: s.DefinitionRef.Name}
	}
	d.AppliesToWorkloads = append([]string{}, s.AppliesToWorkloads...)
	d.ConflictsWith = append([]string{}, s.ConflictsWith...)
	d.WorkloadRefPath = s.WorkloadRefPath
	d.PodDisruptive = s.PodDisruptive
	d.ManageWorkload = s.ManageWorkload
	d.ControlPlaneOnly = s.ControlPlaneOnly
	d.Status = s.Status
	d.Stage = s.Stage
	if d.Version == "" {
		d.Version = s.Version
	}
	if d.Stage == "" {
		d.Stage = DefaultStage
	}
	if d.Labels == nil {
		d.Labels = map[string]string{}
	}
	if d.Annotations == nil {
		d.Annotations = map[string]string{}
	}
}

func at(file string, line, column int, message string) problem.Problem {
	return problem.Problem{
		Message:    message,
		Definition: &problem.Position{File: file, Line: max(line, 1), Column: max(column, 1)},
	}
}
