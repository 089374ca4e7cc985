package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"
)

// asRenderer in the environment turns this test binary into the program itself.
const asRenderer = "MIZZEN_TEST_AS_RENDERER"

// patience is how long a process may take to end by itself.
const patience = 20 * time.Second

func TestMain(m *testing.M) {
	if os.Getenv(asRenderer) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

type process struct {
	*testing.T
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	ended   chan error
}

func start(t *testing.T, args ...string) *process {
	t.Helper()
	return begin(t, exec.Command(os.Args[0], args...))
}

func begin(t *testing.T, command *exec.Cmd) *process {
	t.Helper()
	command.Env = []string{asRenderer + "=1"}
	in, err := command.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{t, command, in, bufio.NewReader(out), make(chan error, 1)}
	t.Cleanup(func() { _ = command.Process.Kill() })
	return p
}

// render asks for one, and does not wait for the answer.
func (p *process) render(template string) {
	p.Helper()
	request, err := json.Marshal(map[string]any{
		"id": 1, "op": "render",
		"component": map[string]any{
			"name": "web", "type": "web",
			"definition": map[string]any{"kind": "component", "name": "web", "template": template},
		},
	})
	if err != nil {
		p.Fatal(err)
	}
	if _, err := p.in.Write(append(request, '\n')); err != nil {
		p.Fatal(err)
	}
}

// end waits for the process after its output has ended.
func (p *process) end() error {
	p.Helper()
	go func() {
		_, _ = io.Copy(io.Discard, p.out)
		p.ended <- p.command.Wait()
	}()
	select {
	case err := <-p.ended:
		return err
	case <-time.After(patience):
		p.Fatal("the process did not end")
		return nil
	}
}

func TestTheProcessAnswersAndEndsWithItsInput(t *testing.T) {
	p := start(t)
	if _, err := io.WriteString(p.in, "{\"id\":1,\"op\":\"version\"}\n"); err != nil {
		t.Fatal(err)
	}
	answer, err := p.out.ReadString('\n')
	if err != nil || !strings.Contains(answer, `"cue":"v0.14.1"`) {
		t.Errorf("got %q, %v", answer, err)
	}
	_ = p.in.Close()
	if err := p.end(); err != nil {
		t.Errorf("ended with %v", err)
	}
}

func TestAnEvaluationWithoutEndEndsWithTheParent(t *testing.T) {
	shell := exec.Command("/bin/sh", "-c", `exec 3<&0; "$0" <&3 & wait`, os.Args[0])
	p := begin(t, shell)
	template := `import "list"
_to: list.Range(0, 100000, 1)
output: x: len([for i in _to for j in _to if i*j < 0 {i}])`
	p.render(template)
	awaitWork(t, shell.Process.Pid)
	if err := shell.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = p.end() // the output ends when nobody holds it any more
}

// awaitWork waits until a child of a process has used more processor time than its start needs: it evaluates.
func awaitWork(t *testing.T, parent int) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", parent, parent))
		for _, child := range strings.Fields(string(children)) {
			if stat, err := os.ReadFile("/proc/" + child + "/stat"); err == nil && ticks(string(stat)) > 30 {
				return
			}
		}
	}
	t.Fatal("no child has begun to work")
}

// ticks is the user time in a process's stat, in hundredths of a second; its name may hold blanks, but no second bracket.
func ticks(stat string) int {
	_, rest, _ := strings.Cut(stat, ") ")
	fields := strings.Fields(rest)
	if len(fields) < 12 {
		return 0
	}
	user, _ := strconv.Atoi(fields[11])
	return user
}

func TestTheLinkedCUEIsTheOneThatIsReported(t *testing.T) {
	mod, err := os.ReadFile("go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "cuelang.org/go "+cueVersion) {
		t.Errorf("go.mod does not name %s", cueVersion)
	}
}

func TestATemplateThatEatsMemoryKillsTheProcessOnly(t *testing.T) {
	p := start(t, "--memory-limit", "128MiB")
	template := "import \"strings\"\noutput: x: strings.Repeat(\"0123456789\", 500000000)"
	p.render(template)
	if err := p.end(); err == nil {
		t.Error("the process lived on")
	}
}

func TestAWrongSizeIsRefused(t *testing.T) {
	for _, text := range []string{"", "12", "MiB", "0MiB", "-1GiB", "1 GiB", "1TiB"} {
		var s size
		if err := s.Set(text); err == nil {
			t.Errorf("%q was read as %d", text, s)
		}
	}
	var s size
	if err := s.Set("2GiB"); err != nil || s != 2<<30 {
		t.Errorf("2GiB was read as %d, %v", s, err)
	}
}
