package node

import (
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
)

// phaseOf follows the kubelet: what never ran keeps a pod Pending, what is restarted keeps it Running.
func phaseOf(pod *corev1.Pod, status corev1.PodStatus, initialised bool) corev1.PodPhase {
	waiting, failed, succeeded := 0, 0, 0
	for _, one := range status.ContainerStatuses {
		switch {
		case one.State.Waiting != nil && one.LastTerminationState.Terminated == nil:
			waiting++
		case one.State.Terminated != nil && one.State.Terminated.ExitCode != 0:
			failed++
		case one.State.Terminated != nil:
			succeeded++
		}
	}
	switch {
	case !initialised || waiting > 0:
		return corev1.PodPending
	case failed+succeeded < len(pod.Spec.Containers):
		return corev1.PodRunning
	case failed > 0:
		return corev1.PodFailed
	default:
		return corev1.PodSucceeded
	}
}

func setConditions(pod *corev1.Pod, status *corev1.PodStatus, initialised bool, now time.Time) {
	completed := status.Phase == corev1.PodSucceeded
	unready := ""
	for _, one := range append(status.InitContainerStatuses[:len(status.InitContainerStatuses):len(status.InitContainerStatuses)], status.ContainerStatuses...) {
		if !one.Ready {
			unready += " " + one.Name
		}
	}
	reason, message := "", ""
	switch {
	case completed || status.Phase == corev1.PodFailed:
		reason = map[bool]string{true: "PodCompleted", false: "PodFailed"}[completed]
	case unready != "":
		reason, message = "ContainersNotReady", "containers with unready status: ["+unready[1:]+"]"
	}
	set := func(kind corev1.PodConditionType, holds bool, reason, message string) {
		condition := corev1.PodCondition{Type: kind, Status: corev1.ConditionFalse, Reason: reason, Message: message, ObservedGeneration: pod.Generation}
		if holds {
			condition.Status, condition.Reason, condition.Message = corev1.ConditionTrue, "", ""
		}
		setCondition(status, condition, now)
	}
	started := status.Phase != corev1.PodFailed && !completed
	set(corev1.PodReadyToStartContainers, started, reason, "")
	set(corev1.PodInitialized, initialised, "ContainersNotInitialized", message)
	set(corev1.ContainersReady, reason == "", reason, message)
	gate := closedGate(pod, *status)
	if reason == "" && gate != "" {
		reason, message = "ReadinessGatesNotReady", `condition "`+gate+`" is not True`
	}
	set(corev1.PodReady, reason == "", reason, message)
}

// closedGate is the first of the pod's readiness gates that is not met, if any.
func closedGate(pod *corev1.Pod, status corev1.PodStatus) string {
	for _, gate := range pod.Spec.ReadinessGates {
		if _, condition := podutil.GetPodCondition(&status, gate.ConditionType); condition == nil || condition.Status != corev1.ConditionTrue {
			return string(gate.ConditionType)
		}
	}
	return ""
}

// setCondition replaces the condition of that type; its transition time changes only with its status.
func setCondition(status *corev1.PodStatus, condition corev1.PodCondition, now time.Time) {
	condition.LastTransitionTime = metav1.NewTime(now)
	for i, old := range status.Conditions {
		if old.Type == condition.Type {
			if old.Status == condition.Status {
				condition.LastTransitionTime = old.LastTransitionTime
			}
			status.Conditions[i] = condition
			return
		}
	}
	status.Conditions = append(status.Conditions, condition)
}

// stoppedStatus is what is left of a pod that was told to end.
func stoppedStatus(pod *corev1.Pod, now time.Time) corev1.PodStatus {
	status := *pod.Status.DeepCopy()
	exitCode, reason := int32(0), "Completed"
	status.Phase = corev1.PodSucceeded
	if pod.Spec.RestartPolicy != corev1.RestartPolicyAlways {
		exitCode, reason = sigtermExitCode, "Error"
		status.Phase = corev1.PodFailed
	}
	for i := range status.ContainerStatuses {
		one, stopped := &status.ContainerStatuses[i], false
		one.Ready, one.Started = false, &stopped
		if one.State.Terminated == nil {
			one.State = corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: exitCode, Reason: reason, FinishedAt: metav1.NewTime(now)}}
		}
	}
	setConditions(pod, &status, true, now)
	return status
}
