package helm

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/loader/archive"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/ignore"

	"mizzen.dev/renderer/data"
)

// load reads the chart and everything that is packed in it.
func (a *Artifact) load() (*chart.Chart, error) {
	left := newBudget()
	files, err := a.files(left)
	if err != nil {
		return nil, err
	}
	if err := checkPacked(files, left, 0); err != nil {
		return nil, err
	}
	buffered := make([]*archive.BufferedFile, len(files))
	for i, f := range files {
		buffered[i] = &archive.BufferedFile{Name: f.name, Data: f.data}
	}
	loaded, err := loader.LoadFiles(buffered)
	if err != nil {
		return nil, err
	}
	if loaded.Metadata.Type != "" && loaded.Metadata.Type != "application" {
		return nil, fmt.Errorf("the chart is of type %q; expected one that can be installed, of type \"application\"",
			loaded.Metadata.Type)
	}
	sortCharts(loaded)
	if err := a.checkLock(loaded); err != nil {
		return nil, err
	}
	return loaded, a.complete(loaded)
}

func (a *Artifact) files(left *budget) ([]file, error) {
	if a.Archive != nil {
		return unpack(a.Archive, left)
	}
	ignored, err := rules(a.Files)
	if err != nil {
		return nil, err
	}
	var files []file
	for _, name := range data.Keys(a.Files) {
		if err := checkName(name, name); err != nil {
			return nil, err
		}
		if ignored(name) {
			continue
		}
		if err := left.take(int64(len(a.Files[name]))); err != nil {
			return nil, err
		}
		files = append(files, file{name, a.Files[name]})
	}
	return files, nil
}

// rules reads .helmignore, which holds for a chart that is a directory.
func rules(files map[string][]byte) (func(name string) bool, error) {
	parsed, err := ignore.Parse(strings.NewReader(string(files[ignore.HelmIgnore])))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ignore.HelmIgnore, err)
	}
	parsed.AddDefaults()
	return func(name string) bool {
		for at, r := range name {
			if r == '/' && parsed.Ignore(name[:at], node{name[:at], true}) {
				return true
			}
		}
		return parsed.Ignore(name, node{name, false})
	}, nil
}

// node is a file or directory, as far as .helmignore asks.
type node struct {
	name string
	dir  bool
}

func (n node) Name() string       { return path.Base(n.name) }
func (n node) Size() int64        { return 0 }
func (n node) ModTime() time.Time { return time.Time{} }
func (n node) IsDir() bool        { return n.dir }
func (n node) Sys() any           { return nil }
func (n node) Mode() fs.FileMode {
	if n.dir {
		return fs.ModeDir
	}
	return 0
}

// sortCharts puts subcharts in the order of their names: the library keeps them in that of a map.
func sortCharts(c *chart.Chart) {
	children := slices.Clone(c.Dependencies())
	slices.SortFunc(children, func(a, b *chart.Chart) int {
		return strings.Compare(a.Name()+"\x00"+a.Metadata.Version, b.Name()+"\x00"+b.Metadata.Version)
	})
	c.SetDependencies(children...)
	for _, child := range children {
		sortCharts(child)
	}
}

// complete makes sure that the charts that Chart.yaml names are there.
func (a *Artifact) complete(c *chart.Chart) error {
	var missing []string
	for _, wanted := range c.Metadata.Dependencies {
		found := slices.ContainsFunc(c.Dependencies(), func(there *chart.Chart) bool { return there.Name() == wanted.Name })
		if !found {
			missing = append(missing, wanted.Name)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("the file Chart.yaml names dependencies that are not in charts/: %s; run `helm dependency build` and commit the folder",
			strings.Join(missing, ", "))
	}
	return nil
}

// mark puts a call before every template, so that the seeded functions know for which file they are called, and notes the
// names under which the engine knows the templates.
func mark(c *chart.Chart, names map[string]bool) {
	for _, template := range c.Templates {
		full := path.Join(c.ChartFullPath(), template.Name)
		names[full] = true
		template.Data = slices.Concat([]byte(markFor(full)), template.Data)
	}
	for _, child := range c.Dependencies() {
		mark(child, names)
	}
}

func markFor(name string) string { return fmt.Sprintf("{{%s %q}}", markFunction, name) }

func fileNamed(files []*common.File, name string) *common.File {
	for _, f := range files {
		if f.Name == name {
			return f
		}
	}
	return nil
}
