package render

import (
	"encoding/json"
	"fmt"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/schema"
	"mizzen.dev/renderer/template"
)

const (
	outputField       = "output"
	outputsField      = "outputs"
	patchField        = "patch"
	patchOutputsField = "patchOutputs"
	errorsField       = "errs"
	processingField   = "processing"
)

// part is the component or one trait on its way through a request.
type part struct {
	// place is the input path of the part: "" for the component, "traits[2]" for a trait.
	place      string
	typeName   string
	definition *definition.Definition
	template   *template.Template
	properties any
	findings   schema.Findings
}

// newPart compiles a part's template and reads its properties.
func newPart(engine *template.Engine, place, typeName string, d *definition.Definition, raw json.RawMessage) (*part, error) {
	if d == nil {
		return nil, problem.List{{Path: place, Message: fmt.Sprintf("no definition was given for type %q", typeName)}}
	}
	properties, err := data.Decode(raw)
	if err != nil {
		return nil, problem.List{{Path: data.Join(place, "properties"), Message: "no JSON value: " + err.Error()}}
	}
	compiled, err := engine.Compile(d)
	if err != nil {
		return nil, placed(err, place)
	}
	return &part{place: place, typeName: typeName, definition: d, template: compiled, properties: properties}, nil
}

func (p *part) propertiesPath() string { return data.Join(p.place, "properties") }

// check compares the properties with the schema: first CUE as a whole, then, for names and words, field by field.
func (p *part) check(context *cue.Context) {
	given := p.properties
	if given == nil {
		given = map[string]any{}
	}
	if _, ok := given.(map[string]any); !ok {
		p.findings.Errors = problem.List{{
			Path:     p.propertiesPath(),
			Message:  fmt.Sprintf("is %s; expected an object", data.Kind(given)),
			Expected: "object",
		}}
		return
	}
	accepted := p.template.Accept(given, p.propertiesPath())
	err := accepted.Root.Validate()
	checker := schema.Checker{Context: context, Place: p.schemaPlace, Types: err != nil}
	p.findings = checker.Check(p.template.Parameter(), given, p.propertiesPath())
	if err != nil && len(p.findings.Errors) == 0 {
		p.findings.Errors = p.problems(accepted, err)
	}
}

// verify reports what is wrong with a filled template: the errors that it states itself, and CUE's.
func (p *part) verify(filled *template.Result) problem.List {
	var found problem.List
	if stated := filled.Lookup(errorsField); stated.Exists() {
		var texts []string
		if err := stated.Decode(&texts); err == nil {
			for _, text := range texts {
				found = append(found, problem.Problem{
					Path: p.place, Message: text, Definition: p.position(stated),
				})
			}
		}
	}
	if err := filled.Root.Validate(); err != nil {
		found = append(found, p.problems(filled, err)...)
	}
	if processing := filled.Lookup(processingField); processing.Exists() {
		found = append(found, problem.Problem{
			Path: p.place, Message: "processing is not available: rendering does no request", Definition: p.position(processing),
		})
	}
	return found
}

// problems adds the parameters that are missing where CUE could not finish.
func (p *part) problems(filled *template.Result, err error) problem.List {
	return placed(filled.Problems(err), p.place).(problem.List)
}

// incomplete explains a value that could not be finished: by the required parameters that are missing, if there are any.
func (p *part) incomplete(filled *template.Result, err error) problem.List {
	if len(p.findings.Missing) > 0 {
		return p.findings.Missing
	}
	return p.problems(filled, err)
}

func (p *part) position(value cue.Value) *problem.Position {
	if found := p.template.Place(value.Pos()); found != nil {
		return found
	}
	return p.definition.Start()
}

// schemaPlace is where a part of the schema stands, or else the schema as a whole.
func (p *part) schemaPlace(pos token.Pos) *problem.Position {
	if found := p.template.Place(pos); found != nil {
		return found
	}
	return p.template.ParameterPlace()
}

// placed gives problems without a path of their own the path of their part.
func placed(err error, place string) error {
	list, ok := err.(problem.List)
	if !ok {
		return problem.List{{Path: place, Message: err.Error()}}
	}
	for i := range list {
		if list[i].Path == "" {
			list[i].Path = place
		}
	}
	return list
}
