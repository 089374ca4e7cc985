package node

import (
	"strings"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
)

const (
	crashBackOff    = time.Second
	crashBackOffCap = 5 * time.Minute
	sigtermExitCode = 128 + 15
	oomExitCode     = 128 + 9

	// never is the wait of a status that time alone does not change.
	never = time.Duration(0)
)

// beforeStart are the reasons for which a container waits without ever having run.
var beforeStart = map[string]bool{
	"ContainerCreating": true, "CreateContainerConfigError": true, "CreateContainerError": true, "ErrImageNeverPull": true,
	"ErrImagePull": true, "ImagePullBackOff": true, "InvalidImageName": true, "RunContainerError": true,
}

// life is the time of one pod on the node.
type life struct {
	started time.Time
	now     time.Time
}

func (l life) age() time.Duration { return l.now.Sub(l.started) }

func (l life) at(offset time.Duration) metav1.Time { return metav1.NewTime(l.started.Add(offset)) }

// podStatus decides what the kubelet would report of a bound pod, and how long that holds. Pure.
func podStatus(pod *corev1.Pod, asked script, askedWrongly error, lived life) (corev1.PodStatus, time.Duration) {
	status := *pod.Status.DeepCopy()
	status.ObservedGeneration = pod.Generation
	if status.StartTime == nil {
		start := lived.at(0)
		status.StartTime = &start
	}
	report := &report{pod: pod, asked: asked, askedWrongly: askedWrongly, lived: lived}
	initialised := report.initContainers(&status)
	report.containers(&status, initialised)
	status.Phase = phaseOf(pod, status, initialised)
	setConditions(pod, &status, initialised, lived.now)
	return status, report.changesIn
}

// report gathers the statuses of one pod's containers and the earliest time at which one of them changes.
type report struct {
	pod          *corev1.Pod
	asked        script
	askedWrongly error
	lived        life
	changesIn    time.Duration
}

func (r *report) changeAt(offset time.Duration) {
	in := offset - r.lived.age()
	if in > 0 && (r.changesIn == never || in < r.changesIn) {
		r.changesIn = in
	}
}

// initContainers are done at once, unless an image is broken; sidecars among them keep running.
func (r *report) initContainers(status *corev1.PodStatus) bool {
	initialised := true
	statuses := make([]corev1.ContainerStatus, 0, len(r.pod.Spec.InitContainers))
	for _, container := range r.pod.Spec.InitContainers {
		sidecar := container.RestartPolicy != nil && *container.RestartPolicy == corev1.ContainerRestartPolicyAlways
		one := r.fresh(container, status.InitContainerStatuses)
		switch {
		case !initialised:
			one.State.Waiting = &corev1.ContainerStateWaiting{Reason: "PodInitializing"}
		case brokenImage(container):
			one.State.Waiting = imagePullBackOff(container)
			initialised = false
		case sidecar:
			r.running(&one, true)
		default:
			one.Ready = true
			one.State.Terminated = r.terminated(0, "Completed", 0)
		}
		statuses = append(statuses, one)
	}
	status.InitContainerStatuses = nilIfEmpty(statuses)
	return initialised
}

func (r *report) containers(status *corev1.PodStatus, initialised bool) {
	statuses := make([]corev1.ContainerStatus, 0, len(r.pod.Spec.Containers))
	for _, container := range r.pod.Spec.Containers {
		one := r.fresh(container, status.ContainerStatuses)
		switch {
		case !initialised:
			one.State.Waiting = &corev1.ContainerStateWaiting{Reason: "PodInitializing"}
		case r.askedWrongly != nil:
			one.State.Waiting = &corev1.ContainerStateWaiting{Reason: "CreateContainerConfigError", Message: r.askedWrongly.Error()}
		case brokenImage(container):
			one.State.Waiting = imagePullBackOff(container)
		case r.asked.fail != "":
			r.failing(&one)
		case r.pod.Spec.RestartPolicy == corev1.RestartPolicyAlways:
			r.serving(&one)
		default:
			r.ending(&one)
		}
		statuses = append(statuses, one)
	}
	status.ContainerStatuses = statuses
}

func (r *report) fresh(container corev1.Container, before []corev1.ContainerStatus) corev1.ContainerStatus {
	started := false
	one := corev1.ContainerStatus{Name: container.Name, Image: container.Image, Started: &started}
	if old, ok := podutil.GetContainerStatus(before, container.Name); ok {
		one.RestartCount = old.RestartCount
		one.LastTerminationState = old.LastTerminationState
	}
	return one
}

// serving is a container that is meant to run for ever.
func (r *report) serving(one *corev1.ContainerStatus) {
	ready := !r.asked.neverReady && r.lived.age() >= r.asked.readyAfter
	if !ready && !r.asked.neverReady {
		r.changeAt(r.asked.readyAfter)
	}
	r.running(one, ready)
}

// ending is a container of a job: it runs for a while and ends.
func (r *report) ending(one *corev1.ContainerStatus) {
	switch {
	case r.lived.age() < r.asked.runFor:
		r.changeAt(r.asked.runFor)
		r.running(one, true)
	case r.asked.exitCode == 0:
		one.State.Terminated = r.terminated(0, "Completed", r.asked.runFor)
	case r.pod.Spec.RestartPolicy == corev1.RestartPolicyNever:
		one.State.Terminated = r.terminated(r.asked.exitCode, "Error", r.asked.runFor)
	default:
		r.crashing(one, "CrashLoopBackOff", r.terminated(r.asked.exitCode, "Error", 0), r.asked.runFor)
	}
}

func (r *report) failing(one *corev1.ContainerStatus) {
	switch reason := r.asked.fail; {
	case beforeStart[reason]:
		one.State.Waiting = &corev1.ContainerStateWaiting{Reason: reason, Message: "asked for by annotation " + failAnnotation}
	case r.pod.Spec.RestartPolicy == corev1.RestartPolicyNever:
		one.State.Terminated = r.terminated(1, reason, 0)
	case reason == "OOMKilled":
		r.crashing(one, "CrashLoopBackOff", r.terminated(oomExitCode, reason, 0), 0)
	case reason == "Error":
		r.crashing(one, "CrashLoopBackOff", r.terminated(1, reason, 0), 0)
	default:
		r.crashing(one, reason, r.terminated(1, "Error", 0), 0)
	}
}

// crashing is a container that dies runFor after each start and is restarted after twice as long each time.
func (r *report) crashing(one *corev1.ContainerStatus, reason string, death *corev1.ContainerStateTerminated, runFor time.Duration) {
	crashes, last, next := int32(0), time.Duration(0), runFor
	for backOff := crashBackOff; next <= r.lived.age(); backOff = min(2*backOff, crashBackOffCap) {
		crashes++
		last, next = next, next+backOff+runFor
	}
	r.changeAt(next)
	death.FinishedAt = r.lived.at(last)
	one.RestartCount = max(one.RestartCount, crashes)
	one.LastTerminationState.Terminated = death
	one.State.Waiting = &corev1.ContainerStateWaiting{Reason: reason, Message: "back-off restarting failed container " + one.Name}
}

func (r *report) running(one *corev1.ContainerStatus, ready bool) {
	started := true
	one.Started, one.Ready = &started, ready
	one.State.Running = &corev1.ContainerStateRunning{StartedAt: r.lived.at(0)}
	one.ImageID, one.ContainerID = "testcluster://"+one.Image, "testcluster://"+string(r.pod.UID)+"/"+one.Name
}

func (r *report) terminated(exitCode int32, reason string, after time.Duration) *corev1.ContainerStateTerminated {
	return &corev1.ContainerStateTerminated{ExitCode: exitCode, Reason: reason, StartedAt: r.lived.at(0), FinishedAt: r.lived.at(after)}
}

func brokenImage(container corev1.Container) bool { return strings.Contains(container.Image, "broken") }

func imagePullBackOff(container corev1.Container) *corev1.ContainerStateWaiting {
	return &corev1.ContainerStateWaiting{Reason: "ImagePullBackOff", Message: `Back-off pulling image "` + container.Image + `": not found`}
}

func nilIfEmpty(statuses []corev1.ContainerStatus) []corev1.ContainerStatus {
	if len(statuses) == 0 {
		return nil
	}
	return statuses
}
