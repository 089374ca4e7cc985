package template

import (
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
)

const contextField = "context"

// AllContext stands for every field of the context.
const AllContext = contextField

// derivedContext are the context fields that follow from the component itself, not from where it is placed.
var derivedContext = []string{
	"context.output", "context.outputs", "context.parameter", "context.componentType", "context.status",
}

// reads finds the context fields that a template names: the paths of those that are not derived, sorted, the top-level
// names of all, and the paths that only live objects have. Where it uses the context in a way that names no field, AllContext alone stands for the paths, and is among
// the names.
func reads(file *ast.File) (paths []string, names map[string]bool, live []string) {
	visitor := readVisitor{
		paths: map[string]bool{}, names: map[string]bool{}, derived: map[string][]string{}, selected: map[string]bool{},
	}
	for _, decl := range file.Decls {
		visitor.visit(decl)
	}
	if visitor.names[AllContext] {
		return []string{AllContext}, visitor.names, visitor.live()
	}
	return data.Keys(visitor.paths), visitor.names, visitor.live()
}

const statusField = "status"

type readVisitor struct {
	paths, names map[string]bool
	// derived are the paths into what follows from the component, with their steps below the context.
	derived map[string][]string
	// selected are the names that are selected of anything but the context.
	selected map[string]bool
}

// live are the paths into a status: no template renders one. An object that is taken as a whole counts where a status is
// selected of something.
func (v readVisitor) live() []string {
	found := map[string]bool{}
	for path, steps := range v.derived {
		object := map[string]int{statusField: 0, "output": 1, "outputs": 2}[steps[0]]
		whole := object > 0 && len(steps) <= object && v.selected[statusField]
		if whole || len(steps) > object && steps[object] == statusField {
			found[path] = true
		}
	}
	return data.Keys(found)
}

func (v readVisitor) visit(node ast.Node) {
	ast.Walk(node, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			v.label(n.Label)
			if n.Value != nil {
				v.visit(n.Value)
			}
			return false
		case *ast.SelectorExpr, *ast.IndexExpr:
			return v.chain(n.(ast.Expr))
		case *ast.Ident:
			if n.Name == contextField {
				v.names[AllContext] = true
			}
		}
		return true
	}, nil)
}

func (v readVisitor) label(label ast.Label) {
	switch l := label.(type) {
	case *ast.Ident, *ast.BasicLit:
	case *ast.Alias:
		if inner, ok := l.Expr.(ast.Label); ok {
			v.label(inner)
		}
	default:
		v.visit(label)
	}
}

// chain notes a chain of selectors that begins at the context; it returns whether the walk has to look inside.
func (v readVisitor) chain(expr ast.Expr) bool {
	var path []string
	for e := expr; ; {
		switch x := e.(type) {
		case *ast.SelectorExpr:
			name, _, err := ast.LabelName(x.Sel)
			if err != nil {
				return true
			}
			path, e = append(path, name), x.X
		case *ast.IndexExpr:
			name, constant := constantKey(x.Index)
			if !constant {
				v.visit(x.Index)
				path = nil
			} else {
				path = append(path, name)
			}
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		case *ast.Ident:
			if x.Name == contextField {
				v.note(path)
			} else {
				v.selects(path)
			}
			return false
		default:
			v.selects(path)
			v.visit(e)
			return false
		}
	}
}

func (v readVisitor) selects(path []string) {
	for _, name := range path {
		v.selected[name] = true
	}
}

func constantKey(index ast.Expr) (string, bool) {
	lit, ok := index.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := literal.Unquote(lit.Value)
	return text, err == nil
}

func (v readVisitor) note(reversed []string) {
	slices.Reverse(reversed)
	if len(reversed) == 0 {
		v.names[AllContext] = true
		return
	}
	v.names[reversed[0]] = true
	path := contextField
	for _, name := range reversed {
		path = data.Join(path, name)
	}
	for _, derived := range derivedContext {
		if path == derived || strings.HasPrefix(path, derived+".") || strings.HasPrefix(path, derived+"[") {
			v.derived[path] = reversed
			return
		}
	}
	v.paths[path] = true
}
