// Command mizzen-renderer evaluates X-Definitions for its parent process: JSON lines in, JSON lines out.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/health"
	"mizzen.dev/renderer/kustomize"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
	"mizzen.dev/renderer/render"
	"mizzen.dev/renderer/schema"
	"mizzen.dev/renderer/template"
	"mizzen.dev/renderer/value"
)

const (
	cueVersion = "v0.14.1"
	// rlimitData is RLIMIT_DATA on Linux, which package syscall does not name.
	rlimitData = 2
	// maxThreads is what one evaluation and the collector behind it can use.
	maxThreads = 2
	// maxFiles leaves room for nothing but the standard streams and what Go's runtime holds.
	maxFiles = 8
)

// build is the digest of the sources, set by the linker.
var build = "development"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "mizzen-renderer:", err)
		os.Exit(1)
	}
}

func run() error {
	limit := size(512 << 20)
	version := flag.Bool("version", false, "print the version and end")
	flag.Var(&limit, "memory-limit", "memory that the process may use, such as 512MiB")
	flag.Parse()
	if *version {
		fmt.Println(build)
		return nil
	}
	if err := bound(limit); err != nil {
		return err
	}
	debug.SetTraceback("none")
	go endWithParent(os.Getppid())
	engine := template.NewEngine()
	loop := protocol.Loop{Ops: ops(engine), Panicked: engine.Reset}
	return loop.Serve(os.Stdin, os.Stdout)
}

// endWithParent ends the process when its parent is gone: an evaluation that never ends does not see the end of the input.
func endWithParent(parent int) {
	for range time.Tick(time.Second) {
		if os.Getppid() != parent {
			os.Exit(1)
		}
	}
}

// gcPercent is Go's default: what a render leaves behind is gone before the next few, so that two idle processes are small.
const gcPercent = 100

// bound limits the process's memory: the collector works in earnest from a quarter of the limit on, and the kernel refuses more
// than the whole of it, since nothing inside the process can stop an evaluation. Files and core dumps are not to be had.
func bound(limit size) error {
	debug.SetGCPercent(gcPercent)
	debug.SetMemoryLimit(int64(limit) / 4)
	runtime.GOMAXPROCS(min(runtime.NumCPU(), maxThreads))
	for _, resource := range []struct {
		name  string
		id    int
		limit uint64
	}{
		{"memory", rlimitData, uint64(limit)},
		{"core dump", syscall.RLIMIT_CORE, 0},
		{"open files", syscall.RLIMIT_NOFILE, maxFiles},
	} {
		rlimit := syscall.Rlimit{Cur: resource.limit, Max: resource.limit}
		if err := syscall.Setrlimit(resource.id, &rlimit); err != nil {
			return fmt.Errorf("%s limit: %w", resource.name, err)
		}
	}
	return nil
}

func ops(engine *template.Engine) map[string]protocol.Op {
	return map[string]protocol.Op{
		"version": func(json.RawMessage, protocol.Ask) (any, error) {
			return map[string]string{"version": build, "cue": cueVersion}, nil
		},
		"definitions": with(func(r *definitionsRequest) (any, error) {
			loaded, err := definition.Load(r.File, r.Text)
			if err != nil {
				return nil, err
			}
			return map[string]any{"definitions": append([]definition.Definition{}, loaded...)}, nil
		}),
		"render": asking(func(r *render.Request, ask protocol.Ask) (any, error) { return render.Render(engine, r, ask) }),
		"change": with(func(r *changeRequest) (any, error) { return r.apply() }),
		"schema": with(func(r *schemaRequest) (any, error) {
			engine.Begin()
			if r.Definition == nil {
				return nil, problem.Of("no definition was given")
			}
			compiled, err := engine.Compile(r.Definition)
			if err != nil {
				return nil, err
			}
			return schema.Describe(compiled.Parameter()), nil
		}),
		"values": with(func(r *value.Request) (any, error) { return value.Evaluate(engine, r) }),
		"health": with(func(r *health.Request) (any, error) { return health.Judge(engine, r) }),
	}
}

type definitionsRequest struct {
	File string `json:"file"`
	Text string `json:"text"`
}

type changeRequest struct {
	kustomize.Changes
	Objects json.RawMessage `json:"objects"`
}

func (r *changeRequest) apply() (any, error) {
	decoded, err := data.Decode(r.Objects)
	if err != nil {
		return nil, err
	}
	objects, ok := decoded.([]any)
	if !ok {
		return nil, problem.Of("objects is no list")
	}
	changed, matched, problems := r.Apply(objects)
	if len(problems) > 0 {
		return nil, problems
	}
	return map[string]any{"objects": changed, "matched": matched}, nil
}

type schemaRequest struct {
	Definition *definition.Definition `json:"definition"`
}

func with[R any](answer func(*R) (any, error)) protocol.Op {
	return asking(func(request *R, _ protocol.Ask) (any, error) { return answer(request) })
}

func asking[R any](answer func(*R, protocol.Ask) (any, error)) protocol.Op {
	return func(line json.RawMessage, ask protocol.Ask) (any, error) {
		var request R
		if err := json.Unmarshal(line, &request); err != nil {
			return nil, problem.Of("the request does not have the form of its op: %v", err)
		}
		return answer(&request, ask)
	}
}

// size is a number of bytes, written with a unit.
type size uint64

var units = []struct {
	name  string
	bytes uint64
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}}

func (s *size) String() string { return fmt.Sprintf("%dMiB", *s>>20) }

func (s *size) Set(text string) error {
	for _, unit := range units {
		number, found := strings.CutSuffix(text, unit.name)
		if !found {
			continue
		}
		count, err := strconv.ParseUint(number, 10, 32)
		if err != nil || count == 0 {
			break
		}
		*s = size(count * unit.bytes)
		return nil
	}
	return fmt.Errorf("%q; expected a size such as 512MiB", text)
}
