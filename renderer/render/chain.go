package render

import (
	"fmt"
	"maps"
	"slices"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/dress"
	"mizzen.dev/renderer/patch"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/template"
)

// resource is an object under construction, as the template's value and the patches so far have it.
type resource struct {
	role  dress.Role
	name  string
	part  *part
	from  *template.Result
	value patch.Node
	// step is when the object is applied: those of a smaller number are ready before it.
	step int
}

// chain evaluates the component, then each trait upon what the former ones made.
type chain struct {
	context   *cue.Context
	fields    map[string]any
	workload  *resource
	outputs   []*resource
	problems  problem.List
	component *part
	done      []evaluation
	// made are the objects of the component's artifact, in place of what its template outputs.
	made *made
	// later and live are the request's; late are the traits that were left out.
	later bool
	live  map[string]any
	late  []Late
}

// start evaluates the component's own template.
func (c *chain) start(p *part) {
	c.component = p
	filled := p.template.Fill(p.properties, p.propertiesPath(), c.fields)
	c.done = append(c.done, evaluation{p, filled})
	if found := p.verify(filled); len(found) > 0 {
		c.problems = append(c.problems, c.because(p, found)...)
		return
	}
	if c.made != nil {
		c.take(p, c.made)
		return
	}
	output := filled.Lookup(outputField)
	if !output.Exists() && p.definition.Kind == definition.Policy {
		c.collect(p, filled, dress.Auxiliary) // Most policies tell Mizzen what to do, and make no object.
		return
	}
	if !output.Exists() && len(p.definition.Helm) > 0 {
		c.problems = append(c.problems, problem.Problem{
			Message: fmt.Sprintf("component type %q is a Helm chart, and no chart was given", p.typeName), Definition: p.definition.Start(),
		})
		return
	}
	if !output.Exists() {
		c.problems = append(c.problems, problem.Problem{
			Message: fmt.Sprintf("component type %q renders no output", p.typeName), Definition: p.definition.Start(),
		})
		return
	}
	c.workload = &resource{role: dress.Workload, part: p, from: filled, value: patch.From(output)}
	c.collect(p, filled, dress.Auxiliary)
}

// because adds the missing parameters to the reasons why a template could not be evaluated.
func (c *chain) because(p *part, found problem.List) problem.List {
	return append(slices.Clone(p.findings.Missing), found...)
}

// collect adds the objects under outputs, in the order of their declaration.
func (c *chain) collect(p *part, filled *template.Result, role dress.Role) {
	outputs := filled.Lookup(outputsField)
	if !outputs.Exists() {
		return
	}
	fields, err := outputs.Fields()
	if err != nil {
		c.problems = append(c.problems, p.incomplete(filled, err)...)
		return
	}
	for fields.Next() {
		c.outputs = append(c.outputs, &resource{
			role: role, name: fields.Selector().Unquoted(), part: p, from: filled, value: patch.From(fields.Value()),
		})
	}
}

// add evaluates a trait: its own outputs first, then its patch on the workload, then its patches on the outputs.
func (c *chain) add(p *part) {
	fields, found := c.traitFields(p)
	if len(found) > 0 {
		c.problems = append(c.problems, found...)
		return
	}
	filled := p.template.Fill(p.properties, p.propertiesPath(), fields)
	c.done = append(c.done, evaluation{p, filled})
	if found := p.verify(filled); len(found) > 0 {
		c.problems = append(c.problems, c.because(p, found)...)
		return
	}
	c.collect(p, filled, dress.Trait)
	if change := filled.Lookup(patchField); change.Exists() {
		result, conflicts := patch.Apply(c.context, c.workload.value, change)
		c.workload.value = result
		c.conflicts(p, filled, outputField, conflicts)
	}
	changes := filled.Lookup(patchOutputsField)
	if !changes.Exists() {
		return
	}
	for _, output := range c.outputs {
		change := changes.LookupPath(cue.MakePath(cue.Str(output.name)))
		if !change.Exists() {
			continue
		}
		result, conflicts := patch.Merge(c.context, output.value, change)
		output.value = result
		c.conflicts(p, filled, data.Join(outputsField, output.name), conflicts)
	}
}

// traitFields is the context with the objects as they are now, where the trait looks at them.
func (c *chain) traitFields(p *part) (map[string]any, problem.List) {
	fields := maps.Clone(c.fields)
	fields["componentType"] = c.component.typeName
	var found problem.List
	if p.template.Needs(outputField) {
		workload, missing := patch.Export(c.workload.value)
		found = append(found, c.unfinished(c.workload, missing)...)
		fields[outputField] = workload
	}
	if p.template.Needs(outputsField) && len(c.outputs) > 0 {
		outputs := map[string]any{}
		for _, output := range c.outputs {
			value, missing := patch.Export(output.value)
			found = append(found, c.unfinished(output, missing)...)
			outputs[output.name] = value
		}
		fields[outputsField] = outputs
	}
	if p.looks() {
		c.withLive(fields)
	}
	return fields, found
}

// unfinished words the fields of an object that have no value: by the required parameters that are missing in the part whose
// template wrote the field, or else by what CUE says.
func (c *chain) unfinished(r *resource, missing []patch.Missing) problem.List {
	var found problem.List
	for _, m := range missing {
		wrote := c.writer(r, m.Err)
		found = append(found, wrote.part.incomplete(wrote.filled, m.Err)...)
	}
	return found
}

// evaluation is a part whose template has been filled.
type evaluation struct {
	part   *part
	filled *template.Result
}

// writer is the part in whose template an error stands; of the object's own part if it stands nowhere.
func (c *chain) writer(r *resource, err error) evaluation {
	var positions []token.Pos
	for _, e := range errors.Errors(err) {
		positions = append(append(positions, e.Position()), e.InputPositions()...)
	}
	for _, done := range c.done {
		if done.part.placeOf(positions) != nil {
			return done
		}
	}
	return evaluation{r.part, r.from}
}

func (c *chain) conflicts(p *part, filled *template.Result, object string, conflicts []patch.Conflict) {
	for _, conflict := range conflicts {
		where := object
		if conflict.Path != "" {
			where += "." + conflict.Path
		}
		found := problem.Problem{
			Path:       p.place,
			Message:    problem.Shorten(fmt.Sprintf("trait %q cannot patch %s: %s", p.typeName, where, conflict.Message)),
			Definition: p.definition.Start(),
		}
		if path, ok := filled.InputAt(conflict.Positions); ok {
			found.Path = path
		}
		if at := p.placeOf(conflict.Positions); at != nil {
			found.Definition = at
		}
		c.problems = append(c.problems, found)
	}
}

func (p *part) placeOf(positions []token.Pos) *problem.Position {
	for _, pos := range positions {
		if found := p.template.Place(pos); found != nil {
			return found
		}
	}
	return nil
}
