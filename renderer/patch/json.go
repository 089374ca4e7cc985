package patch

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/data"
)

// Apply lays a patch over the base by the strategy that the patch's own doc comment names: jsonPatch (RFC 6902, the
// operations under "operations"), jsonMergePatch (RFC 7396), or else KubeVela's strategic merge.
func Apply(context *cue.Context, base Node, patch cue.Value) (Node, []Conflict) {
	strategy := strategyOf(patch)
	if strategy != jsonPatch && strategy != jsonMergePatch {
		return Merge(context, base, patch)
	}
	object, missing := Export(base)
	if strategy == jsonPatch {
		patch = patch.LookupPath(cue.MakePath(cue.Str("operations")))
	}
	change, unknown := Export(From(patch))
	if missing = append(missing, unknown...); len(missing) > 0 {
		var conflicts []Conflict
		for _, m := range missing {
			conflicts = append(conflicts, Conflict{Path: m.Path, Message: m.Err.Error()})
		}
		return base, conflicts
	}
	var result any
	if strategy == jsonMergePatch {
		result = mergePatch(object, change)
	} else {
		var err error
		if result, err = operations(object, change); err != nil {
			return base, []Conflict{{Message: err.Error()}}
		}
	}
	return From(context.BuildExpr(data.Expr(result, "", nil))), nil
}

// strategyOf reads the mark of the whole patch. CUE hands the comment above "patch: a: b: …" to the innermost field, so
// a chain of only fields is searched; there the mark of a JSON strategy can mean nothing else.
func strategyOf(patch cue.Value) string {
	for range maxDepth {
		strategy := marksOf(patch)[markStrategy]
		if strategy == jsonPatch || strategy == jsonMergePatch {
			return strategy
		}
		fields, err := patch.Fields()
		if err != nil || !fields.Next() {
			return ""
		}
		patch = fields.Value()
		if fields.Next() {
			return ""
		}
	}
	return ""
}

// mergePatch follows RFC 7396, section 2.
func mergePatch(target, patch any) any {
	change, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for key, value := range change {
		if value == nil {
			delete(object, key)
		} else {
			object[key] = mergePatch(object[key], value)
		}
	}
	return object
}

// operations follows RFC 6902, section 4.
func operations(document, patch any) (any, error) {
	list, ok := patch.([]any)
	if !ok {
		return nil, fmt.Errorf("operations is %s; expected a list of JSON patch operations", data.Kind(patch))
	}
	for i, element := range list {
		operation, ok := element.(map[string]any)
		if !ok {
			return nil, fmt.Errorf("operations[%d] is %s; expected an object with op and path", i, data.Kind(element))
		}
		var err error
		if document, err = apply(document, operation); err != nil {
			return nil, fmt.Errorf("operations[%d]: %w", i, err)
		}
	}
	return document, nil
}

func apply(document any, operation map[string]any) (any, error) {
	path, err := pointer(operation, "path")
	if err != nil {
		return nil, err
	}
	value, given := operation["value"]
	switch op := operation["op"]; op {
	case "add", "replace", "test":
		if !given {
			return nil, fmt.Errorf("%s needs a value", op)
		}
		return write(document, path, op.(string), value)
	case "remove":
		return write(document, path, "remove", nil)
	case "move", "copy":
		from, err := pointer(operation, "from")
		if err != nil {
			return nil, err
		}
		moved, err := read(document, from)
		if err != nil {
			return nil, err
		}
		if op == "move" {
			if document, err = write(document, from, "remove", nil); err != nil {
				return nil, err
			}
		}
		return write(document, path, "add", data.Copy(moved))
	default:
		return nil, fmt.Errorf("op %q; expected add, remove, replace, move, copy or test", op)
	}
}

// pointer reads a JSON pointer (RFC 6901).
func pointer(operation map[string]any, name string) ([]string, error) {
	text, ok := operation[name].(string)
	if !ok {
		return nil, fmt.Errorf("%s is missing; expected a JSON pointer such as /spec/replicas", name)
	}
	if text == "" {
		return nil, nil
	}
	if text[0] != '/' {
		return nil, fmt.Errorf("%s %q; expected a JSON pointer that begins with /", name, text)
	}
	parts := strings.Split(text[1:], "/")
	for i, part := range parts {
		parts[i] = strings.ReplaceAll(strings.ReplaceAll(part, "~1", "/"), "~0", "~")
	}
	return parts, nil
}

func read(document any, path []string) (any, error) {
	for i, name := range path {
		next, err := member(document, name)
		if err != nil {
			return nil, fmt.Errorf("%w at /%s", err, strings.Join(path[:i+1], "/"))
		}
		document = next
	}
	return document, nil
}

func member(document any, name string) (any, error) {
	switch d := document.(type) {
	case map[string]any:
		if value, ok := d[name]; ok {
			return value, nil
		}
		return nil, fmt.Errorf("there is no %q", name)
	case []any:
		i, err := position(name, len(d)-1)
		if err != nil {
			return nil, err
		}
		return d[i], nil
	default:
		return nil, fmt.Errorf("%s has no members", data.Kind(document))
	}
}

// position reads a list index in 0..limit; a negative one counts from the end.
func position(name string, limit int) (int, error) {
	i, err := strconv.Atoi(name)
	if err != nil {
		return 0, fmt.Errorf("%q is no index of a list", name)
	}
	if i < 0 {
		i += limit + 1
	}
	if i < 0 || i > limit {
		return 0, fmt.Errorf("index %s is outside of the list", name)
	}
	return i, nil
}

// write changes the place that the path names and returns the document.
func write(document any, path []string, op string, value any) (any, error) {
	if len(path) == 0 {
		return whole(document, op, value)
	}
	if len(path) > 1 {
		next, err := member(document, path[0])
		if err != nil {
			return nil, err
		}
		changed, err := write(next, path[1:], op, value)
		if err != nil {
			return nil, err
		}
		switch d := document.(type) {
		case map[string]any:
			d[path[0]] = changed
		case []any:
			i, _ := position(path[0], len(d)-1)
			d[i] = changed
		}
		return document, nil
	}
	switch d := document.(type) {
	case map[string]any:
		return inObject(d, path[0], op, value)
	case []any:
		return inList(d, path[0], op, value)
	default:
		return nil, fmt.Errorf("%s has no members", data.Kind(document))
	}
}

func whole(document any, op string, value any) (any, error) {
	if op == "test" {
		return document, same(document, value)
	}
	return value, nil
}

func inObject(object map[string]any, name, op string, value any) (any, error) {
	old, exists := object[name]
	if op != "add" && !exists {
		return nil, fmt.Errorf("%s: there is no %q", op, name)
	}
	switch op {
	case "remove":
		delete(object, name)
	case "test":
		return object, same(old, value)
	default:
		object[name] = value
	}
	return object, nil
}

func inList(list []any, name, op string, value any) (any, error) {
	if op == "add" {
		i := len(list)
		if name != "-" {
			var err error
			if i, err = position(name, len(list)); err != nil {
				return nil, err
			}
		}
		list = append(list, nil)
		copy(list[i+1:], list[i:])
		list[i] = value
		return list, nil
	}
	i, err := position(name, len(list)-1)
	if err != nil {
		return nil, err
	}
	switch op {
	case "remove":
		return append(list[:i:i], list[i+1:]...), nil
	case "test":
		return list, same(list[i], value)
	default:
		list[i] = value
		return list, nil
	}
}

func same(have, want any) error {
	if !reflect.DeepEqual(have, want) {
		return fmt.Errorf("test failed: the value differs")
	}
	return nil
}
