package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	authorizationv1 "k8s.io/api/authorization/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"
)

const configMap = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {colour: %s}`

func TestAnApplyByAnotherManagerIsAConflictThatNamesTheFirst(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, fmt.Sprintf(configMap, "blue"))
	_, err := c.apply(t.Context(), namespace, "other", fmt.Sprintf(configMap, "red"))
	if !apierrors.IsConflict(err) || !strings.Contains(err.Error(), `conflict with "e2e"`) {
		t.Errorf("expected a conflict with e2e, got %v", err)
	}
}

func TestACustomResourceIsUsableCollectedAndDeleted(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, "", `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Boat, plural: boats}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {sails: {type: integer}}}}}}}]`)
	var owner string
	eventually(t, func(ctx context.Context) error {
		boat, err := c.apply(ctx, namespace, "e2e", "{apiVersion: example.com/v1, kind: Boat, metadata: {name: dinghy}, spec: {sails: 1}}")
		if err == nil {
			owner = string(boat.GetUID())
		}
		return err
	})
	c.applied(t, namespace, `
apiVersion: v1
kind: ConfigMap
metadata: {name: crew, ownerReferences: [{apiVersion: example.com/v1, kind: Boat, name: dinghy, uid: `+owner+`}]}`)
	if err := c.RESTClient().Delete().AbsPath("/apis/example.com/v1/namespaces/" + namespace + "/boats/dinghy").Do(t.Context()).Error(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func(ctx context.Context) error {
		return gone(c.CoreV1().ConfigMaps(namespace).Get(ctx, "crew", metav1.GetOptions{}))
	})
}

func TestDeletingADeploymentCollectsItsReplicaSetsAndPods(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, deployment("web", "2", "web:1", ""))
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "web") })
	if err := c.AppsV1().Deployments(namespace).Delete(t.Context(), "web", metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, func(ctx context.Context) error {
		sets, err := c.AppsV1().ReplicaSets(namespace).List(ctx, metav1.ListOptions{})
		if err != nil {
			return err
		}
		pods, err := c.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{})
		if err == nil && len(sets.Items)+len(pods.Items) > 0 {
			err = fmt.Errorf("left: %d replica sets, %d pods", len(sets.Items), len(pods.Items))
		}
		return err
	})
}

func TestADeletedNamespaceGoesWithAllItHolds(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, deployment("web", "2", "web:1", "")+"\n---\n"+fmt.Sprintf(configMap, "blue"))
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "web") })
	if err := c.CoreV1().Namespaces().Delete(t.Context(), namespace, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, func(ctx context.Context) error {
		return gone(c.CoreV1().Namespaces().Get(ctx, namespace, metav1.GetOptions{}))
	})
}

func TestClustersOfOneProcessShareNothing(t *testing.T) {
	t.Parallel()
	one, two := shared["one"], shared["two"]
	namespace := one.namespace(t)
	one.applied(t, namespace, fmt.Sprintf(configMap, "blue"))
	if err := gone(two.CoreV1().Namespaces().Get(t.Context(), namespace, metav1.GetOptions{})); err != nil {
		t.Errorf("the other cluster: %v", err)
	}
	stranger := rest.CopyConfig(one.config)
	stranger.Host, stranger.TLSClientConfig = two.config.Host, two.config.TLSClientConfig
	_, err := must[*client](t)(clientOf(stranger)).CoreV1().Namespaces().List(t.Context(), metav1.ListOptions{})
	if !apierrors.IsUnauthorized(err) {
		t.Errorf("one cluster's administrator in the other: %v", err)
	}
}

func TestAServiceAccountMayDoWhatItsRoleAllowsAndNothingElse(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: reader}
rules: [{apiGroups: [""], resources: [configmaps], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: reader}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: default, namespace: `+namespace+`}]`)
	request, err := c.CoreV1().ServiceAccounts(namespace).CreateToken(t.Context(), "default", &authenticationv1.TokenRequest{}, metav1.CreateOptions{})
	if err != nil {
		t.Fatal(err)
	}
	as := rest.CopyConfig(c.config)
	as.BearerToken = request.Status.Token
	account := must[*client](t)(clientOf(as))

	eventually(t, func(ctx context.Context) error {
		_, err := account.CoreV1().ConfigMaps(namespace).List(ctx, metav1.ListOptions{})
		return err
	})
	if _, err := account.CoreV1().Secrets(namespace).List(t.Context(), metav1.ListOptions{}); !apierrors.IsForbidden(err) {
		t.Errorf("secrets: %v", err)
	}
	for verb, allowed := range map[string]bool{"list": true, "delete": false} {
		review, err := account.AuthorizationV1().SelfSubjectAccessReviews().Create(t.Context(), &authorizationv1.SelfSubjectAccessReview{
			Spec: authorizationv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorizationv1.ResourceAttributes{Namespace: namespace, Verb: verb, Resource: "configmaps"}},
		}, metav1.CreateOptions{})
		if err != nil || review.Status.Allowed != allowed {
			t.Errorf("can it %s: %+v, %v", verb, review.Status, err)
		}
	}
}

func TestASecretOfTheTokenTypeIsFilled(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, `
apiVersion: v1
kind: Secret
metadata: {name: token, annotations: {kubernetes.io/service-account.name: default}}
type: kubernetes.io/service-account-token`)
	eventually(t, func(ctx context.Context) error {
		secret, err := c.CoreV1().Secrets(namespace).Get(ctx, "token", metav1.GetOptions{})
		if err == nil && len(secret.Data[corev1.ServiceAccountTokenKey]) == 0 {
			err = fmt.Errorf("no token in %s", secret.Name)
		}
		return err
	})
}

func TestTheRolesForPeopleAreFilled(t *testing.T) {
	t.Parallel()
	c := shared["two"]
	for _, name := range []string{"view", "edit", "admin"} {
		eventually(t, func(ctx context.Context) error {
			role, err := c.RbacV1().ClusterRoles().Get(ctx, name, metav1.GetOptions{})
			if err == nil && len(role.Rules) == 0 {
				err = fmt.Errorf("role %s allows nothing", name)
			}
			return err
		})
	}
}
