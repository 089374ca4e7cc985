package definition

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"mizzen.dev/renderer/problem"
)

const (
	apiGroup          = "core.oam.dev/"
	descriptionMark   = "definition.oam.dev/description"
	supportedSchemata = "spec.schematic.cue.template, spec.schematic.terraform, kube or helm, or spec.extension.template"
)

var kinds = map[string]Kind{
	"ComponentDefinition":    Component,
	"WorkloadDefinition":     Component,
	"TraitDefinition":        Trait,
	"PolicyDefinition":       Policy,
	"WorkflowStepDefinition": WorkflowStep,
}

const revisionKind = "DefinitionRevision"

// revisedKinds are the fields of a revision that keep a definition.
var revisedKinds = map[string]string{
	"componentDefinition":    "ComponentDefinition",
	"traitDefinition":        "TraitDefinition",
	"policyDefinition":       "PolicyDefinition",
	"workflowStepDefinition": "WorkflowStepDefinition",
}

type manifest struct {
	APIVersion string `yaml:"apiVersion"`
	Kind       string `yaml:"kind"`
	Metadata   struct {
		Name        string            `yaml:"name"`
		Labels      map[string]string `yaml:"labels"`
		Annotations map[string]string `yaml:"annotations"`
	} `yaml:"metadata"`
	Spec spec `yaml:"spec"`
}

func loadYAML(file, text string) ([]Definition, error) {
	var (
		loaded   []Definition
		problems problem.List
	)
	lines := strings.Split(text, "\n")
	decoder := yaml.NewDecoder(bytes.NewReader([]byte(text)))
	for {
		var document yaml.Node
		err := decoder.Decode(&document)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, append(problems, yamlProblem(file, err))
		}
		if empty(&document) {
			continue
		}
		d, err := fromDocument(file, &document, lines)
		if err != nil {
			problems = append(problems, err.(problem.List)...)
			continue
		}
		loaded = append(loaded, *d)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return loaded, nil
}

func empty(document *yaml.Node) bool {
	return len(document.Content) == 0 || document.Content[0].Tag == "!!null"
}

func fromDocument(file string, document *yaml.Node, lines []string) (*Definition, error) {
	root := document.Content[0]
	var m manifest
	if err := root.Decode(&m); err != nil {
		return nil, problem.List{yamlProblem(file, err)}
	}
	if m.Kind == revisionKind && strings.HasPrefix(m.APIVersion, apiGroup) {
		return fromRevision(file, root, m.Metadata.Name, lines)
	}
	kind, known := kinds[m.Kind]
	if !known || !strings.HasPrefix(m.APIVersion, apiGroup) {
		return nil, problem.List{at(file, root.Line, root.Column, fmt.Sprintf(
			"%s %q is no definition; expected ComponentDefinition, TraitDefinition, PolicyDefinition or "+
				"WorkflowStepDefinition of %sv1beta1", m.APIVersion, m.Kind, apiGroup))}
	}
	if m.Metadata.Name == "" {
		return nil, problem.List{at(file, root.Line, root.Column, "metadata.name is missing")}
	}
	d := &Definition{
		Kind:        kind,
		Name:        m.Metadata.Name,
		Description: m.Metadata.Annotations[descriptionMark],
		File:        file,
		Labels:      m.Metadata.Labels,
		Annotations: m.Metadata.Annotations,
	}
	if err := d.schematic(root, lines); err != nil {
		return nil, problem.List{at(file, max(d.Line, root.Line), max(d.Column, root.Column),
			fmt.Sprintf("%s %q %s", m.Kind, m.Metadata.Name, err))}
	}
	d.fill(m.Spec)
	for _, field := range statusTexts {
		if text := child(root, "spec", "status", field); text != nil && d.Status != nil {
			line, column := start(text, lines)
			d.Status.found(field, line, column)
		}
	}
	return d, nil
}

// fromRevision reads the definition that a DefinitionRevision keeps. Its name is the definition's with -v and the version.
func fromRevision(file string, root *yaml.Node, name string, lines []string) (*Definition, error) {
	for field, kind := range revisedKinds {
		kept := child(root, "spec", field)
		if kept == nil || child(kept, "spec") == nil {
			continue
		}
		whole := &yaml.Node{Kind: yaml.MappingNode, Line: kept.Line, Column: kept.Column}
		for _, text := range []string{"apiVersion", apiGroup + "v1beta1", "kind", kind} {
			whole.Content = append(whole.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text})
		}
		for _, part := range []string{"metadata", "spec"} {
			if inner := value(kept, part); inner != nil {
				whole.Content = append(whole.Content, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: part}, inner)
			}
		}
		d, err := fromDocument(file, &yaml.Node{Kind: yaml.DocumentNode, Content: []*yaml.Node{whole}}, lines)
		if err != nil {
			return nil, err
		}
		version, ok := strings.CutPrefix(name, d.Name+"-v")
		if !ok || version == "" {
			return nil, problem.List{at(file, root.Line, root.Column, fmt.Sprintf(
				"revision %q of %s %q; expected a name such as %s-v1", name, d.Kind, d.Name, d.Name))}
		}
		d.Version, d.Revision = version, true
		return d, nil
	}
	return nil, problem.List{at(file, root.Line, root.Column, fmt.Sprintf(
		"revision %q keeps no definition; expected spec.componentDefinition or the like", name))}
}

func child(node *yaml.Node, path ...string) *yaml.Node {
	for _, key := range path {
		if node = value(node, key); node == nil {
			return nil
		}
	}
	return node
}

func value(node *yaml.Node, key string) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if node.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(node.Content); i += 2 {
		if node.Content[i].Value == key {
			return node.Content[i+1]
		}
	}
	return nil
}

// start finds where the text of a scalar begins: for a block scalar the line below its header, and the column
// at which its indentation ends.
func start(node *yaml.Node, lines []string) (line, column int) {
	switch {
	case node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0:
		return node.Line, node.Column + 1
	case node.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0:
		return node.Line, node.Column
	}
	for i, text := range strings.Split(node.Value, "\n") {
		if strings.TrimSpace(text) == "" || node.Line+i >= len(lines) {
			continue
		}
		return node.Line + 1, leading(lines[node.Line+i]) - leading(text) + 1
	}
	return node.Line + 1, 1
}

func leading(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

var lineNumber = regexp.MustCompile(`line (\d+): `)

func yamlProblem(file string, err error) problem.Problem {
	message, line := strings.TrimPrefix(err.Error(), "yaml: "), 1
	if found := lineNumber.FindStringSubmatchIndex(message); found != nil {
		line, _ = strconv.Atoi(message[found[2]:found[3]])
		message = message[:found[0]] + message[found[1]:]
	}
	return at(file, line, 1, strings.Join(strings.Fields(message), " "))
}
