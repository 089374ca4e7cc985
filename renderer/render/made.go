package render

import (
	"fmt"

	"mizzen.dev/renderer/dress"
	"mizzen.dev/renderer/patch"
	"mizzen.dev/renderer/problem"
)

// made is what an engine made of the component's artifact.
type made struct {
	objects []any
	// steps say, for each object, when it is applied; nil where all are applied together.
	steps    []int
	warnings problem.List
	// read are fields of the context that the engine looked at.
	read []string
}

// take makes the first object the workload and the others its auxiliaries, as a list of objects in a template is taken.
func (c *chain) take(p *part, all *made) {
	for i, object := range all.objects {
		taken := &resource{
			role: dress.Auxiliary, name: fmt.Sprintf("objects-%d", i), part: p, from: c.done[0].filled,
			value: &patch.Plain{Value: object},
		}
		if all.steps != nil {
			taken.step = all.steps[i]
		}
		if i == 0 {
			taken.role, taken.name = dress.Workload, ""
			c.workload = taken
			continue
		}
		c.outputs = append(c.outputs, taken)
	}
}
