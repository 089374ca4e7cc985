package node

import (
	"context"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"
	"k8s.io/klog/v2"
	podpatch "k8s.io/kubernetes/pkg/util/pod"
)

// claimPoll is how often a pod that waits for a volume is looked at.
const claimPoll = 50 * time.Millisecond

// work takes pods from the queue until the process ends.
func (n *machine) work(ctx context.Context) {
	for {
		name, stopped := n.queue.Get()
		if stopped {
			return
		}
		pod, err := n.pods.Pods(name.Namespace).Get(name.Name)
		again := never
		if err == nil {
			again, err = n.advance(ctx, pod)
		}
		switch {
		case err == nil || apierrors.IsNotFound(err):
			n.queue.Forget(name)
			if again > never {
				n.queue.AddAfter(name, again)
			}
		default:
			klog.FromContext(ctx).V(2).Info("Pod is tried again", "pod", name, "err", err)
			n.queue.AddRateLimited(name)
		}
		n.queue.Done(name)
	}
}

// advance takes a pod one step on, and tells when to look again though nothing changes.
func (n *machine) advance(ctx context.Context, pod *corev1.Pod) (time.Duration, error) {
	now := time.Now()
	switch {
	case pod.DeletionTimestamp != nil:
		return never, n.stop(ctx, pod, now)
	case pod.Spec.NodeName == "":
		return n.schedule(ctx, pod, now)
	case pod.Spec.NodeName != Name || pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed:
		return never, nil
	}
	asked, wrong := scriptOf(pod)
	status, again := podStatus(pod, asked, wrong, life{started: n.startOf(pod, now), now: now})
	n.address(pod, &status)
	return again, n.report(ctx, pod, status)
}

func (n *machine) report(ctx context.Context, pod *corev1.Pod, status corev1.PodStatus) error {
	_, _, _, err := podpatch.PatchPodStatus(ctx, n.kubelet, pod.Namespace, pod.Name, pod.UID, pod.Status, status)
	return err
}

// schedule binds the pod here, or says why not, as kube-scheduler does.
func (n *machine) schedule(ctx context.Context, pod *corev1.Pod, now time.Time) (time.Duration, error) {
	if len(pod.Spec.SchedulingGates) > 0 || pod.Spec.SchedulerName != corev1.DefaultSchedulerName {
		return never, nil
	}
	fits, err := nodeaffinity.GetRequiredNodeAffinity(pod).Match(n.self)
	if err != nil {
		return never, err
	}
	switch {
	case !fits:
		return never, n.unschedulable(ctx, pod, "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.", now)
	case !n.claimsBound(pod):
		return claimPoll, n.unschedulable(ctx, pod, "0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.", now)
	default:
		return never, n.scheduler.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
			ObjectMeta: metav1.ObjectMeta{Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID},
			Target:     corev1.ObjectReference{Kind: "Node", Name: Name},
		}, metav1.CreateOptions{})
	}
}

func (n *machine) unschedulable(ctx context.Context, pod *corev1.Pod, why string, now time.Time) error {
	status := *pod.Status.DeepCopy()
	setCondition(&status, corev1.PodCondition{
		Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable, Message: why, ObservedGeneration: pod.Generation,
	}, now)
	_, _, _, err := podpatch.PatchPodStatus(ctx, n.scheduler, pod.Namespace, pod.Name, pod.UID, pod.Status, status)
	return err
}

func (n *machine) claimsBound(pod *corev1.Pod) bool {
	for _, volume := range pod.Spec.Volumes {
		if volume.PersistentVolumeClaim == nil {
			continue
		}
		claim, err := n.claims.PersistentVolumeClaims(pod.Namespace).Get(volume.PersistentVolumeClaim.ClaimName)
		if err != nil || claim.Status.Phase != corev1.ClaimBound {
			return false
		}
	}
	return true
}

// stop ends the pod at once, whatever its grace period, and lets go of it.
func (n *machine) stop(ctx context.Context, pod *corev1.Pod, now time.Time) error {
	if pod.Spec.NodeName != Name {
		return nil
	}
	ended := pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed
	if len(pod.Finalizers) > 0 && !ended { // someone still wants to see how it ended
		if err := n.report(ctx, pod, stoppedStatus(pod, now)); err != nil {
			return err
		}
	}
	if pod.DeletionGracePeriodSeconds != nil && *pod.DeletionGracePeriodSeconds == 0 {
		return nil
	}
	atOnce := metav1.NewDeleteOptions(0)
	atOnce.Preconditions = metav1.NewUIDPreconditions(string(pod.UID))
	err := n.kubelet.CoreV1().Pods(pod.Namespace).Delete(ctx, pod.Name, *atOnce)
	if apierrors.IsConflict(err) { // another pod of that name has come since
		return nil
	}
	return err
}

// address gives the pod and its host their IP addresses.
func (n *machine) address(pod *corev1.Pod, status *corev1.PodStatus) {
	status.HostIP, status.HostIPs = hostAddress, []corev1.HostIP{{IP: hostAddress}}
	switch {
	case status.PodIP != "":
		return
	case pod.Spec.HostNetwork:
		status.PodIP = hostAddress
	default:
		status.PodIP = n.nextAddress()
	}
	status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
}
