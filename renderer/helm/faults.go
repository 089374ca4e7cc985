package helm

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"mizzen.dev/renderer/problem"
)

// place is how the engine names a line of a template: its name, the line, and often the column.
var place = regexp.MustCompile(`([^\s():"<>]+(?: [^\s():"<>]+)*):(\d+)(?::(\d+))?`)

// source turns the name that the engine gives a file, chart name first, into its place in the repository.
func (a *Artifact) source(name, root string) string {
	below, found := strings.CutPrefix(name, root+"/")
	if !found {
		below = name
	}
	return path.Join(a.Place, below)
}

// fault words an error of the engine: one line, with the template's line behind it.
func (a *Artifact) fault(err error, root string, templates map[string]bool) problem.List {
	text := strings.ReplaceAll(err.Error(), "{{"+markFunction, "{{")
	found := problem.Problem{Message: problem.Shorten(words(text))}
	// The innermost place is where it went wrong: an include names the places on the way first.
	for _, match := range place.FindAllStringSubmatch(text, -1) {
		name := match[1]
		if at := strings.LastIndex(name, " "); at >= 0 && !templates[name] {
			name = name[at+1:]
		}
		if !templates[name] {
			continue
		}
		line, _ := strconv.Atoi(match[2])
		found.File = &problem.Place{File: a.source(name, root), Line: line, Column: column(match[3], line, name)}
	}
	return problem.List{found}
}

// words are what the engine says without the places, which stand beside it.
func words(text string) string {
	for _, head := range []string{"parse error at (", "execution error at ("} {
		if after, found := strings.CutPrefix(text, head); found {
			if _, rest, found := strings.Cut(after, "): "); found {
				return "chart: " + oneLine(rest)
			}
		}
	}
	// Where the engine could not take its own error apart, the innermost call tells what went wrong.
	if at := strings.LastIndex(text, ">: error calling "); at >= 0 && strings.HasPrefix(text, "template: ") {
		if _, cause, found := strings.Cut(text[at+len(">: error calling "):], ": "); found {
			return "chart: " + oneLine(cause)
		}
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	last := strings.TrimSpace(lines[len(lines)-1])
	if len(lines) > 1 {
		if action := strings.TrimSpace(lines[len(lines)-2]); strings.HasPrefix(action, "executing ") {
			if _, at, found := strings.Cut(action, " at "); found {
				return "chart: " + oneLine(last) + ", at " + oneLine(strings.TrimSuffix(at, ":"))
			}
		}
	}
	return "chart: " + oneLine(last)
}

// column counts from 1, without the call that stands at the start of the template; the engine counts from 0.
func column(text string, line int, name string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 1
	}
	if line == 1 {
		n -= len(markFor(name))
	}
	return max(n+1, 1)
}
