package helm

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/release/v1/util"
	"sigs.k8s.io/yaml"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

const (
	notesSuffix = "NOTES.txt"
	// maxObjects bounds the objects of a chart.
	maxObjects = 5000
	// maxDepth bounds lists in lists.
	maxDepth = 10
)

// yamlLine is how the YAML library says where a text is wrong.
var yamlLine = regexp.MustCompile(`line (\d+)`)

// sorter turns rendered texts into objects in the order in which Helm installs them.
type sorter struct {
	artifact *Artifact
	root     string
	rendered *Rendered
	problems problem.List
}

func (s *sorter) warn(format string, args ...any) {
	s.rendered.Warnings = append(s.rendered.Warnings, problem.Problem{Message: fmt.Sprintf(format, args...)})
}

// definitions are what lies in the folders crds, as it is: no template makes it.
func (s *sorter) definitions(c *chart.Chart) {
	for _, found := range c.CRDObjects() {
		for i, document := range documents(string(found.File.Data)) {
			s.add(document, found.Filename, i, nil)
		}
	}
}

// documents are the parts of a text between lines of ---, as Helm splits it.
func documents(text string) []string {
	split := util.SplitManifests(text)
	all := make([]string, 0, len(split))
	names := data.Keys(split)
	slices.SortFunc(names, func(a, b string) int { return number(a) - number(b) })
	for _, name := range names {
		all = append(all, split[name])
	}
	return all
}

func number(name string) int {
	n, _ := strconv.Atoi(name[strings.LastIndex(name, "-")+1:])
	return n
}

// manifests sorts what the templates made: objects by kind, then hooks.
func (s *sorter) manifests(files map[string]string) {
	for name := range files {
		if strings.HasSuffix(name, notesSuffix) {
			delete(files, name)
		}
	}
	if !s.readable(files) {
		return
	}
	hooks, manifests, err := util.SortManifests(files, nil, util.InstallOrder)
	if err != nil {
		s.problems = append(s.problems, s.artifact.refuse(err)...)
		return
	}
	for _, manifest := range manifests {
		s.add(manifest.Content, manifest.Name, -1, nil)
	}
	s.hooks(hooks)
}

// readable tells each document that is no YAML, at its file.
func (s *sorter) readable(files map[string]string) bool {
	for _, name := range data.Keys(files) {
		for i, document := range documents(files[name]) {
			value, err := decode(document)
			if err != nil {
				s.wrong(name, i, "%v", err)
			} else if _, ok := value.(map[string]any); !ok && value != nil {
				s.wrong(name, i, "is %s; expected a Kubernetes object", data.Kind(value))
			}
		}
	}
	return len(s.problems) == 0
}

// add reads one document and takes lists apart. The index of the document is -1 where it is not known.
func (s *sorter) add(document, name string, index int, step *step) {
	value, err := decode(document)
	if err != nil {
		s.wrong(name, index, "%v", err)
		return
	}
	s.take(value, name, index, step, 0)
}

func (s *sorter) take(value any, name string, index int, step *step, depth int) {
	if value == nil {
		return
	}
	fields, ok := value.(map[string]any)
	if !ok {
		s.wrong(name, index, "is %s; expected a Kubernetes object", data.Kind(value))
		return
	}
	if len(fields) == 0 {
		return
	}
	kind, _ := fields["kind"].(string)
	if items, ok := fields["items"].([]any); ok && strings.HasSuffix(kind, "List") && depth < maxDepth {
		for _, item := range items {
			s.take(item, name, index, step, depth+1)
		}
		return
	}
	for _, needed := range []string{"apiVersion", "kind"} {
		if text, _ := fields[needed].(string); text == "" {
			s.wrong(name, index, "has no %s; expected a Kubernetes object", needed)
			return
		}
	}
	if len(s.rendered.Objects) == maxObjects {
		s.problems = append(s.problems, refused("chart: more than %d objects", maxObjects)...)
		return
	}
	s.rendered.Objects = append(s.rendered.Objects, Object{
		Fields: fields, Source: s.artifact.source(name, s.root), Step: step.of(fields),
	})
}

func (s *sorter) wrong(name string, index int, format string, args ...any) {
	if len(s.problems) == maxMistakes {
		return
	}
	what := "chart: what this template renders "
	if index > 0 {
		what = fmt.Sprintf("chart: the document %d that this template renders ", index+1)
	}
	s.problems = append(s.problems, problem.Problem{
		Message: problem.Shorten(what + oneLine(fmt.Sprintf(format, args...))),
		File:    &problem.Place{File: s.artifact.source(name, s.root), Line: 1, Column: 1},
	})
}

// decode reads one document, with each digit of an integer.
func decode(document string) (any, error) {
	encoded, err := yaml.YAMLToJSON([]byte(document))
	if err != nil {
		text := strings.TrimPrefix(strings.TrimPrefix(err.Error(), "error converting YAML to JSON: "), "yaml: ")
		if line := yamlLine.FindStringSubmatch(text); line != nil {
			n, _ := strconv.Atoi(line[1])
			lines := strings.Split(document, "\n")
			if n >= 1 && n <= len(lines) {
				return nil, fmt.Errorf("is no YAML: %s, near %q", text, key(lines[n-1]))
			}
		}
		return nil, fmt.Errorf("is no YAML: %s", text)
	}
	return data.Decode(encoded)
}

// key is what of a line may be shown: a value could be a secret.
func key(line string) string {
	name, _, found := strings.Cut(strings.TrimSpace(line), ":")
	if !found {
		return "…"
	}
	return name + ":"
}
