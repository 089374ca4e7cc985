package render

import (
	"fmt"
	"slices"
	"strings"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/dress"
	"mizzen.dev/renderer/patch"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
	"mizzen.dev/renderer/template"
)

// maxObjects bounds the objects of one component.
const maxObjects = 5000

// defaultNamespace is where objects go that nothing gives a namespace.
const defaultNamespace = "default"

// Render renders a component. The error, if any, is a problem.List of all that is wrong.
// What an artifact lacks is asked for.
func Render(engine *template.Engine, request *Request, ask protocol.Ask) (*Answer, error) {
	engine.Begin()
	parts, problems := request.parts(engine)
	for _, p := range parts {
		p.check(engine.Context())
		problems = append(problems, p.findings.Errors...)
	}
	if len(problems) > 0 {
		return nil, rejected(parts, append(problems, missing(parts)...))
	}
	fields, err := request.fields(parts[0].properties)
	if err != nil {
		return nil, err
	}
	made, problems := request.made(ask)
	if len(problems) > 0 {
		return nil, rejected(parts, problems)
	}
	live, err := request.live()
	if err != nil {
		return nil, err
	}
	c := &chain{context: engine.Context(), fields: fields, made: made, later: request.Later, live: live}
	c.start(parts[0])
	if c.workload != nil {
		for _, p := range parts[1:] {
			if c.later && p.looks() {
				c.addLater(p)
			} else {
				c.add(p)
			}
		}
	}
	if len(c.problems) > 0 {
		return nil, rejected(parts, c.problems)
	}
	answer := &Answer{Read: readBy(parts), Warnings: warnings(parts), Live: liveReads(parts), Late: c.late}
	if made != nil {
		answer.Read = withRead(answer.Read, made.read)
		answer.Warnings = append(answer.Warnings, made.warnings...)
	}
	if answer.Objects, problems = request.objects(c); len(problems) > 0 {
		return nil, rejected(parts, problems)
	}
	return answer, nil
}

func (r *Request) parts(engine *template.Engine) ([]*part, problem.List) {
	var (
		parts    []*part
		problems problem.List
	)
	add := func(p *part, err error) {
		if err != nil {
			problems = append(problems, err.(problem.List)...)
			return
		}
		parts = append(parts, p)
	}
	component := r.Component
	add(newPart(engine, "", component.Type, component.Definition, component.Properties))
	for i, trait := range component.Traits {
		add(newPart(engine, fmt.Sprintf("traits[%d]", i), trait.Type, trait.Definition, trait.Properties))
	}
	return parts, problems
}

// objects finishes and dresses what the chain has made.
func (r *Request) objects(c *chain) ([]Object, problem.List) {
	var (
		dressed  []dress.Object
		answered = []Object{}
		problems problem.List
	)
	resources := slices.Clone(c.outputs)
	if c.workload != nil {
		resources = append([]*resource{c.workload}, c.outputs...)
	}
	if len(resources) > maxObjects {
		return nil, problem.Of("%d objects; a component may render %d", len(resources), maxObjects)
	}
	for _, made := range resources {
		fields, found := c.finish(made)
		if len(found) > 0 {
			problems = append(problems, found...)
			continue
		}
		o := Object{
			Role: made.role, Resource: made.name, Stage: definition.DefaultStage, Step: made.step, Object: fields,
		}
		d := dress.Object{Role: made.role, Resource: made.name, Fields: fields}
		if made.role == dress.Trait {
			o.Trait, d.TraitType = made.part.typeName, made.part.typeName
			o.Stage = made.part.definition.Stage
			d.ReferencePath = made.part.definition.WorkloadRefPath
		}
		answered, dressed = append(answered, o), append(dressed, d)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if err := dress.Dress(r.dress(), dressed); err != nil {
		return nil, problem.List{{Message: err.Error(), Definition: c.component.definition.Start()}}
	}
	return answered, nil
}

// finish exports an object and makes sure that it is one.
func (c *chain) finish(made *resource) (map[string]any, problem.List) {
	value, missing := patch.Export(made.value)
	if len(missing) > 0 {
		return nil, c.unfinished(made, missing)
	}
	where := outputField
	if made.role != dress.Workload {
		where = data.Join(outputsField, made.name)
	}
	wrong := func(format string, args ...any) problem.List {
		return problem.List{{
			Path:       made.part.place,
			Message:    where + ": " + fmt.Sprintf(format, args...),
			Definition: made.part.definition.Start(),
		}}
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, wrong("is %s; expected a Kubernetes object", data.Kind(value))
	}
	for _, name := range []string{"kind", "apiVersion"} {
		if text, _ := fields[name].(string); text == "" {
			return nil, wrong("%s is missing; expected a Kubernetes object", name)
		}
	}
	return fields, nil
}

// readBy is the union of the context fields that the parts' templates read.
func readBy(parts []*part) []string {
	all := []string{}
	for _, p := range parts {
		if slices.Contains(p.template.Reads, template.AllContext) {
			return []string{template.AllContext}
		}
		all = append(all, p.template.Reads...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// withRead adds what an engine read, unless everything counts.
func withRead(read, more []string) []string {
	if slices.Contains(read, template.AllContext) {
		return read
	}
	all := append(read, more...)
	slices.Sort(all)
	return slices.Compact(all)
}

// warnings are the findings that did no harm.
func warnings(parts []*part) problem.List {
	return append(unknown(parts), missing(parts)...)
}

func unknown(parts []*part) problem.List {
	list := problem.List{}
	for _, p := range parts {
		list = append(list, p.findings.Unknown...)
	}
	return list
}

func missing(parts []*part) problem.List {
	var list problem.List
	for _, p := range parts {
		list = append(list, p.findings.Missing...)
	}
	return list
}

// rejected lists each problem once. An unknown name that is near to a missing one is a problem too.
func rejected(parts []*part, list problem.List) error {
	lacking := map[string]bool{}
	for _, p := range missing(parts) {
		lacking[p.Path] = true
	}
	r := &problem.Rejection{Errors: unique(list)}
	for _, p := range unknown(parts) {
		if lacking[data.Join(parent(p.Path), p.Nearest)] {
			r.Errors = append(r.Errors, p)
		} else {
			r.Warnings = append(r.Warnings, p)
		}
	}
	return r
}

func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}

func unique(list problem.List) problem.List {
	var kept problem.List
	seen := map[string]bool{}
	for _, p := range list {
		key := p.Path + "\x00" + p.Message
		if !seen[key] {
			seen[key] = true
			kept = append(kept, p)
		}
	}
	return kept
}
