package main

import (
	"bytes"
	"errors"
	"flag"
	"io"
	"os"
	"sync"

	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

// maxHeldLog bounds, in bytes, what is kept of the warnings of a start.
const maxHeldLog = 1 << 20

// logs is what the Kubernetes packages have to say. A start always warns of much that is well, so until all
// clusters run their warnings are held back; they are shown when the start fails.
type logs struct {
	mu   sync.Mutex
	held *bytes.Buffer // nil once lines pass straight through
}

// setUpLogs sends warnings, or everything when verbose, to standard error. The Kubernetes packages log
// through one process-wide klog, which must be set before any of them starts. What would end the process there
// is handed to fail, so that it ends in order.
func setUpLogs(verbose bool, fail func(error)) *logs {
	klog.OsExit = func(int) {
		fail(errors.New("a component gave up"))
		select {}
	}
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	for name, value := range map[string]string{"logtostderr": "false", "stderrthreshold": "FATAL", "one_output": "true"} {
		runtime.Must(flags.Set(name, value))
	}
	lines, details := &logs{held: &bytes.Buffer{}}, io.Discard
	if verbose {
		lines, details = &logs{}, os.Stderr
	}
	if !verbose {
		runtime.ErrorHandlers = nil // errors that controllers meet and try again
	}
	klog.SetOutputBySeverity("INFO", details)
	klog.SetOutputBySeverity("WARNING", lines)
	klog.SetOutputBySeverity("ERROR", lines)
	klog.SetOutputBySeverity("FATAL", lines)
	rest.SetDefaultWarningHandler(rest.NewWarningWriter(details, rest.WarningWriterOptions{Deduplicate: true}))
	return lines
}

func (l *logs) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.held == nil:
		return os.Stderr.Write(line)
	case l.held.Len()+len(line) <= maxHeldLog:
		return l.held.Write(line)
	default:
		return len(line), nil
	}
}

// started forgets the warnings of the start and lets later ones through.
func (l *logs) started() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = nil
}

// failed shows the warnings that may tell why.
func (l *logs) failed() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held != nil {
		_, _ = l.held.WriteTo(os.Stderr) // nowhere is left to report a standard error that does not take it
		l.held = nil
	}
}

// ended drops what is still logged while the process goes.
func (l *logs) ended() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = &bytes.Buffer{}
}

// errorLines makes each line written to it an error in the log.
type errorLines struct{}

func (errorLines) Write(line []byte) (int, error) {
	klog.Error(string(bytes.TrimSpace(line)))
	return len(line), nil
}
