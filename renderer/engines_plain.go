//go:build plain

package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"mizzen.dev/renderer/protocol"
)

// enginesSuffix is added to this program's path for the one that has all engines; it lies beside it.
const enginesSuffix = "-engines"

// filesToBecome are the open files that the other program needs until it limits them itself.
const filesToBecome = 16

// artifact is a key, since quotes within text are escaped. Where it is the key of something else, too much is handed on.
var artifact = regexp.MustCompile(`"artifact"\s*:\s*\{`)

// withEngines lets the process become the program with the engines for Helm and Kustomize once a request needs one: they are
// twice as much memory as all else, and most requests do without.
func withEngines(op protocol.Op) protocol.Op {
	return func(line json.RawMessage, ask protocol.Ask) (any, error) {
		if artifact.Match(line) {
			return nil, become(line)
		}
		return op(line, ask)
	}
}

// change is an engine's work always.
func change() protocol.Op {
	return func(line json.RawMessage, _ protocol.Ask) (any, error) { return nil, become(line) }
}

// become returns only if it fails.
func become(line []byte) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("the program with the engines cannot be found: %w", err)
	}
	pending, err := unix.MemfdCreate("request", 0)
	if err != nil {
		return fmt.Errorf("the request cannot be handed to the engines: %w", err)
	}
	file := os.NewFile(uintptr(pending), "request")
	if _, err := file.Write(append(bytes.TrimSpace(line), '\n')); err != nil {
		return fmt.Errorf("the request cannot be handed to the engines: %w", err)
	}
	if _, err := file.Seek(0, 0); err != nil {
		return fmt.Errorf("the request cannot be handed to the engines: %w", err)
	}
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: filesToBecome, Max: filesToBecome}); err != nil {
		return fmt.Errorf("the request cannot be handed to the engines: %w", err)
	}
	arguments := append(os.Args, "--resume", strconv.Itoa(pending))
	return fmt.Errorf("%s%s: %w", program, enginesSuffix, syscall.Exec(program+enginesSuffix, arguments, os.Environ()))
}
