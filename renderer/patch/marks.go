package patch

import (
	"strings"

	"cuelang.org/go/cue"
)

const (
	markKey      = "patchKey"
	markStrategy = "patchStrategy"

	retainKeys     = "retainKeys"
	replace        = "replace"
	jsonPatch      = "jsonPatch"
	jsonMergePatch = "jsonMergePatch"
)

// marks are the directives "+name=value" in the doc comments of a field.
type marks map[string]string

func marksOf(value cue.Value) marks {
	var found marks
	for _, group := range value.Doc() {
		for _, comment := range group.List {
			name, text, ok := mark(comment.Text)
			if !ok {
				continue
			}
			if found == nil {
				found = marks{}
			}
			found[name] = text
		}
	}
	return found
}

func mark(comment string) (name, value string, ok bool) {
	line, ok := strings.CutPrefix(strings.TrimSpace(strings.TrimPrefix(comment, "//")), "+")
	if !ok {
		return "", "", false
	}
	name, value, ok = strings.Cut(line, "=")
	value = strings.TrimSpace(value)
	if !ok || len(strings.Fields(value)) > 1 {
		return "", "", false
	}
	return strings.TrimSpace(name), value, true
}
