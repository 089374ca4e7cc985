// Command mizzen-sops decrypts SOPS files for its parent process: JSON lines in, JSON lines out. It has no keys but those that
// a request brings, and opens no file and no socket.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/sirupsen/logrus"

	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
)

const (
	// rlimitData is RLIMIT_DATA on Linux, which package syscall does not name.
	rlimitData = 2
	maxFiles   = 8
)

// build is the digest of the sources, set by the linker.
var build = "development"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mizzen-sops:", err)
		os.Exit(1)
	}
}

func run() error {
	version := flag.Bool("version", false, "print the version and end")
	limit := flag.String("memory-limit", "512MiB", "memory that the process may use, in MiB")
	flag.Parse()
	if *version {
		fmt.Println(build)
		return nil
	}
	if err := bound(*limit); err != nil {
		return err
	}
	// The libraries look for keys in the environment and below the home directory where they are given none.
	os.Clearenv()
	logrus.SetOutput(io.Discard)
	debug.SetTraceback("none")
	go endWithParent(os.Getppid())
	loop := protocol.Loop{Ops: map[string]protocol.Op{"version": tellVersion, "decrypt": answer}}
	return loop.Serve(os.Stdin, os.Stdout)
}

func tellVersion(json.RawMessage, protocol.Ask) (any, error) {
	return map[string]string{"version": build}, nil
}

func answer(line json.RawMessage, _ protocol.Ask) (any, error) {
	var request Request
	if err := json.Unmarshal(line, &request); err != nil {
		return nil, problem.Of("the request does not have the form of its op")
	}
	return Decrypt(&request)
}

func bound(text string) error {
	mebibytes, err := strconv.ParseUint(strings.TrimSuffix(text, "MiB"), 10, 32)
	if err != nil || mebibytes == 0 {
		return fmt.Errorf("%q; expected a size such as 512MiB", text)
	}
	bytes := mebibytes << 20
	debug.SetMemoryLimit(int64(bytes) / 4)
	for resource, limit := range map[int]uint64{rlimitData: bytes, syscall.RLIMIT_CORE: 0, syscall.RLIMIT_NOFILE: maxFiles} {
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return err
		}
	}
	return nil
}

func endWithParent(parent int) {
	for range time.Tick(time.Second) {
		if os.Getppid() != parent {
			os.Exit(1)
		}
	}
}
