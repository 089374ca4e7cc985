package kustomize

import (
	"encoding/json"
	"fmt"
	"path"
	"strings"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

// registry is how the address of an artifact begins.
const registry = "oci://"

// Parameters are the properties of a component of type kustomize. Those of KubeVela's addon that say how its controllers
// fetch, wait or delete are known here so that they can be refused by name.
type Parameters struct {
	Changes
	Path            string          `json:"path"`
	TargetNamespace string          `json:"targetNamespace"`
	Source          string          `json:"source"`
	RepoType        string          `json:"repoType"`
	URL             string          `json:"url"`
	OCI             json.RawMessage `json:"oci"`
	Git             json.RawMessage `json:"git"`
	OSS             json.RawMessage `json:"oss"`
	SecretRef       string          `json:"secretRef"`
	ImageRepository json.RawMessage `json:"imageRepository"`
	Prune           *bool           `json:"prune"`
	Suspend         bool            `json:"suspend"`
	Force           bool            `json:"force"`
}

// Render makes the objects of a component out of its properties. Problems have paths such as "properties.path".
func Render(files Files, properties any) ([]any, problem.List) {
	var p Parameters
	encoded, err := data.Encode(properties)
	if err == nil {
		err = json.Unmarshal(encoded, &p)
	}
	if err != nil {
		return nil, problem.List{{Path: "properties", Message: "expected the parameters of a kustomization"}}
	}
	if refused := p.refused(); len(refused) > 0 {
		return nil, refused
	}
	dir := path.Clean(strings.TrimPrefix(p.Path, "./"))
	switch {
	case path.IsAbs(dir), dir == "..", strings.HasPrefix(dir, "../"):
		return nil, problem.List{{Path: "properties.path", Message: "leads out of the repository; expected a path from its root"}}
	case dir == ".":
		dir = ""
	}
	objects, problems := Build(files, dir)
	for i := range problems {
		if problems[i].File == nil {
			problems[i].Path = "properties.path"
		}
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return p.change(objects)
}

// change follows kustomize's order: patches before the namespace.
func (p *Parameters) change(objects []any) ([]any, problem.List) {
	if len(p.Patches)+len(p.Images) > 0 {
		var problems problem.List
		if objects, problems = p.changed(objects); len(problems) > 0 {
			return nil, problems
		}
	}
	if p.TargetNamespace == "" {
		return objects, nil
	}
	placed, err := namespaced(objects, p.TargetNamespace)
	if err != nil {
		return nil, problem.List{{Path: "properties.targetNamespace", Message: words(err)}}
	}
	return placed, nil
}

func (p *Parameters) changed(objects []any) ([]any, problem.List) {
	changed, matched, problems := p.Apply(objects)
	for i := range problems {
		problems[i].Path = "properties." + problems[i].Path
	}
	if len(problems) > 0 {
		return nil, problems
	}
	if problems = matched.nothing(); len(problems) > 0 {
		return nil, problems
	}
	var left []any
	for _, object := range changed {
		if object != nil {
			left = append(left, object)
		}
	}
	if len(left) == 0 {
		return nil, problem.List{{Path: "properties.patches", Message: "the patches delete every object"}}
	}
	return left, nil
}

func (m *Matched) nothing() problem.List {
	var problems problem.List
	for i, found := range m.Patches {
		if !found {
			problems = append(problems, problem.Problem{
				Path: fmt.Sprintf("properties.patches[%d]", i), Message: "no object of the kustomization matches the target of this patch",
			})
		}
	}
	for i, found := range m.Images {
		if !found {
			problems = append(problems, problem.Problem{
				Path: fmt.Sprintf("properties.images[%d].name", i), Message: "no container of the kustomization has an image of this name",
			})
		}
	}
	return problems
}

// refused says of each parameter that cannot be followed what to do instead.
func (p *Parameters) refused() problem.List {
	var problems problem.List
	refuse := func(given bool, name, message string) {
		if given {
			problems = append(problems, problem.Problem{Path: "properties." + name, Message: message})
		}
	}
	artifact := strings.HasPrefix(p.URL, registry)
	refuse(p.RepoType != "" && p.RepoType != "git" && p.RepoType != "oci", "repoType",
		"only git and oci are supported: copy the bucket's content into the repository")
	refuse(p.RepoType == "oci" && !artifact, "repoType", "an artifact is named by its address: expected url: oci://<host>/<repository>")
	refuse(p.RepoType == "git" && artifact, "repoType", "the url is that of an artifact of a registry: expected oci, or no repoType")
	refuse(len(p.OSS) > 0, "oss", "a bucket is not supported: copy its content into the repository")
	refuse(artifact && p.Source != "", "source", "expected either \"source\" or \"url\", found both")
	refuse(len(p.OCI) > 0 && !artifact, "oci", "it says which artifact of a registry is meant: expected url: oci://<host>/<repository>")
	refuse(p.URL != "" && !artifact, "url", "a repository is not named by its address here: "+
		"make it a source of mizzen.yaml and name that under source, or copy the kustomization into this repository")
	refuse(len(p.Git) > 0 && p.Source == "", "git", "the kustomization is read at the commit of the application; remove it")
	refuse(p.SecretRef != "", "secretRef", "credentials belong to the source, or to the host under artifacts, in mizzen.yaml; remove it")
	refuse(len(p.ImageRepository) > 0, "imageRepository", "images are not scanned: change the tag in Git, for instance under images")
	refuse(p.Prune != nil && !*p.Prune, "prune", "what is deleted is said by the environment: set spec.prune.enabled: false there")
	refuse(p.Suspend, "suspend", "a component cannot be suspended: remove the overlay, or disable the component in it")
	refuse(p.Force, "force", "an object is not deleted to be created anew for an immutable field")
	return problems
}
