package node

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	podutil "k8s.io/kubernetes/pkg/api/v1/pod"
	"sigs.k8s.io/yaml"
)

// example is one file of testdata: a pod, and what is seen of it at some ages.
type example struct {
	Annotations map[string]string `json:"annotations"`
	Spec        corev1.PodSpec    `json:"spec"`
	Seen        []sight           `json:"seen"`
}

type sight struct {
	At         string          `json:"at"`
	Phase      corev1.PodPhase `json:"phase"`
	Ready      bool            `json:"ready"`
	ReadyWhy   string          `json:"readyWhy,omitempty"`
	Containers []string        `json:"containers"` // name: state [reason], restarts
	ChangesIn  string          `json:"changesIn,omitempty"`
	Message    string          `json:"message,omitempty"`
}

func TestAPodShowsWhatItsAnnotationsAskFor(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no examples in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var one example
			if err := yaml.UnmarshalStrict(text, &one); err != nil {
				t.Fatal(err)
			}
			one.check(t)
		})
	}
}

func (e example) check(t *testing.T) {
	born := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	pod := &corev1.Pod{ObjectMeta: metav1.ObjectMeta{Name: "pod", UID: "uid", Annotations: e.Annotations}, Spec: e.Spec}
	for _, expected := range e.Seen {
		age, err := time.ParseDuration(expected.At)
		if err != nil {
			t.Fatal(err)
		}
		asked, wrong := scriptOf(pod)
		status, changesIn := podStatus(pod, asked, wrong, life{started: born, now: born.Add(age)})
		if difference := cmp.Diff(expected, sightOf(expected.At, status, changesIn)); difference != "" {
			t.Errorf("at %s (-expected +seen):\n%s", expected.At, difference)
		}
		again, _ := podStatus(pod, asked, wrong, life{started: born, now: born.Add(age)})
		if difference := cmp.Diff(status, again); difference != "" {
			t.Errorf("at %s the same pod is reported in two ways:\n%s", expected.At, difference)
		}
		pod.Status = status
	}
}

func sightOf(at string, status corev1.PodStatus, changesIn time.Duration) sight {
	_, ready := podutil.GetPodCondition(&status, corev1.PodReady)
	seen := sight{At: at, Phase: status.Phase, Ready: ready.Status == corev1.ConditionTrue, ReadyWhy: ready.Reason}
	if changesIn > 0 {
		seen.ChangesIn = changesIn.String()
	}
	for _, one := range append(status.InitContainerStatuses, status.ContainerStatuses...) {
		line := one.Name + ": "
		switch state := one.State; {
		case state.Running != nil && one.Ready:
			line += "ready"
		case state.Running != nil:
			line += "running"
		case state.Waiting != nil:
			line += "waiting " + state.Waiting.Reason
			seen.Message = state.Waiting.Message
		case state.Terminated != nil:
			line += "ended " + state.Terminated.Reason
		}
		if one.RestartCount > 0 {
			line += ", restarts " + string(rune('0'+one.RestartCount))
		}
		seen.Containers = append(seen.Containers, line)
	}
	return seen
}

func TestAConditionKeepsItsTransitionTimeUntilItsStatusChanges(t *testing.T) {
	born := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	pod := &corev1.Pod{Spec: corev1.PodSpec{RestartPolicy: corev1.RestartPolicyAlways, Containers: []corev1.Container{{Name: "c"}}}}
	for _, step := range []struct {
		age   time.Duration
		since time.Duration
	}{{0, 0}, {time.Second, 0}, {3 * time.Second, 3 * time.Second}, {9 * time.Second, 3 * time.Second}} {
		status, _ := podStatus(pod, script{readyAfter: 3 * time.Second}, nil, life{started: born, now: born.Add(step.age)})
		_, ready := podutil.GetPodCondition(&status, corev1.PodReady)
		if since := ready.LastTransitionTime.Sub(born); since != step.since {
			t.Errorf("at %s the Ready condition is of %s, expected %s", step.age, since, step.since)
		}
		pod.Status = status
	}
}

func TestAStoppedJobPodHasFailed(t *testing.T) {
	pod := &corev1.Pod{Spec: corev1.PodSpec{RestartPolicy: corev1.RestartPolicyNever, Containers: []corev1.Container{{Name: "c"}}}}
	pod.Status, _ = podStatus(pod, script{runFor: time.Hour}, nil, life{started: time.Now(), now: time.Now()})
	stopped := stoppedStatus(pod, time.Now())
	if stopped.Phase != corev1.PodFailed || stopped.ContainerStatuses[0].State.Terminated.ExitCode != sigtermExitCode {
		t.Errorf("got %s with %+v", stopped.Phase, stopped.ContainerStatuses[0].State)
	}
}
