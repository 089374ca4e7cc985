package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/getsops/sops/v3"
)

// token is an encrypted value as SOPS writes it, with the quotes around it.
var token = regexp.MustCompile(`"ENC\[AES256_GCM,[^\]"]*\]"|'ENC\[AES256_GCM,[^\]']*\]'|ENC\[AES256_GCM,[^\]]*\]`)

// leaf is a value of a tree; its path goes as SOPS counts it, by keys and without places in lists.
type leaf struct {
	path  []string
	value any
}

func (l leaf) sealed() bool {
	text, ok := l.value.(string)
	return ok && strings.HasPrefix(text, "ENC[AES256_GCM,")
}

func (l leaf) text() string {
	if bytes, ok := l.value.([]byte); ok {
		return string(bytes)
	}
	return fmt.Sprint(l.value)
}

// leavesOf are all values of a tree in its order; comments are none.
func leavesOf(branches sops.TreeBranches) []leaf {
	var found []leaf
	for _, branch := range branches {
		found = collect(branch, nil, found)
	}
	return found
}

func collect(value any, path []string, found []leaf) []leaf {
	switch v := value.(type) {
	case sops.TreeBranch:
		for _, item := range v {
			if _, comment := item.Key.(sops.Comment); !comment {
				found = collect(item.Value, append(path[:len(path):len(path)], fmt.Sprint(item.Key)), found)
			}
		}
	case []any:
		for _, item := range v {
			found = collect(item, path, found)
		}
	case sops.Comment:
	default:
		found = append(found, leaf{path, v})
	}
	return found
}

// inPlace is the text of an encrypted YAML file with every value in plain text where it stands and without what SOPS added, so
// that every line keeps its number. False where that cannot be done.
func inPlace(content []byte, sealed, plain []leaf) ([]byte, bool) {
	values := map[string]any{}
	if len(sealed) != len(plain) {
		return nil, false
	}
	for i, leaf := range sealed {
		if leaf.sealed() {
			values[leaf.value.(string)] = plain[i].value
		}
	}
	ok := true
	text := token.ReplaceAllFunc(withoutMetadata(content), func(found []byte) []byte {
		bare := strings.Trim(string(found), `"'`)
		value, known := values[bare]
		if strings.HasSuffix(bare, ",type:comment]") {
			return nil
		}
		written, can := scalar(value)
		ok = ok && known && can
		return written
	})
	return text, ok
}

// withoutMetadata blanks the lines of the top-level key sops, in each document.
func withoutMetadata(content []byte) []byte {
	lines := bytes.Split(content, []byte("\n"))
	inside := false
	for i, line := range lines {
		switch {
		case bytes.HasPrefix(line, []byte("sops:")):
			inside = true
		case len(line) > 0 && line[0] != ' ' && line[0] != '\t':
			inside = false
		}
		if inside {
			lines[i] = nil
		}
	}
	return bytes.Join(lines, []byte("\n"))
}

// scalar is a value as one word of YAML.
func scalar(value any) ([]byte, bool) {
	switch v := value.(type) {
	case string:
		var out bytes.Buffer
		encoder := json.NewEncoder(&out)
		encoder.SetEscapeHTML(false)
		err := encoder.Encode(v)
		return bytes.TrimSpace(out.Bytes()), err == nil
	case int:
		return []byte(strconv.Itoa(v)), true
	case bool:
		return []byte(strconv.FormatBool(v)), true
	default:
		return nil, false
	}
}

// sameTree tells whether text holds just what was decrypted, comments aside.
func sameTree(store sops.Store, text []byte, branches sops.TreeBranches) bool {
	read, err := store.LoadPlainFile(text)
	return err == nil && reflect.DeepEqual(leavesOf(read), leavesOf(branches))
}
