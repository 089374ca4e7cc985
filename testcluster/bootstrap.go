package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	scheduling "k8s.io/kubernetes/pkg/apis/scheduling/v1"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac/bootstrappolicy"

	"mizzen.dev/testcluster/internal/cloud"
)

// bootstrap creates the roles, bindings and priority classes that every cluster has from birth,
// bootstrapWorkers at a time.
func bootstrap(ctx context.Context, client kubernetes.Interface) error {
	for _, namespace := range systemNamespaces() {
		if err := created(ctx, client.CoreV1().Namespaces().Create, namespace); err != nil {
			return err
		}
	}
	rbac := client.RbacV1()
	var steps []func() error
	for _, role := range append(bootstrappolicy.ClusterRoles(), bootstrappolicy.ControllerRoles()...) {
		steps = append(steps, func() error { return created(ctx, rbac.ClusterRoles().Create, &role) })
	}
	for _, binding := range append(bootstrappolicy.ClusterRoleBindings(), bootstrappolicy.ControllerRoleBindings()...) {
		steps = append(steps, func() error { return created(ctx, rbac.ClusterRoleBindings().Create, &binding) })
	}
	for namespace, roles := range bootstrappolicy.NamespaceRoles() {
		for _, role := range roles {
			steps = append(steps, func() error { return created(ctx, rbac.Roles(namespace).Create, &role) })
		}
	}
	for namespace, bindings := range bootstrappolicy.NamespaceRoleBindings() {
		for _, binding := range bindings {
			steps = append(steps, func() error { return created(ctx, rbac.RoleBindings(namespace).Create, &binding) })
		}
	}
	for _, class := range scheduling.SystemPriorityClasses() {
		steps = append(steps, func() error { return created(ctx, client.SchedulingV1().PriorityClasses().Create, class) })
	}
	steps = append(steps, func() error {
		return created(ctx, client.StorageV1().StorageClasses().Create, cloud.DefaultStorageClass())
	})
	return inParallel(steps)
}

type bootstrapObject interface {
	corev1.Namespace | rbacv1.ClusterRole | rbacv1.ClusterRoleBinding | rbacv1.Role | rbacv1.RoleBinding |
		schedulingv1.PriorityClass | storagev1.StorageClass
}

func created[T bootstrapObject](ctx context.Context, create func(context.Context, *T, metav1.CreateOptions) (*T, error), object *T) error {
	_, err := create(ctx, object, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		return nil
	}
	return err
}

const bootstrapWorkers = 8

// inParallel runs all steps and returns the first failure.
func inParallel(steps []func() error) error {
	queue := make(chan func() error, len(steps))
	for _, step := range steps {
		queue <- step
	}
	close(queue)
	results := make(chan error, bootstrapWorkers)
	for range bootstrapWorkers {
		go func() {
			var first error
			for step := range queue {
				if err := step(); err != nil && first == nil {
					first = err
				}
			}
			results <- first
		}()
	}
	var first error
	for range bootstrapWorkers {
		if err := <-results; err != nil && first == nil {
			first = err
		}
	}
	return first
}
