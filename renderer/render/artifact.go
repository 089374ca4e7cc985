package render

import (
	"encoding/json"
	"errors"
	"fmt"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/dress"
	"mizzen.dev/renderer/kustomize"
	"mizzen.dev/renderer/patch"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
)

// Artifact says that the component's objects are made by an engine, not by the template of its definition.
type Artifact struct {
	// Kind is kustomize.
	Kind string `json:"kind"`
}

// made are the objects of the component's artifact; nil if the template makes them.
func (r *Request) made(ask protocol.Ask) ([]any, problem.List) {
	artifact := r.Component.Artifact
	if artifact == nil {
		return nil, nil
	}
	switch artifact.Kind {
	case "kustomize":
		properties, err := data.Decode(r.Component.Properties)
		if err != nil {
			return nil, problem.List{{Path: "properties", Message: "no JSON value"}}
		}
		return kustomize.Render(files(ask), properties)
	default:
		return nil, problem.Of("artifact of kind %q; expected kustomize", artifact.Kind)
	}
}

// take makes the first object the workload and the others its auxiliaries, as a list of objects in a template is taken.
func (c *chain) take(p *part, objects []any) {
	for i, object := range objects {
		made := &resource{role: dress.Auxiliary, name: fmt.Sprintf("objects-%d", i), part: p, from: c.done[0].filled, value: &patch.Plain{Value: object}}
		if i == 0 {
			made.role, made.name = dress.Workload, ""
			c.workload = made
			continue
		}
		c.outputs = append(c.outputs, made)
	}
}

// found is the answer to a question for a path; one of its fields is set.
type found struct {
	File      *[]byte `json:"file"`
	Directory bool    `json:"directory"`
	Absent    bool    `json:"absent"`
	Refused   string  `json:"refused"`
}

// files asks the parent process what lies at a path.
func files(ask protocol.Ask) kustomize.Files {
	return func(path string) (kustomize.Found, error) {
		line, err := ask(map[string]string{"path": path})
		if err != nil {
			return kustomize.Found{}, err
		}
		var answer found
		if err := json.Unmarshal(line, &answer); err != nil {
			return kustomize.Found{}, errors.New("the answer for a path cannot be read")
		}
		switch {
		case answer.Refused != "":
			return kustomize.Found{}, errors.New(answer.Refused)
		case answer.File != nil:
			return kustomize.Found{Kind: kustomize.File, Content: *answer.File}, nil
		case answer.Directory:
			return kustomize.Found{Kind: kustomize.Directory}, nil
		case answer.Absent:
			return kustomize.Found{Kind: kustomize.Absent}, nil
		default:
			return kustomize.Found{}, errors.New("the answer for a path says nothing")
		}
	}
}
