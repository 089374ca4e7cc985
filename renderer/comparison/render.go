package comparison

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/health"
	"mizzen.dev/renderer/render"
	"mizzen.dev/renderer/template"
)

// typeName is what both definitions are called, so that what they are called makes no difference.
const typeName = "compared"

// pairing compares what two definitions make of one input.
type pairing struct {
	engine  *template.Engine
	request *Request
	in      input
	answer  *Answer
}

// outcome is what one definition makes of one input; nothing if it refuses it.
type outcome struct {
	rendered *render.Answer
}

func (c *pairing) run() {
	versions := c.request.Minors
	if len(versions) == 0 {
		versions = []json.Number{"0"}
	}
	for _, minor := range versions {
		theirs, ours := c.outcome(c.request.Theirs, minor), c.outcome(c.request.Ours, minor)
		shown := c.in.text()
		if minor != "0" {
			shown = "minor " + string(minor) + " " + shown
		}
		if !c.answer.add("verdict", theirs.verdict(), ours.verdict(), shown) {
			return
		}
		if theirs.rendered == nil {
			return
		}
		if !c.answer.add("objects", objects(theirs.rendered), objects(ours.rendered), shown) {
			return
		}
		c.health(theirs.rendered, shown)
		if !slices.ContainsFunc(append(theirs.rendered.Read, ours.rendered.Read...), readsVersion) {
			return
		}
	}
}

func readsVersion(field string) bool {
	return field == template.AllContext || strings.HasPrefix(field, "context.clusterVersion")
}

// verdict is whether an input is accepted.
func (o outcome) verdict() string {
	if o.rendered != nil {
		return "accepted"
	}
	return "refused"
}

func (c *pairing) outcome(d *definition.Definition, minor json.Number) outcome {
	request := &render.Request{}
	request.App.Name, request.App.Namespace = "sample-app", "default"
	request.Context.Namespace = "default"
	request.Context.ClusterVersion = render.ClusterVersion{Major: "1", Minor: minor}
	own := *d
	own.Name = typeName
	if c.in.workload == nil {
		request.Component = render.Component{Name: "sample", Type: typeName, Properties: raw(c.in.properties), Definition: &own}
	} else {
		request.Component = render.Component{
			Name: "sample", Type: "given", Definition: given(),
			Properties: raw(map[string]any{"object": c.in.workload, "beside": c.in.beside}),
			Traits:     []render.Trait{{Type: typeName, Properties: raw(c.in.properties), Definition: &own}},
		}
	}
	answer, err := render.Render(c.engine, request, noFiles)
	if err != nil {
		return outcome{}
	}
	return outcome{answer}
}

// noFiles answers what an engine lacks: definitions are compared by themselves.
func noFiles(any) (json.RawMessage, error) {
	return nil, errors.New("no files beside definitions that are compared")
}

func objects(answer *render.Answer) any {
	var all []any
	for _, o := range answer.Objects {
		all = append(all, map[string]any{"resource": o.Resource, "role": o.Role, "stage": o.Stage, "object": o.Object})
	}
	return all
}

// health compares what both say about the objects in several live states.
func (c *pairing) health(rendered *render.Answer, shown string) {
	if c.request.Theirs.Status == nil && c.request.Ours.Status == nil {
		return
	}
	for _, state := range states(c.in.number) {
		context := live(rendered, state)
		theirs, ours := c.judge(c.request.Theirs, context), c.judge(c.request.Ours, context)
		if !c.answer.add("health", theirs, ours, shown+" live "+string(raw(context))) {
			return
		}
	}
}

func (c *pairing) judge(d *definition.Definition, context map[string]any) any {
	own := *d
	own.Name = typeName
	answer, err := health.Judge(c.engine, &health.Request{Definition: &own, Context: raw(context), Parameter: raw(c.in.properties)})
	if err != nil {
		return err.Error()
	}
	return map[string]any{"healthy": answer.Healthy, "message": answer.Message, "details": answer.Details}
}

// live is the context that a status sees: the objects with what a cluster would add to them.
func live(rendered *render.Answer, state state) map[string]any {
	outputs := map[string]any{}
	context := map[string]any{
		"name": "sample", "namespace": "default", "appName": "sample-app", "appRevision": "", "outputs": outputs,
	}
	for _, o := range rendered.Objects {
		object := data.Copy(plain(o.Object)).(map[string]any)
		state.on(object)
		if o.Resource == "" {
			context["output"] = object
		} else {
			outputs[o.Resource] = object
		}
	}
	return context
}
