package helm

import (
	"encoding/json"
	"fmt"
	"strings"

	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"sigs.k8s.io/yaml"
)

// values lays the layers one over the other, as Helm does with several files: maps merge, all else replaces.
func (a *Artifact) values(c *chart.Chart) (map[string]any, error) {
	merged := map[string]any{}
	if len(a.ValuesFiles) > 0 {
		own, err := chartValues(c, a.ValuesFiles)
		if err != nil {
			return nil, err
		}
		c.Values = own
	}
	for _, layer := range a.Values {
		values, err := layer.read()
		if err != nil {
			return nil, err
		}
		merged = loader.MergeMaps(merged, values)
	}
	return merged, nil
}

// chartValues reads files of the chart that take the place of its values.yaml.
func chartValues(c *chart.Chart, names []string) (map[string]any, error) {
	merged := map[string]any{}
	for _, name := range names {
		file := fileNamed(c.Raw, strings.TrimPrefix(name, "./"))
		if file == nil {
			return nil, fmt.Errorf("the chart has no file %q to take values from", name)
		}
		values, err := parse(name, string(file.Data))
		if err != nil {
			return nil, err
		}
		merged = loader.MergeMaps(merged, values)
	}
	return merged, nil
}

func (l Layer) read() (map[string]any, error) {
	switch {
	case l.Target != "" && l.Text != nil:
		return l.targeted()
	case l.Text != nil:
		return parse(l.Name, *l.Text)
	default:
		var values map[string]any
		// Numbers become floats, as they do in Helm.
		if err := json.Unmarshal(l.Value, &values); err != nil {
			return nil, fmt.Errorf("%s: expected a map of values", l.Name)
		}
		return values, nil
	}
}

// targeted puts one value at a dotted path, with the type that YAML gives it.
func (l Layer) targeted() (map[string]any, error) {
	var value any
	if err := yaml.Unmarshal([]byte(*l.Text), &value); err != nil {
		value = *l.Text
	}
	steps := strings.Split(l.Target, ".")
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i] == "" {
			return nil, fmt.Errorf("%s: target path %q; expected names with dots between them", l.Name, l.Target)
		}
		value = map[string]any{steps[i]: value}
	}
	return value.(map[string]any), nil
}

func parse(name, text string) (map[string]any, error) {
	values, err := loader.LoadValues(strings.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("%s: expected a map of values: %w", name, err)
	}
	return values, nil
}
