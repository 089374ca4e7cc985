package definition

import (
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"mizzen.dev/renderer/data"
)

type kubeSchematic struct {
	Template   map[string]any  `yaml:"template"`
	Parameters []kubeParameter `yaml:"parameters"`
}

type kubeParameter struct {
	Name        string   `yaml:"name"`
	Type        string   `yaml:"type"`
	FieldPaths  []string `yaml:"fieldPaths"`
	Required    bool     `yaml:"required"`
	Description string   `yaml:"description"`
}

var kubeTypes = map[string]string{"string": "string", "number": "number", "boolean": "bool"}

// slot is a field of the object that a parameter sets; without the parameter it is what the object says.
type slot struct {
	parameter kubeParameter
	old       any
	known     bool
}

// kube writes an object of which parameters set some fields.
func (d *Definition) kube(node *yaml.Node) error {
	var s kubeSchematic
	if err := node.Decode(&s); err != nil {
		return err
	}
	if len(s.Template) == 0 {
		return fmt.Errorf("has no object in schematic.kube.template")
	}
	var object any = s.Template
	schema := make([]string, len(s.Parameters))
	for i, parameter := range s.Parameters {
		kind, known := kubeTypes[parameter.Type]
		if !known {
			return fmt.Errorf("has a parameter %q of type %q; expected string, number or boolean", parameter.Name, parameter.Type)
		}
		mark := "?"
		if parameter.Required {
			mark = ""
		}
		schema[i] = fmt.Sprintf("%s%s: %s", plain(parameter.Name), mark, kind)
		for _, path := range parameter.FieldPaths {
			var err error
			if object, err = put(object, steps(path), parameter); err != nil {
				return fmt.Errorf("has a parameter %q whose field path %q %w", parameter.Name, path, err)
			}
		}
	}
	d.Template = fmt.Sprintf("parameter: close({%s}), output: %s", strings.Join(schema, ", "), written(object))
	return nil
}

// steps takes a path such as spec.containers[0].image or metadata.labels[a.b/c] apart.
func steps(path string) []string {
	var found []string
	for rest := path; rest != ""; {
		if rest[0] == '[' {
			inside, after, _ := strings.Cut(rest[1:], "]")
			found, rest = append(found, inside), strings.TrimPrefix(after, ".")
			continue
		}
		end := strings.IndexAny(rest, ".[")
		if end < 0 {
			return append(found, rest)
		}
		found = append(found, rest[:end])
		rest = strings.TrimPrefix(rest[end:], ".")
	}
	return found
}

func put(value any, path []string, parameter kubeParameter) (any, error) {
	if len(path) == 0 {
		if old, set := value.(*slot); set {
			value = old.old
		}
		return &slot{parameter: parameter, old: value, known: value != nil}, nil
	}
	switch here := value.(type) {
	case nil:
		return put(map[string]any{}, path, parameter)
	case map[string]any:
		changed, err := put(here[path[0]], path[1:], parameter)
		here[path[0]] = changed
		return here, err
	case []any:
		index, err := strconv.Atoi(path[0])
		if err != nil || index < 0 || index >= len(here) {
			return nil, fmt.Errorf("leads to item %q of a list of %d", path[0], len(here))
		}
		here[index], err = put(here[index], path[1:], parameter)
		return here, err
	default:
		return nil, fmt.Errorf("leads into a value that has no fields")
	}
}

// written is CUE in one line; the fields of maps in order of their names.
func written(value any) string {
	switch v := value.(type) {
	case map[string]any:
		var fields []string
		for _, key := range data.Keys(v) {
			name := plain(key)
			if s, ok := v[key].(*slot); ok && !s.known && !s.parameter.Required {
				fields = append(fields, fmt.Sprintf("if %[1]s != _|_ {%[2]s: %[1]s}", s.reference(), name))
				continue
			}
			fields = append(fields, name+": "+written(v[key]))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case []any:
		items := make([]string, len(v))
		for i, item := range v {
			items[i] = written(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case *slot:
		if v.parameter.Required || !v.known {
			return v.reference()
		}
		return fmt.Sprintf("[if %[1]s != _|_ {%[1]s}, %[2]s][0]", v.reference(), plain(v.old))
	default:
		return plain(v)
	}
}

func (s *slot) reference() string { return "parameter[" + plain(s.parameter.Name) + "]" }
