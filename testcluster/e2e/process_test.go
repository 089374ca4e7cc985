// Package e2e holds the built binary against its promises, as a process with real clients.
package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	binary       = "../target/mizzen-testcluster"
	startTimeout = 60 * time.Second
	patience     = 20 * time.Second
	poll         = 20 * time.Millisecond
)

// shared are the two clusters, of one process, that most tests use; each test has its own namespaces.
var shared = map[string]*client{}

func TestMain(m *testing.M) {
	os.Exit(func() int {
		if out, err := exec.Command("../build.sh").CombinedOutput(); err != nil {
			fmt.Printf("%s\n%v\n", out, err)
			return 1
		}
		dir, err := os.MkdirTemp("", "mizzen-e2e-")
		if err != nil {
			fmt.Println(err)
			return 1
		}
		defer os.RemoveAll(dir)
		running, err := start(dir, "one", "two")
		if err != nil {
			fmt.Println(err)
			return 1
		}
		defer running.stop()
		for _, name := range []string{"one", "two"} {
			if shared[name], err = connect(running.kubeconfig(name)); err != nil {
				fmt.Println(err)
				return 1
			}
		}
		return m.Run()
	}())
}

// process is a running binary whose standard input is held open.
type process struct {
	dir    string
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan string // of standard output; closed at its end
	stderr *bytes.Buffer
}

// launch starts the binary with its kubeconfigs and working files below dir, and does not wait.
func launch(dir string, clusters ...string) (*process, error) {
	p := &process{dir: dir, stderr: &bytes.Buffer{}, lines: make(chan string, len(clusters)+1)}
	args := []string{"--dir", filepath.Join(dir, "work")}
	for _, name := range clusters {
		args = append(args, "--cluster", name+"="+p.kubeconfig(name))
	}
	p.cmd = exec.Command(binary, args...)
	p.cmd.Stderr = p.stderr
	var err error
	if p.stdin, err = p.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(p.lines)
		for scanner := bufio.NewScanner(stdout); scanner.Scan(); {
			p.lines <- scanner.Text()
		}
	}()
	return p, nil
}

// start launches the binary and waits until every cluster is ready.
func start(dir string, clusters ...string) (*process, error) {
	p, err := launch(dir, clusters...)
	if err != nil {
		return nil, err
	}
	timeout := time.After(startTimeout)
	for range clusters {
		select {
		case line, open := <-p.lines:
			if !open || !strings.HasPrefix(line, "READY ") {
				return nil, fmt.Errorf("expected READY, got %q and %s", line, p.stderr)
			}
		case <-timeout:
			p.stop()
			return nil, fmt.Errorf("not ready in %s: %s", startTimeout, p.stderr)
		}
	}
	return p, nil
}

func (p *process) kubeconfig(name string) string { return filepath.Join(p.dir, name+".kubeconfig") }

// stop closes standard input and waits for the end, which it returns.
func (p *process) stop() error {
	p.stdin.Close()
	for range p.lines { // Wait must not be called before all is read
	}
	return p.cmd.Wait()
}

// client is an administrator's of one cluster.
type client struct {
	*kubernetes.Clientset
	config  *rest.Config
	dynamic dynamic.Interface
}

func connect(kubeconfig string) (*client, error) {
	config, err := clientcmd.BuildConfigFromFlags("", kubeconfig)
	if err != nil {
		return nil, err
	}
	config.QPS = -1
	return clientOf(config)
}

func clientOf(config *rest.Config) (*client, error) {
	typed, err := kubernetes.NewForConfig(config)
	if err != nil {
		return nil, err
	}
	untyped, err := dynamic.NewForConfig(config)
	return &client{Clientset: typed, config: config, dynamic: untyped}, err
}

// eventually polls until the check returns no error, and fails with its last one.
func eventually(t *testing.T, check func(context.Context) error) {
	t.Helper()
	var last error
	err := wait.PollUntilContextTimeout(t.Context(), poll, patience, true, func(ctx context.Context) (bool, error) {
		last = check(ctx)
		return last == nil, nil
	})
	if err != nil {
		t.Fatalf("after %s still: %v", patience, last)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
