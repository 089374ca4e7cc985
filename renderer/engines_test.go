//go:build linux

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestTheProgramBecomesTheOneWithTheEnginesForAChart runs what build.sh built.
func TestTheProgramBecomesTheOneWithTheEnginesForAChart(t *testing.T) {
	program := filepath.Join("target", "mizzen-renderer")
	if _, err := os.Stat(program); err != nil {
		t.Fatal("build.sh builds it before the tests: ", err)
	}
	command := exec.Command(program)
	command.Stderr = os.Stderr
	p := begin(t, command)

	c := &testCase{T: t, folder: filepath.Join("testdata", "a-chart-makes-the-objects"), used: map[string]bool{}}
	request := c.read("request.yaml")[0].(map[string]any)
	request["id"] = json.Number("7")
	c.attach(request)
	version := map[string]any{"id": 1, "op": "version"}
	before := p.answer(version)
	if strings.Contains(before, `"ok":false`) || isEngines(t, command.Process.Pid) {
		t.Fatalf("before a chart: %s", before)
	}
	if answer := p.answer(request); !strings.Contains(answer, `"ok":true`) || !strings.Contains(answer, "web:2") {
		t.Fatalf("the chart: %s", answer)
	}
	if !isEngines(t, command.Process.Pid) {
		t.Error("the chart was rendered without the engines")
	}
	if after := p.answer(version); after != before {
		t.Errorf("the two programs are of two builds: %s and %s", before, after)
	}
}

func (p *process) answer(request map[string]any) string {
	p.Helper()
	encoded, err := json.Marshal(request)
	if err != nil {
		p.Fatal(err)
	}
	if _, err := p.in.Write(append(encoded, '\n')); err != nil {
		p.Fatal(err)
	}
	line, err := p.out.ReadString('\n')
	if err != nil {
		p.Fatal(err)
	}
	return line
}

func isEngines(t *testing.T, pid int) bool {
	t.Helper()
	program, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "exe"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.HasSuffix(program, "-engines")
}
