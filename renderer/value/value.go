// Package value finds what a component gives to others: expressions over its live objects.
// In: expressions, the objects as context. Out: a value for each, or why it is not there (yet).
package value

import (
	"encoding/json"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/parser"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/template"
)

const field = "value"

// Request asks for the values of some expressions.
type Request struct {
	Expressions []Expression    `json:"expressions"`
	Context     json.RawMessage `json:"context"`
}

// Expression is CUE, such as output.status.phase, after imports where it needs them. It sees output, outputs and context.
type Expression struct {
	Name string `json:"name"`
	Text string `json:"text"`
}

// Answer has each expression in one of its two maps.
type Answer struct {
	Values  map[string]any    `json:"values"`
	Missing map[string]string `json:"missing"`
}

// Evaluate answers what has a value now. An expression that is no CUE is an error; one that has no value is not: the objects
// may not be so far.
func Evaluate(engine *template.Engine, request *Request) (*Answer, error) {
	engine.Begin()
	decoded, err := data.Decode(request.Context)
	if err != nil {
		return nil, problem.Of("context: %v", err)
	}
	context, ok := decoded.(map[string]any)
	if !ok {
		return nil, problem.Of("context: expected an object")
	}
	answer := &Answer{Values: map[string]any{}, Missing: map[string]string{}}
	for _, expression := range request.Expressions {
		compiled, err := compile(engine, expression)
		if err != nil {
			return nil, problem.Of("output %q: valueFrom: %v", expression.Name, err)
		}
		plain, err := concrete(compiled.Fill(nil, "", context).Lookup(field))
		if err != nil {
			answer.Missing[expression.Name] = err.Error()
			continue
		}
		answer.Values[expression.Name] = plain
	}
	return answer, nil
}

func compile(engine *template.Engine, expression Expression) (*template.Template, error) {
	file, err := parser.ParseFile("valueFrom", expression.Text)
	if err != nil {
		return nil, err
	}
	split := 0
	for _, decl := range file.Decls {
		if imports, ok := decl.(*ast.ImportDecl); ok {
			split = imports.End().Offset()
		}
	}
	text := expression.Text[:split] + "\noutput: context.output\noutputs: context.outputs\n" + field + ": " + expression.Text[split:] + "\n"
	return engine.CompileStatus(&definition.Definition{Kind: definition.Component, Name: expression.Name}, "valueFrom", text)
}

func concrete(value cue.Value) (any, error) {
	if err := value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return nil, err
	}
	encoded, err := value.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return data.Decode(encoded)
}
