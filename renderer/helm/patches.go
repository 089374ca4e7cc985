package helm

import (
	"encoding/json"
	"fmt"
	"path"

	jsonpatch "gopkg.in/evanphx/json-patch.v4"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
	"k8s.io/client-go/kubernetes/scheme"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

// maxCopied bounds what the copy operations of one patch add, in bytes.
const maxCopied = 1 << 20

func init() { jsonpatch.AccumulatedCopySizeLimit = maxCopied }

// Patch is laid over the objects that it names, after rendering: a list of JSON 6902 operations, or a part of an object. The
// part is merged strategically into kinds that Kubernetes itself knows, else as RFC 7396 says.
type Patch struct {
	Target Target          `json:"target"`
	Patch  json.RawMessage `json:"patch"`
}

// Target names objects; what is empty matches all. Names may have * and ? in them.
type Target struct {
	Group     string `json:"group"`
	Version   string `json:"version"`
	Kind      string `json:"kind"`
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

// patch lays the patches over the objects, in their order. One that matches nothing is an error: it would be silently lost.
func (a *Artifact) patch(rendered *Rendered) error {
	var found problem.List
	for i, patch := range a.Patches {
		at := fmt.Sprintf("properties.patches[%d]", i)
		matched := false
		for j, object := range rendered.Objects {
			if !patch.Target.matches(object.Fields) {
				continue
			}
			matched = true
			changed, err := patch.onto(object.Fields)
			if err != nil {
				found = append(found, problem.Problem{Path: at + ".patch", Message: problem.Shorten(oneLine(
					fmt.Sprintf("does not fit %s: %v", shown(object.Fields), err)))})
				continue
			}
			rendered.Objects[j].Fields = changed
		}
		if !matched {
			found = append(found, problem.Problem{Path: at, Message: "matches no object of the chart"})
		}
	}
	if len(found) > 0 {
		return found
	}
	return nil
}

func (t Target) matches(object map[string]any) bool {
	kind := kindOf(object)
	metadata, _ := object["metadata"].(map[string]any)
	name, _ := metadata["name"].(string)
	namespace, _ := metadata["namespace"].(string)
	return (t.Group == "" || t.Group == kind.Group) && (t.Version == "" || t.Version == kind.Version) &&
		(t.Kind == "" || t.Kind == kind.Kind) && like(t.Name, name) && like(t.Namespace, namespace)
}

func like(pattern, text string) bool {
	matched, err := path.Match(pattern, text)
	return pattern == "" || err == nil && matched
}

func kindOf(object map[string]any) schema.GroupVersionKind {
	version, _ := object["apiVersion"].(string)
	kind, _ := object["kind"].(string)
	return schema.FromAPIVersionAndKind(version, kind)
}

func shown(object map[string]any) string {
	metadata, _ := object["metadata"].(map[string]any)
	return fmt.Sprintf("%s %q", kindOf(object).Kind, fmt.Sprint(metadata["name"]))
}

func (p Patch) onto(object map[string]any) (map[string]any, error) {
	before, err := data.Encode(object)
	if err != nil {
		return nil, err
	}
	after, err := p.changed(before, kindOf(object))
	if err != nil {
		return nil, err
	}
	value, err := data.Decode(after)
	if err != nil {
		return nil, err
	}
	fields, ok := value.(map[string]any)
	if !ok || kindOf(fields).Kind == "" || kindOf(fields).Version == "" {
		return nil, fmt.Errorf("what is left is no Kubernetes object")
	}
	return fields, nil
}

func (p Patch) changed(before []byte, kind schema.GroupVersionKind) ([]byte, error) {
	if len(p.Patch) > 0 && p.Patch[0] == '[' {
		operations, err := jsonpatch.DecodePatch(p.Patch)
		if err != nil {
			return nil, err
		}
		return operations.Apply(before)
	}
	known, err := scheme.Scheme.New(kind)
	if runtime.IsNotRegisteredError(err) {
		return jsonpatch.MergePatch(before, p.Patch)
	}
	if err != nil {
		return nil, err
	}
	return strategicpatch.StrategicMergePatch(before, p.Patch, known)
}
