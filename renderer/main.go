// Command mizzen-renderer evaluates X-Definitions for its parent process: JSON lines in, JSON lines out.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"cuelang.org/go/cue"

	"mizzen.dev/renderer/comparison"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/health"
	"mizzen.dev/renderer/problem"
	"mizzen.dev/renderer/protocol"
	"mizzen.dev/renderer/render"
	"mizzen.dev/renderer/schema"
	"mizzen.dev/renderer/template"
	"mizzen.dev/renderer/value"
	"mizzen.dev/renderer/versions"
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
	resume := flag.Int("resume", 0, "descriptor of a file whose requests come before those of the standard input")
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
	return loop.Serve(input(*resume), os.Stdout)
}

// input begins with the request that this program was started for by another one, if it was.
func input(resume int) io.Reader {
	if resume == 0 {
		return os.Stdin
	}
	return io.MultiReader(os.NewFile(uintptr(resume), "request"), os.Stdin)
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
		most  uint64
	}{
		{"memory", rlimitData, uint64(limit), 0},
		{"core dump", syscall.RLIMIT_CORE, 0, 0},
		{"open files", syscall.RLIMIT_NOFILE, maxFiles, filesToBecome},
	} {
		rlimit := syscall.Rlimit{Cur: resource.limit, Max: max(resource.limit, resource.most)}
		if err := syscall.Setrlimit(resource.id, &rlimit); err != nil {
			return fmt.Errorf("%s limit: %w", resource.name, err)
		}
	}
	return nil
}

func ops(engine *template.Engine) map[string]protocol.Op {
	comparer := comparison.NewComparer(engine)
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
		"render": withEngines(asking(func(r *render.Request, ask protocol.Ask) (any, error) {
			return render.Render(engine, r, ask)
		})),
		"change": change(),
		"schema": with(func(r *schemaRequest) (any, error) {
			parameter, err := r.parameter(engine)
			if err != nil {
				return nil, err
			}
			return schema.Describe(parameter), nil
		}),
		"json-schema": with(func(r *schemaRequest) (any, error) {
			parameter, err := r.parameter(engine)
			if err != nil {
				return nil, err
			}
			return map[string]any{"schema": schema.JSON(parameter, !r.Partial)}, nil
		}),
		"convert": with(func(r *definitionsRequest) (any, error) {
			texts, err := definition.Convert(r.File, r.Text)
			if err != nil {
				return nil, err
			}
			return map[string]any{"texts": texts}, nil
		}),
		"compare":         with(func(r *comparison.Request) (any, error) { return comparer.Compare(r) }),
		"resolve-version": with(func(r *versions.Request) (any, error) { return versions.Resolve(r) }),
		"health":          with(func(r *health.Request) (any, error) { return health.Judge(engine, r) }),
		"values":          with(func(r *value.Request) (any, error) { return value.Evaluate(engine, r) }),
	}
}

type definitionsRequest struct {
	File string `json:"file"`
	Text string `json:"text"`
}

type schemaRequest struct {
	Definition *definition.Definition `json:"definition"`
	// Partial asks for a schema that requires nothing.
	Partial bool `json:"partial"`
}

func (r *schemaRequest) parameter(engine *template.Engine) (cue.Value, error) {
	engine.Begin()
	if r.Definition == nil {
		return cue.Value{}, problem.Of("no definition was given")
	}
	compiled, err := engine.Compile(r.Definition)
	if err != nil {
		return cue.Value{}, err
	}
	return compiled.Parameter(), nil
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
