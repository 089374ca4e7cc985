package render

import (
	"maps"
	"slices"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
)

const statusField = "status"

// live reads what the request tells of live objects; nil if it tells nothing.
func (r *Request) live() (map[string]any, error) {
	decoded, err := data.Decode(r.Live)
	if err != nil {
		return nil, problem.Of("live: %v", err)
	}
	fields, _ := decoded.(map[string]any)
	return fields, nil
}

// looks tells whether a part is a trait that looks at live objects: its stage is the one that comes after them.
func (p *part) looks() bool {
	return p.definition.Kind == definition.Trait && p.definition.Stage == definition.PostDispatch && len(p.template.Live) > 0
}

func liveReads(parts []*part) []string {
	var all []string
	for _, p := range parts {
		if p.looks() {
			all = append(all, p.template.Live...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// addLater adds a trait that looks at live objects. Where what it looks at is not there (yet), it is late, and the
// component is as without it.
func (c *chain) addLater(p *part) {
	if c.live == nil {
		c.late = append(c.late, Late{Trait: p.typeName})
		return
	}
	if missing := c.lacks(p); len(missing) > 0 {
		c.late = append(c.late, Late{Trait: p.typeName, Why: unique(missing)})
		return
	}
	c.add(p)
}

// lacks tells what the trait cannot say with the live objects as they are.
func (c *chain) lacks(p *part) problem.List {
	fields, found := c.traitFields(p)
	if len(found) > 0 {
		return found
	}
	filled := p.template.Fill(p.properties, p.propertiesPath(), fields)
	found = p.verify(filled)
	for _, name := range []string{outputsField, patchField, patchOutputsField} {
		value := filled.Lookup(name)
		if !value.Exists() {
			continue
		}
		if err := value.Validate(cue.Concrete(true)); err != nil {
			found = append(found, p.incomplete(filled, err)...)
		}
	}
	return found
}

// withLive adds the statuses of the live objects to the context's objects.
func (c *chain) withLive(fields map[string]any) {
	if c.live == nil {
		return
	}
	if status, known := c.live[statusField]; known {
		fields[statusField] = status
	}
	if output, known := fields[outputField]; known {
		fields[outputField] = withStatus(output, c.live[outputField])
	}
	rendered, _ := fields[outputsField].(map[string]any)
	live, _ := c.live[outputsField].(map[string]any)
	if rendered == nil {
		return
	}
	outputs := maps.Clone(rendered)
	for name, object := range rendered {
		outputs[name] = withStatus(object, live[name])
	}
	fields[outputsField] = outputs
}

func withStatus(rendered, live any) any {
	fields, ok := rendered.(map[string]any)
	there, known := live.(map[string]any)
	if !ok || !known {
		return rendered
	}
	status, known := there[statusField]
	if !known {
		return rendered
	}
	own := maps.Clone(fields)
	own[statusField] = status
	return own
}
