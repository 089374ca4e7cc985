package definition

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/format"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"go.yaml.in/yaml/v3"

	"mizzen.dev/renderer/problem"
)

// source is all that one definition says, in neither of the two forms.
type source struct {
	kind        Kind
	name        string
	description string
	labels      map[string]string
	annotations map[string]string
	attributes  map[string]any
	imports     []string
	template    string
}

// Convert writes the definitions of a file in the other form: YAML for .cue, CUE for YAML. A file of several YAML documents
// becomes one CUE text for each.
func Convert(file, text string) ([]string, error) {
	loaded, err := Load(file, text)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(file, ".cue") {
		s, err := fromCUE(file, text, &loaded[0])
		if err != nil {
			return nil, err
		}
		written, err := s.yaml()
		return []string{written}, err
	}
	return fromYAML(file, text, loaded)
}

func fromCUE(file, text string, d *Definition) (*source, error) {
	parsed, err := parser.ParseFile(file, text, parser.ParseComments)
	if err != nil {
		return nil, cueProblems(file, err)
	}
	s := &source{kind: d.Kind, name: d.Name, description: d.Description, labels: d.Labels, annotations: d.Annotations}
	var meta []ast.Decl
	var imports []*ast.ImportSpec
	for _, decl := range parsed.Decls {
		switch d := decl.(type) {
		case *ast.ImportDecl:
			imports = append(imports, d.Specs...)
		case *ast.Field:
			label, _, _ := ast.LabelName(d.Label)
			if label != templateField {
				meta = append(meta, d)
				continue
			}
			body := d.Value.(*ast.StructLit)
			s.template = dedented(text[body.Lbrace.Offset()+1 : body.Rbrace.Offset()])
			for _, spec := range imports {
				if uses(spec, body.Elts) {
					s.imports = append(s.imports, importLine(spec))
				}
			}
		}
	}
	root := cuecontext.New().BuildFile(&ast.File{Filename: file, Decls: append(importDecls(imports, meta), meta...)})
	attributes := root.LookupPath(cue.MakePath(cue.Str(d.Name), cue.Str("attributes")))
	if attributes.Exists() {
		if err := attributes.Decode(&s.attributes); err != nil {
			return nil, cueProblems(file, err)
		}
	}
	return s, nil
}

func fromYAML(file, text string, loaded []Definition) ([]string, error) {
	var written []string
	decoder := yaml.NewDecoder(strings.NewReader(text))
	for i := 0; i < len(loaded); {
		var document struct {
			Spec map[string]any `yaml:"spec"`
			Kind string         `yaml:"kind"`
		}
		if err := decoder.Decode(&document); err != nil {
			return nil, problem.List{yamlProblem(file, err)}
		}
		if document.Kind == "" {
			continue
		}
		d := loaded[i]
		i++
		delete(document.Spec, "schematic")
		delete(document.Spec, "extension")
		annotations := maps.Clone(d.Annotations)
		delete(annotations, descriptionMark)
		s := &source{
			kind: d.Kind, name: d.Name, description: d.Description, labels: d.Labels, annotations: annotations,
			attributes: document.Spec,
		}
		if err := s.split(file, d.Template); err != nil {
			return nil, err
		}
		one, err := s.cue()
		if err != nil {
			return nil, err
		}
		written = append(written, one)
	}
	return written, nil
}

// split takes the imports out of a template's text.
func (s *source) split(file, template string) error {
	parsed, err := parser.ParseFile(file, template, parser.ParseComments)
	if err != nil {
		return cueProblems(file, err)
	}
	end := 0
	for _, decl := range parsed.Decls {
		if d, ok := decl.(*ast.ImportDecl); ok {
			for _, spec := range d.Specs {
				s.imports = append(s.imports, importLine(spec))
			}
			end = d.End().Offset()
		}
	}
	s.template = dedented(strings.TrimPrefix(strings.TrimSpace(template[end:])+"\n", ","))
	return nil
}

func importLine(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name + " " + spec.Path.Value
	}
	return spec.Path.Value
}

func (s *source) yaml() (string, error) {
	text := s.template
	if len(s.imports) > 0 {
		text = "import (\n\t" + strings.Join(s.imports, "\n\t") + "\n)\n\n" + text
	}
	annotations := map[string]string{}
	maps.Copy(annotations, s.annotations)
	if s.description != "" {
		annotations[descriptionMark] = s.description
	}
	metadata := map[string]any{"name": s.name}
	if len(annotations) > 0 {
		metadata["annotations"] = annotations
	}
	if len(s.labels) > 0 {
		metadata["labels"] = s.labels
	}
	spec := map[string]any{}
	maps.Copy(spec, s.attributes)
	spec["schematic"] = map[string]any{"cue": map[string]any{"template": strings.ReplaceAll(text, "\t", "  ")}}
	var kind string
	for name, k := range kinds {
		if k == s.kind && name != "WorkloadDefinition" {
			kind = name
		}
	}
	var node yaml.Node
	document := struct {
		APIVersion string         `yaml:"apiVersion"`
		Kind       string         `yaml:"kind"`
		Metadata   map[string]any `yaml:"metadata"`
		Spec       map[string]any `yaml:"spec"`
	}{apiGroup + "v1beta1", kind, metadata, spec}
	if err := node.Encode(document); err != nil {
		return "", err
	}
	literally(&node)
	var written bytes.Buffer
	encoder := yaml.NewEncoder(&written)
	encoder.SetIndent(2)
	if err := encoder.Encode(&node); err != nil {
		return "", err
	}
	return written.String(), nil
}

// literally writes texts of several lines as they are. A tab at the end of a line or before a line would forbid it.
func literally(node *yaml.Node) {
	if node.Kind == yaml.ScalarNode && strings.Contains(node.Value, "\n") {
		node.Value = strings.ReplaceAll(node.Value, "\t", "  ")
		node.Style = yaml.LiteralStyle
	}
	for _, child := range node.Content {
		literally(child)
	}
}

func (s *source) cue() (string, error) {
	var text strings.Builder
	if len(s.imports) > 0 {
		text.WriteString("import (\n\t" + strings.Join(s.imports, "\n\t") + "\n)\n\n")
	}
	text.WriteString(label(s.name) + ": {\n")
	fmt.Fprintf(&text, "type: %s\n", quoted(string(s.kind)))
	fmt.Fprintf(&text, "description: %s\n", quoted(s.description))
	fmt.Fprintf(&text, "labels: %s\n", structure(s.labels))
	fmt.Fprintf(&text, "annotations: %s\n", structure(s.annotations))
	text.WriteString("attributes: " + expression(s.attributes) + "\n}\n\ntemplate: {\n" + s.template + "}\n")
	formatted, err := format.Source([]byte(text.String()))
	if err != nil {
		return "", cueProblems(s.name, err)
	}
	return string(formatted), nil
}

func structure(texts map[string]string) string {
	fields := map[string]any{}
	for name, text := range texts {
		fields[name] = text
	}
	return expression(fields)
}

// expression writes a plain value as CUE.
func expression(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var text strings.Builder
		text.WriteString("{\n")
		for _, name := range slices.Sorted(maps.Keys(v)) {
			text.WriteString(label(name) + ": " + expression(v[name]) + "\n")
		}
		return text.String() + "}"
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = expression(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case string:
		return quoted(v)
	default:
		text, err := json.Marshal(v)
		if err != nil {
			return "null"
		}
		return string(text)
	}
}

func label(name string) string {
	if ast.IsValidIdent(name) && !strings.HasPrefix(name, "_") && !strings.HasPrefix(name, "#") {
		return name
	}
	return literal.Label.Quote(name)
}

const open, shut = "#\"\"\"", "\"\"\"#"

// quoted writes a text as CUE; one of several lines, which is CUE itself most often, without an escape.
func quoted(text string) string {
	if !strings.Contains(text, "\n") || strings.Contains(text, shut) || strings.Contains(text, `\#`) {
		return literal.String.Quote(text)
	}
	return open + "\n\t" + strings.ReplaceAll(text, "\n", "\n\t") + "\n\t" + shut
}

// dedented takes from each line the indentation that all of them share, and the empty lines around them.
func dedented(text string) string {
	lines := strings.Split(strings.Trim(text, "\n"), "\n")
	shared := -1
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			continue
		}
		if indent := len(line) - len(strings.TrimLeft(line, " \t")); shared < 0 || indent < shared {
			shared = indent
		}
	}
	for i, line := range lines {
		lines[i] = strings.TrimRight(line[min(max(shared, 0), len(line)):], " \t")
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n") + "\n"
}
