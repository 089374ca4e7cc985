package main

import (
	"flag"
	"io"
	"os"

	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

// setUpLogs sends warnings, or everything when verbose, to standard error. The Kubernetes packages log
// through one process-wide klog, which must be set before any of them starts.
func setUpLogs(verbose bool) {
	flags := flag.NewFlagSet("klog", flag.ContinueOnError)
	klog.InitFlags(flags)
	threshold := "WARNING"
	if verbose {
		threshold = "INFO"
	}
	for name, value := range map[string]string{"logtostderr": "false", "stderrthreshold": threshold, "legacy_stderr_threshold_behavior": "false"} {
		if flags.Lookup(name) != nil {
			runtime.Must(flags.Set(name, value))
		}
	}
	klog.SetOutput(io.Discard)
	rest.SetDefaultWarningHandler(rest.NewWarningWriter(verboseOnly(verbose), rest.WarningWriterOptions{Deduplicate: true}))
}

func verboseOnly(verbose bool) io.Writer {
	if verbose {
		return os.Stderr
	}
	return io.Discard
}
