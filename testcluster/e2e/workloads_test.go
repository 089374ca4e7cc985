package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

func (c *client) available(ctx context.Context, namespace, name string) error {
	got, err := c.AppsV1().Deployments(namespace).Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return err
	}
	if got.Status.ObservedGeneration != got.Generation || got.Status.UpdatedReplicas != *got.Spec.Replicas || got.Status.AvailableReplicas != *got.Spec.Replicas ||
		got.Status.Replicas != *got.Spec.Replicas {
		return fmt.Errorf("deployment %s: %+v", name, got.Status)
	}
	return nil
}

// pod is the only pod of an application.
func (c *client) pod(ctx context.Context, namespace, app string) (*corev1.Pod, error) {
	list, err := c.CoreV1().Pods(namespace).List(ctx, metav1.ListOptions{LabelSelector: "app=" + app})
	if err != nil {
		return nil, err
	}
	if len(list.Items) != 1 || len(list.Items[0].Status.ContainerStatuses) != 1 {
		return nil, fmt.Errorf("%s has %d pods, or one without status", app, len(list.Items))
	}
	return &list.Items[0], nil
}

func ready(pod *corev1.Pod) bool { return pod.Status.ContainerStatuses[0].Ready }

func TestADeploymentOfTwoBecomesAvailableBehindItsServiceAndRollsOver(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, deployment("web", "2", "web:1", "")+`
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}`)
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "web") })
	eventually(t, func(ctx context.Context) error {
		slices, err := c.DiscoveryV1().EndpointSlices(namespace).List(ctx, metav1.ListOptions{})
		if err == nil && (len(slices.Items) != 1 || len(slices.Items[0].Endpoints) != 2) {
			err = fmt.Errorf("endpoints: %+v", slices.Items)
		}
		return err
	})

	c.applied(t, namespace, deployment("web", "2", "web:2", ""))
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "web") })
}

func TestAnImageThatIsBrokenIsNeverPulled(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, deployment("web", "1", "registry/web:broken", ""))
	eventually(t, func(ctx context.Context) error {
		pod, err := c.pod(ctx, namespace, "web")
		if err != nil {
			return err
		}
		if waiting := pod.Status.ContainerStatuses[0].State.Waiting; waiting == nil || waiting.Reason != "ImagePullBackOff" || pod.Status.Phase != corev1.PodPending {
			return fmt.Errorf("pod: %+v", pod.Status)
		}
		return nil
	})
}

func TestAPodIsReadyWhenItsAnnotationSays(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	applied := time.Now()
	c.applied(t, namespace, deployment("slow", "1", "web:1", "testcluster.mizzen.dev/ready-after: 1500ms"))
	c.applied(t, namespace, deployment("stuck", "1", "web:1", `testcluster.mizzen.dev/never-ready: "true"`))
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "slow") })
	if took := time.Since(applied); took < 1500*time.Millisecond {
		t.Errorf("available after %s already", took)
	}
	if pod := must[*corev1.Pod](t)(c.pod(t.Context(), namespace, "stuck")); ready(pod) || pod.Status.Phase != corev1.PodRunning {
		t.Errorf("the pod that is never ready: %+v", pod.Status)
	}
}

func TestAFailingPodIsRestartedAndRecoversWhenItsAnnotationGoes(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, deployment("web", "1", "web:1", "testcluster.mizzen.dev/fail: CrashLoopBackOff"))
	eventually(t, func(ctx context.Context) error {
		pod, err := c.pod(ctx, namespace, "web")
		if err != nil {
			return err
		}
		if one := pod.Status.ContainerStatuses[0]; one.RestartCount < 2 || one.State.Waiting == nil || one.State.Waiting.Reason != "CrashLoopBackOff" {
			return fmt.Errorf("container: %+v", one)
		}
		return nil
	})
	c.applied(t, namespace, deployment("web", "1", "web:1", ""))
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "web") })
}

func TestJobsSucceedFailAndGo(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	job := func(name, more, annotations string) string {
		return `
apiVersion: batch/v1
kind: Job
metadata: {name: ` + name + `}
spec:
  backoffLimit: 0
` + more + `
  template:
    metadata: {annotations: {` + annotations + `}}
    spec: {restartPolicy: Never, containers: [{name: main, image: job:1}]}`
	}
	c.applied(t, namespace, job("good", "", ""))
	c.applied(t, namespace, job("bad", "", `testcluster.mizzen.dev/exit-code: "3"`))
	c.applied(t, namespace, job("passing", "  ttlSecondsAfterFinished: 0", ""))
	ended := func(name string, kind batchv1.JobConditionType) {
		eventually(t, func(ctx context.Context) error {
			got, err := c.BatchV1().Jobs(namespace).Get(ctx, name, metav1.GetOptions{})
			if err != nil {
				return err
			}
			for _, condition := range got.Status.Conditions {
				if condition.Type == kind && condition.Status == corev1.ConditionTrue {
					return nil
				}
			}
			return fmt.Errorf("job %s: %+v", name, got.Status)
		})
	}
	ended("good", batchv1.JobComplete)
	ended("bad", batchv1.JobFailed)
	eventually(t, func(ctx context.Context) error {
		return gone(c.BatchV1().Jobs(namespace).Get(ctx, "passing", metav1.GetOptions{}))
	})
}

// gone turns what a get returned into an error unless that is "not found".
func gone[T metav1.Object](object T, err error) error {
	if apierrors.IsNotFound(err) {
		return nil
	}
	if err == nil {
		err = fmt.Errorf("%s is still there", object.GetName())
	}
	return err
}

func TestAStatefulSetHasBoundClaimsAndADaemonSetRunsOnTheNode(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  serviceName: db
  replicas: 2
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: main, image: db:1, volumeMounts: [{name: data, mountPath: /data}]}]}
  volumeClaimTemplates: [{metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}]
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template: {metadata: {labels: {app: agent}}, spec: {containers: [{name: main, image: agent:1}]}}`)
	eventually(t, func(ctx context.Context) error {
		set, err := c.AppsV1().StatefulSets(namespace).Get(ctx, "db", metav1.GetOptions{})
		if err == nil && set.Status.AvailableReplicas != 2 {
			err = fmt.Errorf("db: %+v", set.Status)
		}
		return err
	})
	claim := must[*corev1.PersistentVolumeClaim](t)(c.CoreV1().PersistentVolumeClaims(namespace).Get(t.Context(), "data-db-1", metav1.GetOptions{}))
	if claim.Status.Phase != corev1.ClaimBound {
		t.Errorf("claim: %+v", claim.Status)
	}
	eventually(t, func(ctx context.Context) error {
		set, err := c.AppsV1().DaemonSets(namespace).Get(ctx, "agent", metav1.GetOptions{})
		if err == nil && (set.Status.NumberAvailable != 1 || set.Status.DesiredNumberScheduled != 1) {
			err = fmt.Errorf("agent: %+v", set.Status)
		}
		return err
	})

	if err := c.CoreV1().Namespaces().Delete(t.Context(), namespace, metav1.DeleteOptions{}); err != nil {
		t.Fatal(err)
	}
	eventually(t, func(ctx context.Context) error {
		return gone(c.CoreV1().PersistentVolumes().Get(ctx, claim.Spec.VolumeName, metav1.GetOptions{}))
	})
}

func TestLoadBalancersAndIngressesGetAnAddress(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, `
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}`)
	eventually(t, func(ctx context.Context) error {
		service, err := c.CoreV1().Services(namespace).Get(ctx, "web", metav1.GetOptions{})
		if err != nil {
			return err
		}
		ingress, err := c.NetworkingV1().Ingresses(namespace).Get(ctx, "web", metav1.GetOptions{})
		if err == nil && (len(service.Status.LoadBalancer.Ingress) != 1 || len(ingress.Status.LoadBalancer.Ingress) != 1) {
			err = fmt.Errorf("service %+v, ingress %+v", service.Status, ingress.Status)
		}
		return err
	})
}

func TestThoseWhoWriteAreNamedAsInARealCluster(t *testing.T) {
	t.Parallel()
	c := shared["one"]
	namespace := c.namespace(t)
	c.applied(t, namespace, deployment("web", "1", "web:1", ""))
	eventually(t, func(ctx context.Context) error { return c.available(ctx, namespace, "web") })
	got := must[*appsv1.Deployment](t)(c.AppsV1().Deployments(namespace).Get(t.Context(), "web", metav1.GetOptions{}))
	if !writes(got, "kube-controller-manager", "status") || !writes(got, "e2e", "") {
		t.Errorf("deployment: %+v", got.ManagedFields)
	}
	pod := must[*corev1.Pod](t)(c.pod(t.Context(), namespace, "web"))
	if !writes(pod, "kubelet", "status") || !writes(pod, "kube-controller-manager", "") {
		t.Errorf("pod: %+v", pod.ManagedFields)
	}
}

func writes(object metav1.Object, manager, subresource string) bool {
	for _, entry := range object.GetManagedFields() {
		if entry.Manager == manager && entry.Subresource == subresource {
			return true
		}
	}
	return false
}
