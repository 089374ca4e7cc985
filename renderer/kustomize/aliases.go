package kustomize

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxValues bounds what a file stands for once each alias is followed: kustomize's libraries copy what an alias names.
const maxValues = 200_000

// maxTexts bounds how deep texts of YAML lie in YAML, as patches do in a kustomization.
const maxTexts = 2

// bounded refuses a text of YAML whose aliases stand for too much. What is no YAML has none.
func bounded(name string, content []byte) error {
	if standsFor(content, maxTexts) > maxValues {
		return fmt.Errorf("%s: its aliases stand for more than %d values", name, maxValues)
	}
	return nil
}

func standsFor(content []byte, texts int) int {
	if !bytes.Contains(content, []byte("*")) || !bytes.Contains(content, []byte("&")) {
		return 0
	}
	total := 0
	decoder := yaml.NewDecoder(bytes.NewReader(content))
	for total <= maxValues {
		var document yaml.Node
		if err := decoder.Decode(&document); err != nil {
			if !errors.Is(err, io.EOF) {
				return 0 // Whoever needs it to be YAML tells why it is none.
			}
			break
		}
		total += (&counter{sizes: map[*yaml.Node]int{}, texts: texts}).of(&document)
	}
	return total
}

// counter counts the values below a node, those of an alias as often as it stands there.
type counter struct {
	sizes map[*yaml.Node]int
	texts int
}

func (c *counter) of(node *yaml.Node) int {
	if node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	if size, known := c.sizes[node]; known {
		return size
	}
	// One that holds itself has no end.
	c.sizes[node] = maxValues + 1
	size := 1
	if node.Kind == yaml.ScalarNode && c.texts > 0 && strings.Contains(node.Value, "\n") {
		size += standsFor([]byte(node.Value), c.texts-1)
	}
	for _, child := range node.Content {
		if size > maxValues {
			break
		}
		size += c.of(child)
	}
	c.sizes[node] = size
	return size
}
