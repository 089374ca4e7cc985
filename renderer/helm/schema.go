package helm

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
	chart "helm.sh/helm/v4/pkg/chart/v2"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

const (
	schemaFile = "values.schema.json"
	// maxMistakes bounds what one schema tells.
	maxMistakes = 50
)

// refusing reads no schema from anywhere: the library's own loader would open files and addresses. Where a schema names a
// resource without an address it takes any value, as Helm does.
type refusing struct{}

func (refusing) Load(address string) (any, error) {
	if strings.HasPrefix(address, "urn:") {
		return true, nil
	}
	return nil, fmt.Errorf("the schema refers to %q, which is outside of it and is not read", address)
}

// checkValues holds the values against the schemas of the chart and its subcharts.
func (a *Artifact) checkValues(c *chart.Chart, values map[string]any, at []string) problem.List {
	var found problem.List
	if c.Schema != nil {
		found = append(found, a.checkSchema(c, values, at)...)
	}
	for _, child := range c.Dependencies() {
		given := values[child.Name()]
		if given == nil {
			continue
		}
		where := append(at[:len(at):len(at)], child.Name())
		below, ok := asMap(given)
		if !ok {
			found = append(found, problem.Problem{Path: valuePath(where),
				Message: "is no map; expected the values of the chart " + strconv.Quote(child.Name())})
			continue
		}
		found = append(found, a.checkValues(child, below, where)...)
	}
	return found[:min(len(found), maxMistakes)]
}

func (a *Artifact) checkSchema(c *chart.Chart, values map[string]any, at []string) problem.List {
	file := a.source(path.Join(c.ChartFullPath(), schemaFile), c.Root().Name())
	position := &problem.Position{Kind: "chart", Name: c.Name(), File: file, Line: 1, Column: 1}
	compiled, err := compileSchema(c.Schema)
	if err != nil {
		return problem.List{{Message: problem.Shorten(oneLine(err.Error())), Definition: position}}
	}
	// Only what JSON knows may be shown to the schema.
	encoded, err := data.Encode(values)
	if err != nil {
		return problem.List{{Message: "the values cannot be written as JSON", Definition: position}}
	}
	plain, err := jsonschema.UnmarshalJSON(bytes.NewReader(encoded))
	if err != nil {
		return problem.List{{Message: "the values cannot be written as JSON", Definition: position}}
	}
	var invalid *jsonschema.ValidationError
	if err := compiled.Validate(plain); !errors.As(err, &invalid) {
		return nil
	}
	return mistakes(invalid, at, position)
}

func compileSchema(text []byte) (compiled *jsonschema.Schema, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the schema cannot be used: %v", cause)
		}
	}()
	schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("the schema is no JSON: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(refusing{})
	const address = "file:///" + schemaFile
	if err := compiler.AddResource(address, schema); err != nil {
		return nil, err
	}
	return compiler.Compile(address)
}

// mistakes are the innermost causes, each at its value.
func mistakes(e *jsonschema.ValidationError, at []string, position *problem.Position) problem.List {
	if len(e.Causes) == 0 {
		where := append(at[:len(at):len(at)], e.InstanceLocation...)
		return problem.List{{Path: valuePath(where), Message: problem.Shorten(oneLine(mistake(e.ErrorKind))), Definition: position}}
	}
	var found problem.List
	for _, cause := range e.Causes {
		found = append(found, mistakes(cause, at, position)...)
	}
	return found
}

// mistake words what a schema does not like, never with the value: it may be a secret.
func mistake(of jsonschema.ErrorKind) string {
	switch of := of.(type) {
	case *kind.Pattern:
		return fmt.Sprintf("does not match the pattern %q", of.Want)
	case *kind.Format:
		return "is no valid " + of.Want
	case *kind.Minimum:
		return "is less than " + of.Want.RatString()
	case *kind.Maximum:
		return "is more than " + of.Want.RatString()
	case *kind.ExclusiveMinimum:
		return "is not more than " + of.Want.RatString()
	case *kind.ExclusiveMaximum:
		return "is not less than " + of.Want.RatString()
	case *kind.MultipleOf:
		return "is no multiple of " + of.Want.RatString()
	default:
		return of.LocalizedString(message.NewPrinter(language.English))
	}
}

// valuePath is where the component's properties hold a value.
func valuePath(steps []string) string {
	where := "properties.values"
	for _, step := range steps {
		if _, err := strconv.Atoi(step); err == nil {
			where += "[" + step + "]"
		} else {
			where = data.Join(where, step)
		}
	}
	return where
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
