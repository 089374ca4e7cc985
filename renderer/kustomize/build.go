// Package kustomize builds kustomizations out of a snapshot, and changes finished objects with kustomize's patches.
// In: what lies at a path, when it is asked for. Out: objects in kustomize's order, or problems at their lines. It never
// opens a file or a socket and starts no program.
package kustomize

import (
	"errors"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strings"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/openapi"
	"sigs.k8s.io/yaml"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

func init() {
	// The libraries fetch files of any http address that they meet; nothing in this process may.
	http.DefaultTransport = refusing{}
}

type refusing struct{}

func (refusing) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("nothing is fetched while a kustomization is rendered")
}

// Build makes the objects of the kustomization in a directory of the snapshot.
func Build(files Files, dir string) ([]any, problem.List) {
	t := newTree(files)
	s := &survey{tree: t, sizes: map[string]int{}}
	s.look(dir, nil, nil)
	if t.failed != nil {
		return nil, problem.Of("%v", t.failed)
	}
	if len(s.problems) > 0 {
		return nil, s.problems
	}
	if s.openAPI {
		openapi.ResetOpenAPI()
		defer openapi.ResetOpenAPI()
	}
	made, err := run(t, "/"+dir)
	if t.failed != nil {
		err = t.failed
	}
	var objects []any
	if err == nil {
		objects, err = plain(made)
	}
	if err == nil && len(objects) == 0 {
		err = errors.New("the kustomization makes no object")
	}
	if err != nil {
		return nil, problem.List{{Message: words(err), File: s.start(dir)}}
	}
	return objects, nil
}

// run calls the library. Some of its mistakes about an input are panics.
func run(files filesys.FileSystem, dir string) (made resmap.ResMap, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			made, err = nil, fmt.Errorf("kustomize gave up: %v", cause)
		}
	}()
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsRootOnly
	options.PluginConfig = types.DisabledPluginConfig()
	return krusty.MakeKustomizer(options).Run(files, dir)
}

// plain turns objects into data as "kubectl apply" would read what kustomize prints.
func plain(made resmap.ResMap) ([]any, error) {
	var objects []any
	for _, resource := range made.Resources() {
		text, err := resource.AsYAML()
		if err != nil {
			return nil, err
		}
		object, err := decoded(text)
		if err != nil {
			return nil, err
		}
		objects = append(objects, object)
	}
	return objects, nil
}

func decoded(text []byte) (any, error) {
	converted, err := yaml.YAMLToJSON(text)
	if err != nil {
		return nil, err
	}
	return data.Decode(converted)
}

// start is where the kustomization of a directory begins.
func (s *survey) start(dir string) *problem.Place {
	for name, found := range s.tree.known {
		if found.Kind == File && path.Dir("/"+name) == path.Clean("/"+dir) && strings.HasPrefix(strings.ToLower(path.Base(name)), "kustomization") {
			return &problem.Place{File: name, Line: 1, Column: 1}
		}
	}
	return nil
}

// values are what kustomize repeats of an input in its messages: whole patches and objects.
var values = regexp.MustCompile(`(?s)\[?(patch|path): ".*"\]?|\{.*\}|\n.*`)

// attempts are what kustomize tells of a directory that it took for a file first, before what is wrong in it.
var attempts = regexp.MustCompile(`accumulating resources: accumulation err='accumulating resources from '[^']*': '[^']*' must resolve to a file': recursed accumulation of path '/?([^']*)'`)

// words is an error of kustomize's without the input that it repeats, paths as a person knows them.
func words(err error) string {
	text := attempts.ReplaceAllString(err.Error(), "in $1")
	text = values.ReplaceAllString(text, "…")
	text = strings.ReplaceAll(text, "'/", "'")
	return problem.Shorten("kustomize: " + strings.ReplaceAll(text, "\"/", "\""))
}
