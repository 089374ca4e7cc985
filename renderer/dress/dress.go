// Package dress gives rendered objects what every object of a component carries: names, namespace, labels, annotations.
// In: plain objects with their role, and the application's metadata. Out: the same objects, dressed. It never looks into spec.
package dress

import (
	"fmt"
	"strings"

	"mizzen.dev/renderer/data"
)

// Role says what an object is to its component.
type Role string

// The roles, in the order in which objects are listed.
const (
	Workload  Role = "workload"
	Auxiliary Role = "auxiliary"
	Trait     Role = "trait"
)

const (
	labelName         = "app.oam.dev/name"
	labelNamespace    = "app.oam.dev/namespace"
	labelRevision     = "app.oam.dev/appRevision"
	labelComponent    = "app.oam.dev/component"
	labelReplicaKey   = "app.oam.dev/replicaKey"
	labelResourceType = "app.oam.dev/resourceType"
	labelWorkloadType = "workload.oam.dev/type"
	labelTraitType    = "trait.oam.dev/type"
	labelResource     = "trait.oam.dev/resource"

	filterLabels      = "filter.oam.dev/label-keys"
	filterAnnotations = "filter.oam.dev/annotation-keys"

	// auxiliaryType stands for the trait type on an object of the component's own outputs.
	auxiliaryType = "AuxiliaryWorkload"
)

// neverPassed are annotations of the application that objects do not get.
var neverPassed = []string{
	"app.oam.dev/inplace-upgrade",
	filterLabels,
	filterAnnotations,
	"kubectl.kubernetes.io/last-applied-configuration",
}

// Application is what the dress needs to know of the application and the component.
type Application struct {
	Name      string
	Namespace string
	// Placed is the namespace in which the component is placed. If it is not the application's, every object goes there.
	Placed        string
	Revision      string
	Labels        map[string]string
	Annotations   map[string]string
	Component     string
	ComponentType string
	ReplicaKey    string
	// Policy tells that it is a policy which is rendered: its objects carry less.
	Policy bool
}

// Object is one rendered object of a component.
type Object struct {
	Role Role
	// TraitType is the type of the trait that made the object, Resource its key in outputs; both may be empty.
	TraitType string
	Resource  string
	// ReferencePath is where the object wants a reference to the workload, empty for nowhere.
	ReferencePath string
	Fields        map[string]any
}

// Dress dresses all objects of a component in place; the first one is its workload.
func Dress(app Application, objects []Object) error {
	for i := range objects {
		if err := app.dress(&objects[i]); err != nil {
			return err
		}
	}
	if len(objects) == 0 {
		return nil
	}
	return refer(objects[0].Fields, objects[1:])
}

func (app Application) dress(o *Object) error {
	meta, err := metadata(o.Fields)
	if err != nil {
		return err
	}
	labels, err := texts(meta, "labels")
	if err != nil {
		return err
	}
	if app.Policy {
		app.dressPolicy(o, meta, labels)
		return nil
	}
	annotations, err := texts(meta, "annotations")
	if err != nil {
		return err
	}
	merge(labels, app.identity(o))
	meta["labels"] = plain(labels)
	if name, _ := meta["name"].(string); name == "" {
		setName(meta, app.name(o, labels))
	}
	if o.Role == Workload {
		labels[labelResourceType] = "WORKLOAD"
	} else {
		labels[labelResourceType] = "TRAIT"
	}
	merge(labels, app.common())
	meta["labels"] = plain(labels)
	merge(annotations, app.Annotations)
	for _, key := range app.hiddenAnnotations() {
		delete(annotations, key)
	}
	meta["annotations"] = plain(annotations)
	app.place(o, meta)
	return nil
}

// dressPolicy gives an object of a policy the policy's name, a namespace, and labels that say where it comes from.
func (app Application) dressPolicy(o *Object, meta map[string]any, labels map[string]string) {
	merge(labels, map[string]string{labelName: app.Name, labelRevision: app.Revision, labelComponent: app.Component})
	meta["labels"] = plain(labels)
	if name, _ := meta["name"].(string); name == "" {
		setName(meta, app.Component)
	}
	app.place(o, meta)
}

func (app Application) place(o *Object, meta map[string]any) {
	namespace, _ := meta["namespace"].(string)
	if !isNamespace(o.Fields) && (namespace == "" || app.Placed != app.Namespace) {
		meta["namespace"] = app.Placed
	}
}

// identity are the labels that tell which definition made the object.
func (app Application) identity(o *Object) map[string]string {
	labels := map[string]string{
		labelName:      app.Name,
		labelRevision:  app.Revision,
		labelComponent: app.Component,
	}
	if app.ReplicaKey != "" {
		labels[labelReplicaKey] = app.ReplicaKey
	}
	switch o.Role {
	case Workload:
		labels[labelWorkloadType] = app.ComponentType
		return labels
	case Auxiliary:
		labels[labelTraitType] = auxiliaryType
	case Trait:
		labels[labelTraitType] = o.TraitType
	}
	if o.Resource != "" {
		labels[labelResource] = o.Resource
	}
	return labels
}

// common are the labels that all objects of the component share, without those that the application filters out.
func (app Application) common() map[string]string {
	labels := map[string]string{}
	merge(labels, app.Labels)
	merge(labels, map[string]string{
		labelName:      app.Name,
		labelNamespace: app.Namespace,
		labelRevision:  app.Revision,
		labelComponent: app.Component,
	})
	if keys, ok := app.Annotations[filterLabels]; ok {
		for _, key := range strings.Split(keys, ",") {
			delete(labels, strings.TrimSpace(key))
		}
	}
	return labels
}

func (app Application) hiddenAnnotations() []string {
	hidden := append([]string{}, neverPassed...)
	for _, key := range strings.Split(app.Annotations[filterAnnotations], ",") {
		hidden = append(hidden, strings.TrimSpace(key))
	}
	return hidden
}

// name of an object that has none: the component's for the workload, else one derived from the object's content.
func (app Application) name(o *Object, labels map[string]string) string {
	if o.Role == Workload {
		return app.Component
	}
	revision := labels[labelRevision]
	delete(labels, labelRevision)
	meta := o.Fields["metadata"].(map[string]any)
	meta["labels"] = plain(labels)
	hash := contentHash(o.Fields)
	labels[labelRevision] = revision
	return fmt.Sprintf("%s-%s-%s", app.Component, strings.ToLower(labels[labelTraitType]), hash)
}

func setName(meta map[string]any, name string) {
	if name == "" {
		delete(meta, "name")
		return
	}
	meta["name"] = name
}

func metadata(object map[string]any) (map[string]any, error) {
	switch meta := object["metadata"].(type) {
	case map[string]any:
		return meta, nil
	case nil:
		made := map[string]any{}
		object["metadata"] = made
		return made, nil
	default:
		return nil, fmt.Errorf("metadata is %s; expected an object", data.Kind(meta))
	}
}

func texts(meta map[string]any, name string) (map[string]string, error) {
	found := map[string]string{}
	switch object := meta[name].(type) {
	case nil:
	case map[string]any:
		for _, key := range data.Keys(object) {
			text, ok := object[key].(string)
			if !ok {
				return nil, fmt.Errorf("metadata.%s[%q] is %s; expected a string", name, key, data.Kind(object[key]))
			}
			found[key] = text
		}
	default:
		return nil, fmt.Errorf("metadata.%s is %s; expected an object of strings", name, data.Kind(object))
	}
	return found, nil
}

func merge(into, from map[string]string) {
	for key, value := range from {
		into[key] = value
	}
}

func plain(texts map[string]string) map[string]any {
	object := make(map[string]any, len(texts))
	for key, value := range texts {
		object[key] = value
	}
	return object
}

func isNamespace(object map[string]any) bool {
	return object["apiVersion"] == "v1" && object["kind"] == "Namespace"
}
