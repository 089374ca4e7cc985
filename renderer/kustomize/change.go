package kustomize

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"

	//lint:ignore SA1019 the transformers are nowhere else in the version that go.mod pins
	"sigs.k8s.io/kustomize/api/builtins"
	"sigs.k8s.io/kustomize/api/provider"
	"sigs.k8s.io/kustomize/api/resmap"
	"sigs.k8s.io/kustomize/api/resource"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/kustomize/kyaml/resid"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

// Changes are what is done to finished objects: patches in order, then images.
type Changes struct {
	Patches []Patch `json:"patches"`
	Images  []Image `json:"images"`
}

// Patch is laid over the objects that its target selects, or over the one that it names itself.
type Patch struct {
	// Patch is a strategic merge (an object) or a list of operations after RFC 6902, or the YAML text of either.
	Patch   json.RawMessage  `json:"patch"`
	Target  *types.Selector  `json:"target"`
	Options *types.PatchArgs `json:"options"`
}

// Image gives containers with an image of a name another name, tag or digest.
type Image struct {
	Name    string `json:"name"`
	NewName string `json:"newName"`
	NewTag  string `json:"newTag"`
	Digest  string `json:"digest"`
}

// Matched tells of each patch and each image whether there was an object for it.
type Matched struct {
	Patches []bool `json:"patches"`
	Images  []bool `json:"images"`
}

// Apply changes objects. A deleted one is nil in its place. What matches nothing is no problem here: several lists of
// objects may share one set of changes. Problems have paths such as "patches[1]".
func (c *Changes) Apply(objects []any) ([]any, *Matched, problem.List) {
	matched := &Matched{Patches: make([]bool, len(c.Patches)), Images: make([]bool, len(c.Images))}
	factory := resmap.NewFactory(provider.NewDefaultDepProvider().GetResourceFactory())
	all, err := load(factory, objects)
	if err != nil {
		return nil, nil, problem.Of("%s", words(err))
	}
	before := all.Resources()
	var problems problem.List
	for i := range c.Patches {
		found, err := c.Patches[i].apply(factory, all)
		if err != nil {
			problems = append(problems, problem.Problem{Path: fmt.Sprintf("patches[%d]", i), Message: words(err)})
		}
		matched.Patches[i] = found
	}
	for i, image := range c.Images {
		found, err := image.apply(all)
		if err != nil {
			problems = append(problems, problem.Problem{Path: fmt.Sprintf("images[%d]", i), Message: words(err)})
		}
		matched.Images[i] = found
	}
	if len(problems) > 0 {
		return nil, nil, problems
	}
	changed, err := inPlace(before, all)
	if err != nil {
		return nil, nil, problem.Of("%s", words(err))
	}
	return changed, matched, nil
}

func load(factory *resmap.Factory, objects []any) (resmap.ResMap, error) {
	all := resmap.New()
	for _, object := range objects {
		text, err := data.Encode(object)
		if err != nil {
			return nil, err
		}
		one, err := factory.RF().FromBytes(text)
		if err != nil {
			return nil, err
		}
		if err := all.Append(one); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// inPlace are the objects as they are now, in the order that they had.
func inPlace(before []*resource.Resource, all resmap.ResMap) ([]any, error) {
	left := map[*resource.Resource]bool{}
	for _, one := range all.Resources() {
		left[one] = true
	}
	all.RemoveBuildAnnotations()
	changed := make([]any, len(before))
	for i, one := range before {
		if !left[one] || one.IsNilOrEmpty() {
			continue
		}
		text, err := one.AsYAML()
		if err != nil {
			return nil, err
		}
		if changed[i], err = decoded(text); err != nil {
			return nil, err
		}
	}
	return changed, nil
}

func (p *Patch) apply(factory *resmap.Factory, all resmap.ResMap) (bool, error) {
	text, err := p.text()
	if err != nil {
		return false, err
	}
	if p.Target == nil {
		return merge(factory, all, text, p.Options)
	}
	if selected, err := all.Select(*p.Target); len(selected) == 0 || err != nil {
		return false, err
	}
	if text, err = named(text); err != nil {
		return false, err
	}
	config, err := json.Marshal(map[string]any{"patch": text, "target": p.Target, "options": p.Options})
	if err != nil {
		return false, err
	}
	plugin := builtins.NewPatchTransformerPlugin()
	if err := plugin.Config(resmap.NewPluginHelpers(nil, nil, factory, types.DisabledPluginConfig()), config); err != nil {
		return false, err
	}
	return true, plugin.Transform(all)
}

// named gives a strategic merge the kind and name that the library asks for and, beside a target, does not look at.
func named(text string) (string, error) {
	value, err := decoded([]byte(text))
	if err != nil {
		return "", errors.New("expected the YAML text of an object or of a list of operations")
	}
	merge, ok := value.(map[string]any)
	if !ok {
		encoded, err := data.Encode(value)
		return string(encoded), err
	}
	metadata, ok := merge["metadata"].(map[string]any)
	if !ok {
		metadata = map[string]any{}
		merge["metadata"] = metadata
	}
	if metadata["name"] == nil {
		metadata["name"] = "any"
	}
	if merge["kind"] == nil {
		merge["kind"] = "Any"
	}
	encoded, err := data.Encode(merge)
	return string(encoded), err
}

// merge lays strategic merges over the objects that they name themselves: in any namespace where they name none.
func merge(factory *resmap.Factory, all resmap.ResMap, text string, options *types.PatchArgs) (bool, error) {
	patches, err := factory.RF().SliceFromBytes([]byte(text))
	if err != nil || len(patches) == 0 {
		return false, errors.New("expected a target, or a patch with apiVersion, kind and metadata.name")
	}
	for _, patch := range patches {
		id := patch.OrgId()
		selected, err := all.Select(types.Selector{ResId: resid.ResId{
			Gvk:       resid.Gvk{Group: literal(id.Group), Version: literal(id.Version), Kind: literal(id.Kind)},
			Name:      literal(id.Name),
			Namespace: literal(id.Namespace),
		}})
		if len(selected) == 0 || err != nil {
			return false, err
		}
		if options != nil && options.AllowNameChange {
			patch.AllowNameChange()
		}
		if options != nil && options.AllowKindChange {
			patch.AllowKindChange()
		}
		if err := all.ApplySmPatch(resource.MakeIdSet(selected), patch); err != nil {
			return true, err
		}
	}
	return true, nil
}

// literal is the regular expression of a text, and none for none.
func literal(text string) string {
	if text == "" {
		return ""
	}
	return regexp.QuoteMeta(text)
}

func (p *Patch) text() (string, error) {
	raw := bytes.TrimSpace(p.Patch)
	if len(raw) > 0 && raw[0] == '"' {
		var text string
		err := json.Unmarshal(raw, &text)
		return text, err
	}
	if len(raw) == 0 || (raw[0] != '{' && raw[0] != '[') {
		return "", fmt.Errorf("expected an object or a list of operations")
	}
	return string(raw), nil
}

// probe is a tag that no image has.
const probe = "mizzen-probe"

func (i Image) apply(all resmap.ResMap) (bool, error) {
	if i.Name == "" || (i.NewName == "" && i.NewTag == "" && i.Digest == "") {
		return false, fmt.Errorf("expected a name, and one of newName, newTag and digest")
	}
	tried := all.DeepCopy()
	if err := tag(tried, types.Image{Name: i.Name, NewTag: probe}); err != nil {
		return false, err
	}
	if all.ErrorIfNotEqualLists(tried) == nil {
		return false, nil
	}
	return true, tag(all, types.Image{Name: i.Name, NewName: i.NewName, NewTag: i.NewTag, Digest: i.Digest})
}

func tag(all resmap.ResMap, image types.Image) error {
	return (&builtins.ImageTagTransformerPlugin{ImageTag: image}).Transform(all)
}

// namespaced puts objects into a namespace as kustomize's field of that name does, the subjects of bindings too.
func namespaced(objects []any, namespace string) ([]any, error) {
	var text strings.Builder
	for _, object := range objects {
		encoded, err := data.Encode(object)
		if err != nil {
			return nil, err
		}
		text.WriteString("---\n" + string(encoded) + "\n")
	}
	files := filesys.MakeFsInMemory()
	kustomization, err := data.Encode(map[string]any{"resources": []any{"objects.yaml"}, "namespace": namespace})
	if err != nil {
		return nil, err
	}
	if err := files.WriteFile("/objects.yaml", []byte(text.String())); err != nil {
		return nil, err
	}
	if err := files.WriteFile("/kustomization.yaml", kustomization); err != nil {
		return nil, err
	}
	made, err := run(files, "/")
	if err != nil {
		return nil, err
	}
	return plain(made)
}
