package node

import (
	"fmt"
	"strconv"
	"time"

	corev1 "k8s.io/api/core/v1"
)

const (
	annotationPrefix     = "testcluster.mizzen.dev/"
	readyAfterAnnotation = annotationPrefix + "ready-after"
	neverReadyAnnotation = annotationPrefix + "never-ready"
	failAnnotation       = annotationPrefix + "fail"
	runForAnnotation     = annotationPrefix + "run-for"
	exitCodeAnnotation   = annotationPrefix + "exit-code"

	// AnnotationHelp tells a person what the annotations do.
	AnnotationHelp = `  ` + readyAfterAnnotation + `: 3s          Ready only after that time
  ` + neverReadyAnnotation + `: "true"      runs and never becomes Ready
  ` + failAnnotation + `: CrashLoopBackOff   fails with that reason; restarts are counted
  ` + runForAnnotation + `: 1s              a job's pod ends after that time (default 200ms)
  ` + exitCodeAnnotation + `: "1"           a job's pod ends with that code (default 0)
`

	defaultRunFor = 200 * time.Millisecond
)

// script is what a pod's annotations ask of the simulated node.
type script struct {
	readyAfter time.Duration
	neverReady bool
	fail       string // the reason, empty for none
	runFor     time.Duration
	exitCode   int32
}

// scriptOf reads a pod's annotations; an error names the annotation and what it should hold.
func scriptOf(pod *corev1.Pod) (script, error) {
	asked := script{runFor: defaultRunFor, fail: pod.Annotations[failAnnotation]}
	var err error
	if asked.readyAfter, err = durationOf(pod, readyAfterAnnotation, 0); err != nil {
		return script{}, err
	}
	if asked.runFor, err = durationOf(pod, runForAnnotation, defaultRunFor); err != nil {
		return script{}, err
	}
	if text, ok := pod.Annotations[neverReadyAnnotation]; ok {
		if asked.neverReady, err = strconv.ParseBool(text); err != nil {
			return script{}, fmt.Errorf(`annotation %s: %q: expected "true" or "false"`, neverReadyAnnotation, text)
		}
	}
	if text, ok := pod.Annotations[exitCodeAnnotation]; ok {
		code, err := strconv.ParseUint(text, 10, 8)
		if err != nil {
			return script{}, fmt.Errorf(`annotation %s: %q: expected a number from "0" to "255"`, exitCodeAnnotation, text)
		}
		asked.exitCode = int32(code)
	}
	return asked, nil
}

func durationOf(pod *corev1.Pod, annotation string, absent time.Duration) (time.Duration, error) {
	text, ok := pod.Annotations[annotation]
	if !ok {
		return absent, nil
	}
	duration, err := time.ParseDuration(text)
	if err != nil || duration < 0 {
		return 0, fmt.Errorf(`annotation %s: %q: expected a time such as "3s" or "500ms"`, annotation, text)
	}
	return duration, nil
}
