package e2e

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const endTimeout = 5 * time.Second

// endsAndLeavesNothing waits for the process and looks for what it left in its directory.
func endsAndLeavesNothing(t *testing.T, p *process) {
	t.Helper()
	asked := time.Now()
	if err := p.stop(); err != nil {
		t.Errorf("ended with %v: %s", err, p.stderr)
	}
	if took := time.Since(asked); took > endTimeout {
		t.Errorf("took %s to end", took)
	}
	_ = filepath.Walk(p.dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && path != p.dir && path != filepath.Join(p.dir, "work") {
			t.Errorf("left behind: %s", path)
		}
		return nil
	})
}

func TestTwoProcessesStartAtOnceAndEndWithTheirInput(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"left", "right"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := must[*process](t)(start(t.TempDir(), name))
			info := must[os.FileInfo](t)(os.Stat(p.kubeconfig(name)))
			if info.Mode().Perm() != 0o600 {
				t.Errorf("the kubeconfig, which holds a token, has mode %s", info.Mode())
			}
			c := must[*client](t)(connect(p.kubeconfig(name)))
			if version := must[string](t)(serverVersion(c)); !strings.HasPrefix(version, "v1.") {
				t.Errorf("the server says it is %s", version)
			}
			if nodes, err := c.CoreV1().Nodes().List(t.Context(), metav1.ListOptions{}); err != nil || len(nodes.Items) != 1 {
				t.Errorf("nodes: %v, %v", nodes, err)
			}
			endsAndLeavesNothing(t, p)
			if strings.Contains(p.stderr.String(), "Skipping API") {
				t.Errorf("kube-apiserver's usual warnings are shown: %s", p.stderr)
			}
		})
	}
}

func serverVersion(c *client) (string, error) {
	info, err := c.Discovery().ServerVersion()
	if err != nil {
		return "", err
	}
	return info.GitVersion, nil
}

func TestASignalEndsIt(t *testing.T) {
	t.Parallel()
	for _, signal := range []os.Signal{syscall.SIGTERM, syscall.SIGINT} {
		p := must[*process](t)(start(t.TempDir(), "brief"))
		if err := p.cmd.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		for range p.lines { // ends with the process
		}
		endsAndLeavesNothing(t, p)
	}
}

func TestAnInputThatClosesWhileItStartsEndsItToo(t *testing.T) {
	t.Parallel()
	for _, after := range []time.Duration{0, 100 * time.Millisecond, 400 * time.Millisecond, 900 * time.Millisecond} {
		p := must[*process](t)(launch(t.TempDir(), "brief"))
		select {
		case line := <-p.lines:
			t.Logf("after %s it is there already: %s", after, line)
		case <-time.After(after):
		}
		endsAndLeavesNothing(t, p)
	}
}

func TestADirectoryTooDeepForASocketIsNoHindrance(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), strings.Repeat("deep/", 20))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	endsAndLeavesNothing(t, must[*process](t)(start(dir, "brief")))
}

func TestAnotherProcesssFilesAreRefusedAndLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	theirs := filepath.Join(dir, "work", "brief", "theirs")
	if err := os.MkdirAll(theirs, 0o700); err != nil {
		t.Fatal(err)
	}
	p := must[*process](t)(launch(dir, "brief"))
	for line := range p.lines {
		t.Errorf("it started: %s", line)
	}
	if err := p.stop(); err == nil || !strings.Contains(p.stderr.String(), "remove it if no other process uses it") {
		t.Errorf("ended with %v and said %s", err, p.stderr)
	}
	must[os.FileInfo](t)(os.Stat(theirs))
}

func TestWrongArgumentsAreExplained(t *testing.T) {
	t.Parallel()
	for arguments, expected := range map[string]string{
		"":                            "expected --cluster NAME=KUBECONFIG",
		"--cluster staging":           "expected NAME=KUBECONFIG",
		"--cluster Staging=k":         `cluster name "Staging": expected lower-case letters`,
		"--cluster a=k --cluster a=l": `cluster "a" repeats the name`,
		"--clusters a=k":              "not defined: -clusters",
		"--cluster a=k more":          `unexpected argument "more"`,
		"--cluster a=/nonexistent/dir/config.yaml --dir /proc/nowhere": "/proc/nowhere",
	} {
		t.Run(arguments, func(t *testing.T) {
			stderr := &bytes.Buffer{}
			command := exec.Command(binary, strings.Fields(arguments)...)
			command.Stderr = stderr
			if err := command.Run(); err == nil || !strings.Contains(stderr.String(), expected) {
				t.Errorf("ended with %v and said %q, expected %q", err, stderr, expected)
			}
		})
	}
}

func TestHelpTeachesTheAnnotations(t *testing.T) {
	t.Parallel()
	help := must[[]byte](t)(exec.Command(binary, "--help").Output())
	for _, expected := range []string{"--cluster NAME=KUBECONFIG", "READY <name> <url> <milliseconds", "testcluster.mizzen.dev/ready-after", "ImagePullBackOff"} {
		if !strings.Contains(string(help), expected) {
			t.Errorf("--help does not mention %q", expected)
		}
	}
}
