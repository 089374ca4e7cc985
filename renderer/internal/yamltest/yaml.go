// Package yamltest reads YAML for tests as KubeVela reads it: YAML 1.1 booleans and integers, the last of two equal keys wins.
// In: YAML text. Out: plain data, as package data has it. It is for tests only.
package yamltest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"mizzen.dev/renderer/data"
)

// Documents reads all documents of a text; empty ones are left out.
func Documents(text []byte) ([]any, error) {
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var documents []any
	for {
		var node yaml.Node
		err := decoder.Decode(&node)
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		value, err := plain(&node)
		if err != nil {
			return nil, err
		}
		if value != nil {
			documents = append(documents, value)
		}
	}
}

func plain(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.DocumentNode:
		return plain(node.Content[0])
	case yaml.AliasNode:
		return plain(node.Alias)
	case yaml.SequenceNode:
		list := []any{}
		for _, element := range node.Content {
			value, err := plain(element)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		return list, nil
	case yaml.MappingNode:
		return object(node)
	case yaml.ScalarNode:
		return scalar(node), nil
	default:
		return nil, nil
	}
}

func object(node *yaml.Node) (any, error) {
	fields := map[string]any{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, err := plain(node.Content[i])
		if err != nil {
			return nil, err
		}
		value, err := plain(node.Content[i+1])
		if err != nil {
			return nil, err
		}
		if node.Content[i].Tag == "!!merge" {
			if merged, ok := value.(map[string]any); ok {
				for name, inherited := range merged {
					if _, own := fields[name]; !own {
						fields[name] = inherited
					}
				}
			}
			continue
		}
		fields[fmt.Sprint(key)] = value
	}
	return fields, nil
}

var (
	yes     = []string{"true", "True", "TRUE", "y", "Y", "yes", "Yes", "YES", "on", "On", "ON"}
	no      = []string{"false", "False", "FALSE", "n", "N", "no", "No", "NO", "off", "Off", "OFF"}
	null    = []string{"", "~", "null", "Null", "NULL"}
	integer = regexp.MustCompile(`^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[1-9][0-9_]*|0)$`)
	float   = regexp.MustCompile(`^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`)
)

func scalar(node *yaml.Node) any {
	text := node.Value
	if node.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 || node.Tag == "!!binary" {
		return text
	}
	switch {
	case slices.Contains(null, text):
		return nil
	case slices.Contains(yes, text):
		return true
	case slices.Contains(no, text):
		return false
	case integer.MatchString(text):
		number, ok := new(big.Int).SetString(strings.TrimPrefix(strings.ReplaceAll(text, "_", ""), "+"), 0)
		if ok {
			return json.Number(number.String())
		}
	case float.MatchString(text):
		return data.Number(strings.TrimPrefix(text, "+"))
	}
	return text
}

// FromJSON writes JSON text as block YAML with sorted keys.
func FromJSON(text []byte) string {
	var node yaml.Node
	if err := yaml.Unmarshal(text, &node); err != nil {
		return string(text)
	}
	block(&node)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(&node); err != nil {
		return string(text)
	}
	return out.String()
}

func block(node *yaml.Node) {
	if len(node.Content) > 0 {
		node.Style = 0
	}
	if node.Kind == yaml.ScalarNode && node.Tag == "!!str" && node.Style == yaml.DoubleQuotedStyle && word.MatchString(node.Value) &&
		scalar(&yaml.Node{Value: node.Value}) == node.Value {
		node.Style = 0
	}
	for _, child := range node.Content {
		block(child)
	}
}

var word = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_./-]*$`)
