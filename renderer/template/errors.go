package template

import (
	"fmt"
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
)

// maxProblems bounds the problems that one evaluation reports.
const maxProblems = 50

func templateProblems(d *definition.Definition, err error) problem.List {
	return problems(d, nil, err)
}

func problems(d *definition.Definition, inputs *data.Positions, err error) problem.List {
	var list problem.List
	seen := map[string]bool{}
	for _, e := range errors.Errors(err) {
		p := one(d, inputs, e)
		key := p.Path + "\x00" + p.Message
		if seen[key] || len(list) >= maxProblems {
			continue
		}
		seen[key] = true
		list = append(list, p)
	}
	return list
}

func one(d *definition.Definition, inputs *data.Positions, e errors.Error) problem.Problem {
	format, args := e.Msg()
	p := problem.Problem{Message: fmt.Sprintf(format, args...), Definition: d.Start()}
	positions := slices.Concat([]token.Pos{e.Position()}, e.InputPositions())
	if pos := e.Position(); pos.IsValid() && pos.Filename() == fileName(d) && !data.IsInput(pos) {
		p.Definition = d.Position(min(pos.Line(), lines(d)), pos.Column())
	}
	for _, pos := range positions {
		if found := place(d, pos); found != nil {
			p.Definition = found
			break
		}
	}
	if inputs != nil {
		for _, pos := range positions {
			if path, ok := inputs.Path(pos); ok {
				p.Path = path
				break
			}
		}
	}
	if path := e.Path(); len(path) > 0 && (p.Path == "" || path[0] != parameterField) {
		p.Message = strings.Join(path, ".") + ": " + p.Message
	}
	p.Message = problem.Shorten(p.Message)
	return p
}

// place maps a position in a template's text to the definition's own file.
func place(d *definition.Definition, pos token.Pos) *problem.Position {
	if !pos.IsValid() || pos.Filename() != fileName(d) || data.IsInput(pos) || pos.Line() > lines(d) {
		return nil
	}
	return d.Position(pos.Line(), pos.Column())
}

func lines(d *definition.Definition) int { return strings.Count(d.Template, "\n") + 1 }

// foreignImports refuses every import that is not part of CUE itself, since those would do something.
func foreignImports(d *definition.Definition, file *ast.File) error {
	var list problem.List
	for _, spec := range file.Imports {
		path, err := literal.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		root, _, _ := strings.Cut(path, "/")
		if root == "vela" || root == "tool" || strings.Contains(root, ".") {
			list = append(list, problem.Problem{
				Message:    fmt.Sprintf("import %q is not available to a template that only renders", path),
				Expected:   "a package of CUE's own library, such as \"strings\"",
				Definition: place(d, spec.Path.Pos()),
			})
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}
