package patch

import (
	"fmt"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
)

// Missing is a leaf that has no concrete value.
type Missing struct {
	Path string
	Err  error
}

// Export turns a node into plain data, each alternative decided by its default, and lists what has no value.
func Export(n Node) (any, []Missing) {
	var missing []Missing
	value := export(n, "", &missing)
	return value, missing
}

func export(n Node, path string, missing *[]Missing) any {
	switch n := n.(type) {
	case *Struct:
		object := make(map[string]any, len(n.Fields))
		for _, field := range n.Fields {
			object[field.Name] = export(field.Value, data.Join(path, field.Name), missing)
		}
		return object
	case *List:
		list := make([]any, len(n.Elements))
		for i, element := range n.Elements {
			list[i] = export(element, index(path, i), missing)
		}
		return list
	case *Plain:
		return data.Copy(n.Value)
	case *Leaf:
		value, err := leafData(n.Value)
		if err != nil {
			*missing = append(*missing, Missing{path, err})
		}
		return value
	default:
		panic(fmt.Sprintf("unknown node %T", n))
	}
}

func leafData(value cue.Value) (any, error) {
	if err := value.Validate(cue.Concrete(true), cue.Final()); err != nil {
		return nil, err
	}
	text, err := value.MarshalJSON()
	if err != nil {
		return nil, err
	}
	return data.Decode(text)
}
