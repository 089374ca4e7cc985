// Command mizzen-testcluster runs one or more real Kubernetes control planes in one process: etcd,
// kube-apiserver, the controllers that make workloads live, and a simulated node that runs their pods.
// It is for tests and demos: it listens on loopback only and keeps nothing when it ends.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"k8s.io/component-base/version"

	"mizzen.dev/testcluster/internal/node"
)

const usage = `mizzen-testcluster runs real Kubernetes control planes with a simulated node, for tests and demos.

usage: mizzen-testcluster --cluster NAME=KUBECONFIG [--cluster NAME=KUBECONFIG ...] [--dir DIR] [--verbose]

  --cluster NAME=KUBECONFIG  start a cluster; its admin kubeconfig appears there, whole, once it is ready
  --dir DIR                  keep working files here instead of in a temporary directory
  --verbose                  log what the control plane does, not warnings only
  --version                  print the Kubernetes version
  --help                     print this

Each ready cluster prints one line: READY <name> <url> <milliseconds since start>.
The clusters live until standard input closes, or SIGTERM or SIGINT arrives; then all they made is removed.

Annotations on a pod, or on the pod template of a workload, direct the simulated node:
` + node.AnnotationHelp + `
An image with "broken" in its name cannot be pulled (ImagePullBackOff).

example: mizzen-testcluster --cluster staging=/tmp/staging.kubeconfig --cluster prod=/tmp/prod.kubeconfig
`

// exit codes, as --help's readers and the tests rely on them.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

func main() {
	started := time.Now()
	options, err := parseOptions(os.Args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Print(usage)
		os.Exit(exitOK)
	case err != nil:
		fmt.Fprintf(os.Stderr, "mizzen-testcluster: %v\ntry: mizzen-testcluster --help\n", err)
		os.Exit(exitUsage)
	case options.version:
		fmt.Println(version.Get().GitVersion)
		os.Exit(exitOK)
	}
	os.Exit(run(options, started))
}

// run starts every cluster at once and waits for the end of standard input or a signal.
// The process exits right after it, so nothing is shut down gently: the files go, and the servers with the process.
func run(options options, started time.Time) int {
	ends, ready, failures := endOfLife(), make(chan struct{}), make(chan error, 1)
	fail := func(err error) {
		select {
		case failures <- err:
		default: // the first failure ends the process
		}
	}
	logs := setUpLogs(options.verbose, fail)
	files, err := newWorkFiles(options.dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "mizzen-testcluster:", err)
		return exitFailed
	}
	defer files.remove()

	for _, spec := range options.clusters {
		failed := func(err error) { fail(fmt.Errorf("cluster %s: %w", spec.name, err)) }
		go func() {
			url, err := startCluster(context.Background(), spec, files, failed)
			if err != nil {
				failed(err)
				return
			}
			fmt.Printf("READY %s %s %d\n", spec.name, url, time.Since(started).Milliseconds())
			ready <- struct{}{}
		}()
	}

	for waiting := len(options.clusters); ; {
		select {
		case <-ready:
			if waiting--; waiting == 0 {
				logs.started()
			}
		case <-ends:
			logs.ended()
			return exitOK
		case err := <-failures:
			logs.failed()
			fmt.Fprintln(os.Stderr, "mizzen-testcluster:", err)
			return exitFailed
		}
	}
}

// endOfLife closes when standard input does, or at SIGTERM or SIGINT.
func endOfLife() <-chan struct{} {
	ended := make(chan struct{}, 2)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-signals
		ended <- struct{}{}
	}()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // an unreadable input counts as a closed one
		ended <- struct{}{}
	}()
	return ended
}
