package e2e

import (
	"context"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/yaml"
)

// plurals are the resources of the kinds that the tests apply.
var plurals = map[string]string{"Ingress": "ingresses", "CustomResourceDefinition": "customresourcedefinitions"}

// namespace makes a namespace of its own for a test, with the service account that pods need.
func (c *client) namespace(t *testing.T) string {
	t.Helper()
	name := strings.ToLower(strings.NewReplacer("/", "-", "_", "-").Replace(t.Name()))
	if len(name) > 63 {
		name = strings.Trim(name[len(name)-63:], "-")
	}
	wanted := &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}}
	must[*corev1.Namespace](t)(c.CoreV1().Namespaces().Create(t.Context(), wanted, metav1.CreateOptions{}))
	eventually(t, func(ctx context.Context) error {
		_, err := c.CoreV1().ServiceAccounts(name).Get(ctx, "default", metav1.GetOptions{})
		return err
	})
	return name
}

// apply is a server-side apply of one object in YAML, not forced.
func (c *client) apply(ctx context.Context, namespace, manager, text string) (*unstructured.Unstructured, error) {
	object := &unstructured.Unstructured{}
	if err := yaml.Unmarshal([]byte(text), object); err != nil {
		return nil, err
	}
	kind := object.GroupVersionKind()
	plural, irregular := plurals[kind.Kind]
	if !irregular {
		plural = strings.ToLower(kind.Kind) + "s"
	}
	resource := c.dynamic.Resource(schema.GroupVersionResource{Group: kind.Group, Version: kind.Version, Resource: plural})
	options := metav1.ApplyOptions{FieldManager: manager}
	if namespace == "" {
		return resource.Apply(ctx, object.GetName(), object, options)
	}
	return resource.Namespace(namespace).Apply(ctx, object.GetName(), object, options)
}

// applied applies objects separated by lines of three dashes.
func (c *client) applied(t *testing.T, namespace string, texts string) {
	t.Helper()
	for _, text := range strings.Split(texts, "\n---\n") {
		must[*unstructured.Unstructured](t)(c.apply(t.Context(), namespace, "e2e", text))
	}
}

func deployment(name string, replicas string, image string, annotations string) string {
	return `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ` + name + `}
spec:
  replicas: ` + replicas + `
  selector: {matchLabels: {app: ` + name + `}}
  template:
    metadata: {labels: {app: ` + name + `}, annotations: {` + annotations + `}}
    spec: {containers: [{name: main, image: ` + image + `}]}
`
}
