package main

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

// work takes pods from the queue until the process ends.
func (n *node) work(ctx context.Context) {
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
func (n *node) advance(ctx context.Context, pod *corev1.Pod) (time.Duration, error) {
	now := time.Now()
	switch {
	case pod.DeletionTimestamp != nil:
		return never, n.stop(ctx, pod, now)
	case pod.Spec.NodeName == "":
		return never, n.schedule(ctx, pod, now)
	case pod.Spec.NodeName != nodeName || pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed:
		return never, nil
	}
	asked, wrong := scriptOf(pod)
	status, again := podStatus(pod, asked, wrong, life{started: n.startOf(pod, now), now: now})
	n.address(pod, &status)
	return again, n.report(ctx, pod, status)
}

func (n *node) report(ctx context.Context, pod *corev1.Pod, status corev1.PodStatus) error {
	_, _, _, err := podpatch.PatchPodStatus(ctx, n.kubelet, pod.Namespace, pod.Name, pod.UID, pod.Status, status)
	return err
}

// schedule binds the pod here, or says why not, as kube-scheduler does.
func (n *node) schedule(ctx context.Context, pod *corev1.Pod, now time.Time) error {
	if len(pod.Spec.SchedulingGates) > 0 || pod.Spec.SchedulerName != corev1.DefaultSchedulerName {
		return nil
	}
	fits, err := nodeaffinity.GetRequiredNodeAffinity(pod).Match(n.self)
	if err != nil {
		return err
	}
	if fits {
		return n.scheduler.CoreV1().Pods(pod.Namespace).Bind(ctx, &corev1.Binding{
			ObjectMeta: metav1.ObjectMeta{Namespace: pod.Namespace, Name: pod.Name, UID: pod.UID},
			Target:     corev1.ObjectReference{Kind: "Node", Name: nodeName},
		}, metav1.CreateOptions{})
	}
	status := *pod.Status.DeepCopy()
	setCondition(&status, corev1.PodCondition{
		Type: corev1.PodScheduled, Status: corev1.ConditionFalse, Reason: corev1.PodReasonUnschedulable, ObservedGeneration: pod.Generation,
		Message: "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.",
	}, now)
	_, _, _, err = podpatch.PatchPodStatus(ctx, n.scheduler, pod.Namespace, pod.Name, pod.UID, pod.Status, status)
	return err
}

// stop ends the pod at once, whatever its grace period, and lets go of it.
func (n *node) stop(ctx context.Context, pod *corev1.Pod, now time.Time) error {
	if pod.Spec.NodeName != nodeName {
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
func (n *node) address(pod *corev1.Pod, status *corev1.PodStatus) {
	status.HostIP, status.HostIPs = nodeAddress, []corev1.HostIP{{IP: nodeAddress}}
	switch {
	case status.PodIP != "":
		return
	case pod.Spec.HostNetwork:
		status.PodIP = nodeAddress
	default:
		status.PodIP = n.nextAddress()
	}
	status.PodIPs = []corev1.PodIP{{IP: status.PodIP}}
}
