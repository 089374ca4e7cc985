package helm

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	chart "helm.sh/helm/v4/pkg/chart/v2"
	chartutil "helm.sh/helm/v4/pkg/chart/v2/util"
	"helm.sh/helm/v4/pkg/engine"

	"mizzen.dev/renderer/problem"
)

// revision is what the templates see as .Release.Revision: a render knows nothing of earlier ones.
const revision = 1

func init() {
	// The library tells of trifles in the log; a warning of ours stands in the answer.
	slog.SetDefault(slog.New(slog.DiscardHandler))
}

// Render makes the objects of a chart. The error is a problem.List.
func Render(a *Artifact) (*Rendered, error) {
	loaded, err := a.load()
	if err != nil {
		return nil, a.refuse(err)
	}
	values, err := a.renderValues(loaded)
	if err != nil {
		return nil, err
	}
	templates := map[string]bool{}
	mark(loaded, templates)
	chance := newChance(a)
	renderer := engine.Engine{CustomTemplateFuncs: functions(chance)}
	files, err := renderer.RenderWithContext(context.Background(), loaded, values)
	if err != nil {
		return nil, a.fault(err, loaded.Name(), templates)
	}
	made := &sorter{artifact: a, root: loaded.Name(), rendered: &Rendered{}}
	if loaded.Metadata.Deprecated {
		made.warn("the chart %q is deprecated", loaded.Name())
	}
	if !a.WithoutCRDs {
		made.definitions(loaded)
	}
	made.manifests(files)
	if len(made.problems) > 0 {
		return nil, made.problems
	}
	if err := a.patch(made.rendered); err != nil {
		return nil, err
	}
	made.rendered.Read = append(chance.read(), a.looksAt(loaded)...)
	return made.rendered, nil
}

// looksAt are the fields of the context that the chart may look at by name; a name in the values counts, for tpl.
func (a *Artifact) looksAt(c *chart.Chart) []string {
	var fields []string
	if c.Metadata.KubeVersion != "" || a.mentions(c, "KubeVersion") || a.mentions(c, "Capabilities") {
		fields = append(fields, "context.clusterVersion.gitVersion")
	}
	if a.mentions(c, "Capabilities") {
		fields = append(fields, "context.apis")
	}
	return fields
}

// mentions tells whether a word stands anywhere in the chart or in the values.
func (a *Artifact) mentions(c *chart.Chart, word string) bool {
	for _, layer := range a.Values {
		if bytes.Contains(layer.Value, []byte(word)) || layer.Text != nil && strings.Contains(*layer.Text, word) {
			return true
		}
	}
	for _, file := range c.Raw {
		if bytes.Contains(file.Data, []byte(word)) {
			return true
		}
	}
	return slices.ContainsFunc(c.Dependencies(), func(child *chart.Chart) bool { return a.mentions(child, word) })
}

func (a *Artifact) refuse(err error) problem.List {
	found := refused("chart: %s", oneLine(err.Error()))
	found[0].File = &problem.Place{File: a.source("Chart.yaml", ""), Line: 1, Column: 1}
	return found
}

// renderValues is all that the templates see: values, release, chart and capabilities.
func (a *Artifact) renderValues(c *chart.Chart) (common.Values, error) {
	given, err := a.values(c)
	if err != nil {
		return nil, a.refuse(err)
	}
	if err := chartutil.ValidateReleaseName(a.Release.Name); err != nil {
		return nil, refused("release name %q; expected at most 53 lower-case letters, digits, \"-\" and \".\"", a.Release.Name)
	}
	capabilities, err := a.Cluster.capabilities()
	if err != nil {
		return nil, a.refuse(err)
	}
	wanted := c.Metadata.KubeVersion
	if wanted != "" && !chartutil.IsCompatibleRange(wanted, capabilities.KubeVersion.String()) {
		return nil, a.refuse(fmt.Errorf("it is for Kubernetes %s; the cluster has %s", wanted, capabilities.KubeVersion.Version))
	}
	if err := chartutil.ProcessDependencies(c, given); err != nil {
		return nil, a.refuse(err)
	}
	options := common.ReleaseOptions{
		Name: a.Release.Name, Namespace: a.Release.Namespace, Revision: revision, IsInstall: true,
	}
	// The library's own check of schemas would follow references out of them.
	all, err := util.ToRenderValuesWithSchemaValidation(c, given, options, capabilities, true)
	if err != nil {
		return nil, a.refuse(err)
	}
	values, _ := asMap(all["Values"])
	if found := a.checkValues(c, values, nil); len(found) > 0 {
		return nil, found
	}
	return all, nil
}

func (c Cluster) capabilities() (*common.Capabilities, error) {
	all := common.DefaultCapabilities.Copy()
	if c.Version != "" {
		version, err := common.ParseKubeVersion(c.Version)
		if err != nil {
			return nil, fmt.Errorf("the cluster's version %q is none", c.Version)
		}
		all.KubeVersion = *version
	}
	if len(c.APIs) > 0 {
		all.APIVersions = c.APIs
	}
	return all, nil
}

// asMap takes values in either form that the library keeps them in.
func asMap(value any) (map[string]any, bool) {
	switch v := value.(type) {
	case common.Values:
		return maps.Clone(v), true
	case map[string]any:
		return v, true
	default:
		return nil, false
	}
}
