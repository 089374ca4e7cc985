package comparison

import (
	"encoding/json"
	"slices"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
)

// maxCombined is the number of inputs up to which every property set meets every workload.
const maxCombined = 300

// input is what a definition is rendered with.
type input struct {
	number     int
	properties any
	// workload is the object that a trait meets, nil for other definitions.
	workload map[string]any
	// beside is what another trait made before.
	beside bool
}

func (in input) text() string {
	shown := map[string]any{"properties": in.properties}
	if in.workload != nil {
		shown["workload"] = in.workload
	}
	text, _ := data.Encode(shown)
	return string(text)
}

func inputs(kind definition.Kind, sets []any) []input {
	var all []input
	add := func(set any, workload map[string]any) {
		all = append(all, input{number: len(all), properties: set, workload: workload, beside: len(all)%2 == 1})
	}
	if kind != definition.Trait {
		for _, set := range sets {
			add(set, nil)
		}
		return all
	}
	made := workloads()
	rich, others := made[1], append(slices.Clone(made[:1]), made[2:]...)
	for i, set := range sets {
		if len(sets)*len(made) <= maxCombined {
			for _, workload := range made {
				add(set, workload)
			}
			continue
		}
		add(set, rich)
		add(set, others[i%len(others)])
	}
	return all
}

// workloads are the objects that traits are made for, bare and with what traits like to change.
func workloads() []map[string]any {
	pod := `{"containers":[{"name":"sample","image":"alpha:1"}]}`
	rich := `{"serviceAccountName":"alpha","containers":[{"name":"sample","image":"alpha:1","command":["run"],"args":["a"],
		"env":[{"name":"alpha","value":"1"},{"name":"gamma","value":"3"}],
		"ports":[{"name":"http","containerPort":8080,"protocol":"TCP"}],
		"resources":{"requests":{"cpu":"100m"},"limits":{"cpu":"1"}},
		"volumeMounts":[{"name":"data","mountPath":"/data"}]},
		{"name":"beta","image":"beta:1","env":[{"name":"alpha","value":"2"}]}],
		"volumes":[{"name":"data","emptyDir":{"medium":""}}],
		"initContainers":[{"name":"init","image":"init:1"}]}`
	template := func(spec string) string {
		return `{"metadata":{"labels":{"app.oam.dev/component":"sample"},"annotations":{"alpha":"1"}},"spec":` + spec + `}`
	}
	bare := `{"metadata":{"labels":{"app.oam.dev/component":"sample"}},"spec":` + pod + `}`
	selector := `"selector":{"matchLabels":{"app.oam.dev/component":"sample"}}`
	var made []map[string]any
	for _, text := range []string{
		`{"apiVersion":"apps/v1","kind":"Deployment","spec":{` + selector + `,"template":` + bare + `}}`,
		`{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"labels":{"alpha":"1"},"annotations":{"alpha":"1"}},"spec":{"replicas":1,` + selector + `,"template":` + template(rich) + `}}`,
		`{"apiVersion":"apps/v1","kind":"StatefulSet","spec":{"serviceName":"sample",` + selector + `,"template":` + template(pod) + `}}`,
		`{"apiVersion":"apps/v1","kind":"DaemonSet","spec":{` + selector + `,"template":` + template(pod) + `}}`,
		`{"apiVersion":"batch/v1","kind":"Job","spec":{"parallelism":1,"template":` + template(pod) + `}}`,
		`{"apiVersion":"batch/v1","kind":"CronJob","spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":` + template(pod) + `}}}}`,
		`{"apiVersion":"v1","kind":"ConfigMap","data":{"alpha":"1"}}`,
	} {
		value, err := data.Decode([]byte(text))
		if err != nil {
			panic(err)
		}
		made = append(made, value.(map[string]any))
	}
	return made
}

// given makes the definition of a component that is exactly what its properties say.
func given() *definition.Definition {
	return &definition.Definition{
		Kind: definition.Component, Name: "given", File: "given", Line: 1, Column: 1,
		Template: "output: parameter.object\nparameter: object: {...}\nparameter: beside: bool\n" +
			"if parameter.beside {outputs: other: {apiVersion: \"v1\", kind: \"Service\", metadata: name: context.name}}",
	}
}

func raw(value any) json.RawMessage {
	text, err := data.Encode(value)
	if err != nil {
		return nil
	}
	return text
}
