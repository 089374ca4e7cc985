package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"

	"github.com/getsops/sops/v3"
	"github.com/getsops/sops/v3/aes"
	"github.com/getsops/sops/v3/cmd/sops/common"
	"github.com/getsops/sops/v3/cmd/sops/formats"
	"github.com/getsops/sops/v3/config"

	"mizzen.dev/renderer/problem"
)

// Request asks for the plain text of one file.
type Request struct {
	Path       string   `json:"path"`
	Content    []byte   `json:"content"`
	Identities []string `json:"identities"`
	// KeyService is the path of the Unix socket of a "sops keyservice"; empty for none.
	KeyService string `json:"keyService"`
}

// Answer is a file's plain text, and every value that was encrypted in it.
type Answer struct {
	Content []byte   `json:"content"`
	Leaves  []string `json:"leaves"`
	// Unavailable says why the file cannot be opened now, where that may mend itself; nothing else is set then.
	Unavailable string `json:"unavailable,omitempty"`
}

// Decrypt decrypts a file with what the request brings and nothing else. No message repeats a value of the file or a key.
func Decrypt(r *Request) (*Answer, error) {
	keys, err := newKeyring(r)
	if err != nil {
		return nil, err
	}
	defer keys.close()
	format := formatOf(r.Path, r.Content)
	store := common.StoreForFormat(format, config.NewStoresConfig())
	tree, err := store.LoadEncryptedFile(r.Content)
	if err != nil {
		return nil, at(r, "sops", "it has the marks of SOPS and cannot be read as a SOPS file")
	}
	key, err := keys.dataKey(&tree)
	if keys.unavailable != "" {
		return &Answer{Leaves: []string{}, Unavailable: keys.unavailable}, nil
	}
	if err != nil {
		return nil, at(r, "sops", "%s", err)
	}
	found := leavesOf(tree.Branches)
	if err := decryptTree(r, &tree, key, found); err != nil {
		return nil, err
	}
	plain := leavesOf(tree.Branches)
	answer := &Answer{Leaves: []string{}}
	for i, leaf := range found {
		if leaf.sealed() && i < len(plain) {
			answer.Leaves = append(answer.Leaves, plain[i].text())
		}
	}
	if format == formats.Yaml {
		if text, ok := inPlace(r.Content, found, plain); ok && sameTree(store, text, tree.Branches) {
			answer.Content = text
			return answer, nil
		}
	}
	if answer.Content, err = store.EmitPlainFile(tree.Branches); err != nil {
		return nil, at(r, "sops", "its plain text cannot be written")
	}
	return answer, nil
}

// decryptTree decrypts all values and compares the checksum: a value that was changed, moved, added or taken away is found.
func decryptTree(r *Request, tree *sops.Tree, key []byte, leaves []leaf) error {
	cipher := aes.NewCipher()
	mac, err := tree.Decrypt(key, cipher)
	if err != nil {
		for _, leaf := range leaves {
			if token, ok := leaf.value.(string); ok && leaf.sealed() {
				if _, err := cipher.Decrypt(token, key, strings.Join(leaf.path, ":")+":"); err != nil {
					return at(r, token, "the value of %s cannot be decrypted: it was changed or moved after it was encrypted",
						strings.Join(leaf.path, "."))
				}
			}
		}
		return at(r, "sops", "a value cannot be decrypted: the file was changed after it was encrypted")
	}
	stored, err := cipher.Decrypt(tree.Metadata.MessageAuthenticationCode, key, tree.Metadata.LastModified.Format(time.RFC3339))
	if err != nil || stored != mac {
		return at(r, "mac", "its checksum (mac) is wrong: a value was changed, added or taken away after it was encrypted; "+
			"edit it with: sops %s", r.Path)
	}
	return nil
}

// formatOf goes by the content, since a file may have any name; only JSON needs the name to be told from binary.
func formatOf(path string, content []byte) formats.Format {
	if bytes.HasPrefix(bytes.TrimSpace(content), []byte("{")) {
		var top map[string]json.RawMessage
		_ = json.Unmarshal(content, &top) // no JSON is told by who loads it
		_, hasData := top["data"]
		if formats.FormatForPath(path) != formats.Json && hasData && len(top) == 2 {
			return formats.Binary
		}
		return formats.Json
	}
	switch {
	case lineOf(content, "sops_mac=") > 0:
		return formats.Dotenv
	case lineOf(content, "[sops]") > 0:
		return formats.Ini
	default:
		return formats.Yaml
	}
}

// at is a problem at the first line that holds mark, without anything of that line.
func at(r *Request, mark, format string, args ...any) problem.List {
	found := problem.Of(format, args...)
	line := 1
	for _, form := range []string{mark + ":", `"` + mark + `"`, mark + "_mac=", "sops_" + mark + "=", "[" + mark + "]", mark} {
		if n := lineOf(r.Content, form); n > 0 {
			line = n
			break
		}
	}
	found[0].File = &problem.Place{File: r.Path, Line: line, Column: 1}
	return found
}

// lineOf is the number of the last line that begins with mark, blanks aside; else of the first that holds it; 0 if none does.
func lineOf(content []byte, mark string) int {
	begins, holds := 0, 0
	for i, line := range bytes.Split(content, []byte("\n")) {
		switch trimmed := bytes.TrimLeft(line, " \t"); {
		case bytes.HasPrefix(trimmed, []byte(mark)):
			begins = i + 1
		case holds == 0 && len(mark) > 20 && bytes.Contains(line, []byte(mark)):
			holds = i + 1
		}
	}
	if begins > 0 {
		return begins
	}
	return holds
}
