package kustomize

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/filesys"
)

const (
	// maxLookups bounds the paths that one kustomization may look at.
	maxLookups = 5_000
	// maxBytes bounds what it may read.
	maxBytes = 32 << 20
)

// Kind is what lies at a path of the snapshot.
type Kind int

// The kinds of what is found.
const (
	Absent Kind = iota
	File
	Directory
)

// Found is what lies at a path; Content is a file's.
type Found struct {
	Kind    Kind
	Content []byte
}

// Files answers what lies at a path of the snapshot, written with "/" and without a leading one; "" is the root.
type Files func(path string) (Found, error)

// tree is the snapshot as kustomize's libraries see it: rooted at "/", read only, each path asked for once.
type tree struct {
	files  Files
	known  map[string]Found
	bytes  int
	failed error
}

func newTree(files Files) *tree { return &tree{files: files, known: map[string]Found{}} }

// at looks up a path of the snapshot. The first failure stays: kustomize passes over some.
func (t *tree) at(name string) (Found, error) {
	if found, ok := t.known[name]; ok {
		return found, nil
	}
	if t.failed != nil {
		return Found{}, t.failed
	}
	found, err := t.look(name)
	if err != nil {
		t.failed = err
		return Found{}, err
	}
	t.known[name] = found
	return found, nil
}

func (t *tree) look(name string) (Found, error) {
	if len(t.known) >= maxLookups {
		return Found{}, fmt.Errorf("the kustomization looks at more than %d paths", maxLookups)
	}
	found, err := t.files(name)
	if err != nil {
		return Found{}, err
	}
	if t.bytes += len(found.Content); t.bytes > maxBytes {
		return Found{}, fmt.Errorf("the kustomization reads more than %d bytes", maxBytes)
	}
	return found, bounded(name, found.Content)
}

// inside turns a path of kustomize's into one of the snapshot.
func inside(name string) string {
	return strings.TrimPrefix(path.Clean("/"+filepath.ToSlash(name)), "/")
}

func (t *tree) kind(name string) Kind {
	found, err := t.at(inside(name))
	if err != nil {
		return Absent
	}
	return found.Kind
}

// IsDir, Exists, ReadFile and CleanedAbs are all that a build asks for.
func (t *tree) IsDir(name string) bool { return t.kind(name) == Directory }

func (t *tree) Exists(name string) bool { return t.kind(name) != Absent }

func (t *tree) ReadFile(name string) ([]byte, error) {
	found, err := t.at(inside(name))
	switch {
	case err != nil:
		return nil, err
	case found.Kind != File:
		return nil, &fs.PathError{Op: "read", Path: inside(name), Err: fs.ErrNotExist}
	default:
		return found.Content, nil
	}
}

func (t *tree) CleanedAbs(name string) (filesys.ConfirmedDir, string, error) {
	clean := "/" + inside(name)
	found, err := t.at(inside(name))
	switch {
	case err != nil:
		return "", "", err
	case found.Kind == Directory:
		return filesys.ConfirmedDir(clean), "", nil
	case found.Kind == File:
		return filesys.ConfirmedDir(path.Dir(clean)), path.Base(clean), nil
	default:
		return "", "", &fs.PathError{Op: "look up", Path: inside(name), Err: fs.ErrNotExist}
	}
}

var errReadOnly = errors.New("a snapshot is only read, file by file")

func (*tree) Create(string) (filesys.File, error)  { return nil, errReadOnly }
func (*tree) Mkdir(string) error                   { return errReadOnly }
func (*tree) MkdirAll(string) error                { return errReadOnly }
func (*tree) RemoveAll(string) error               { return errReadOnly }
func (*tree) Open(string) (filesys.File, error)    { return nil, errReadOnly }
func (*tree) ReadDir(string) ([]string, error)     { return nil, errReadOnly }
func (*tree) Glob(string) ([]string, error)        { return nil, errReadOnly }
func (*tree) WriteFile(string, []byte) error       { return errReadOnly }
func (*tree) Walk(string, filepath.WalkFunc) error { return errReadOnly }
