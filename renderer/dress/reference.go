package dress

import (
	"fmt"
	"regexp"
	"strings"
)

var pathStep = regexp.MustCompile(`^(?:\.?([^.\[\]]+)|\[['"]?([^\]'"]+)['"]?\])`)

// refer writes a reference to the workload into each object that wants one.
func refer(workload map[string]any, objects []Object) error {
	for _, o := range objects {
		if o.Role != Trait || o.ReferencePath == "" {
			continue
		}
		steps, err := split(o.ReferencePath)
		if err != nil {
			return err
		}
		if err := set(o.Fields, steps, reference(workload)); err != nil {
			return fmt.Errorf("workloadRefPath %q: %w", o.ReferencePath, err)
		}
	}
	return nil
}

func reference(workload map[string]any) map[string]any {
	meta, _ := workload["metadata"].(map[string]any)
	return map[string]any{"apiVersion": workload["apiVersion"], "kind": workload["kind"], "name": meta["name"]}
}

func split(path string) ([]string, error) {
	var steps []string
	for rest := path; rest != ""; {
		found := pathStep.FindStringSubmatch(rest)
		if found == nil {
			return nil, fmt.Errorf("workloadRefPath %q; expected a path such as spec.workloadRef", path)
		}
		steps = append(steps, found[1]+found[2])
		rest = strings.TrimPrefix(rest, found[0])
	}
	return steps, nil
}

func set(object map[string]any, steps []string, value any) error {
	for _, step := range steps[:len(steps)-1] {
		switch next := object[step].(type) {
		case map[string]any:
			object = next
		case nil:
			made := map[string]any{}
			object[step] = made
			object = made
		default:
			return fmt.Errorf("%q is no object", step)
		}
	}
	object[steps[len(steps)-1]] = value
	return nil
}
