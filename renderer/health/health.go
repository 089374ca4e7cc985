// Package health judges live objects by a definition's status texts.
// In: Definition, live objects, parameter. Out: healthy or not, a message, details. It never fails a whole judgement for
// one text that does not evaluate.
package health

import (
	"encoding/json"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/format"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/template"
)

// maxLabel is the length from which on a field of details is not shown, in bytes.
const maxLabel = 32

const (
	healthField  = "isHealth"
	messageField = "message"
	statusField  = "status"
	unknown      = "_|_"
)

// Request asks for the health of the objects of one component or trait.
type Request struct {
	Definition *definition.Definition `json:"definition"`
	Context    json.RawMessage        `json:"context"`
	Parameter  json.RawMessage        `json:"parameter"`
}

// Answer is a judgement.
type Answer struct {
	Healthy  bool              `json:"healthy"`
	Message  string            `json:"message"`
	Details  map[string]string `json:"details"`
	Warnings problem.List      `json:"warnings"`
}

// Judge evaluates details, then healthPolicy, then customStatus; each sees what the former found under context.status.
// A text that does not evaluate is a warning: an unknown health is unhealthy.
func Judge(engine *template.Engine, request *Request) (*Answer, error) {
	engine.Begin()
	if request.Definition == nil {
		return nil, problem.Of("no definition was given")
	}
	context, err := data.Decode(request.Context)
	if err != nil {
		return nil, problem.Of("context: %v", err)
	}
	parameter, err := data.Decode(request.Parameter)
	if err != nil {
		return nil, problem.Of("parameter: %v", err)
	}
	fields, _ := context.(map[string]any)
	if fields == nil {
		fields = map[string]any{}
	}
	if parameter == nil {
		parameter = map[string]any{}
	}
	answer := &Answer{Healthy: true, Details: map[string]string{}, Warnings: problem.List{}}
	if request.Definition.Status == nil {
		return answer, nil
	}
	j := judge{engine, request.Definition, fields, parameter, answer}
	j.status()
	return answer, nil
}

type judge struct {
	engine     *template.Engine
	definition *definition.Definition
	fields     map[string]any
	parameter  any
	answer     *Answer
}

func (j *judge) status() {
	status, _ := j.fields[statusField].(map[string]any)
	if status == nil {
		status = map[string]any{}
	}
	j.fields[statusField] = status
	texts := j.definition.Status
	if filled := j.evaluate("details", texts.Details); filled != nil {
		status["details"] = j.details(filled)
	}
	if filled := j.evaluate("healthPolicy", texts.HealthPolicy); filled != nil {
		healthy, err := filled.Lookup(healthField).Bool()
		j.answer.Healthy = err == nil && healthy
		j.warn("healthPolicy", filled, err)
	}
	status["healthy"] = j.answer.Healthy
	if filled := j.evaluate("customStatus", texts.CustomStatus); filled != nil {
		message, err := filled.Lookup(messageField).String()
		if err == nil {
			j.answer.Message = message
		}
		j.warn("customStatus", filled, err)
	}
}

// evaluate fills one of the status texts; it returns nil if there is none or it does not compile.
func (j *judge) evaluate(name, text string) *template.Result {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	compiled, err := j.engine.CompileStatus(j.definition, name, text)
	if err != nil {
		if name == "healthPolicy" {
			j.answer.Healthy = false
		}
		j.tell(name, asList(err))
		return nil
	}
	return compiled.Fill(j.parameter, "parameter", j.fields)
}

// warn tells what CUE says of a text, or of its result.
func (j *judge) warn(name string, filled *template.Result, err error) {
	if err != nil {
		j.tell(name, filled.Problems(err))
	}
}

func (j *judge) tell(name string, problems problem.List) {
	for _, p := range problems {
		p.Message = name + ": " + p.Message
		j.answer.Warnings = append(j.answer.Warnings, p)
	}
}

func asList(err error) problem.List {
	if list, ok := err.(problem.List); ok {
		return list
	}
	return problem.Of("%v", err)
}

// details notes the fields for the reader as text, and returns them as values for the texts that follow.
func (j *judge) details(filled *template.Result) map[string]any {
	values := map[string]any{}
	fields, err := filled.Root.Fields()
	if err != nil {
		j.warn("details", filled, err)
		return values
	}
	for fields.Next() {
		label, value := fields.Selector().Unquoted(), fields.Value()
		if len(label) >= maxLabel || label == "context" || label == "parameter" {
			continue
		}
		plain, known := concrete(value)
		if strings.HasPrefix(label, "$") {
			if known {
				values[label] = plain
			}
			continue
		}
		if private(value) {
			continue
		}
		if !known {
			j.answer.Details[label] = unknown
			continue
		}
		values[label] = plain
		j.answer.Details[label] = text(value)
	}
	return values
}

func concrete(value cue.Value) (any, bool) {
	if value.Validate(cue.Concrete(true)) != nil {
		return nil, false
	}
	encoded, err := value.MarshalJSON()
	if err != nil {
		return nil, false
	}
	plain, err := data.Decode(encoded)
	return plain, err == nil
}

func private(value cue.Value) bool {
	for _, attribute := range value.Attributes(cue.FieldAttr) {
		if attribute.Name() == "local" || attribute.Name() == "private" {
			return true
		}
	}
	return false
}

func text(value cue.Value) string {
	if found, err := value.String(); err == nil {
		return found
	}
	encoded, err := format.Node(value.Syntax(cue.Final()))
	if err != nil {
		return unknown
	}
	return string(encoded)
}
