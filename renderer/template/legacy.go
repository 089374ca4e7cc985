package template

import (
	"slices"
	"strings"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/ast/astutil"
	"cuelang.org/go/cue/token"
)

const (
	listPackage = "list"
	// listAlias is the name under which the rewritten operators import the list package; no template's own field hides it.
	listAlias = "mizzenList"
)

// listFunctions are the functions of package list that return a list.
var listFunctions = []string{
	"Concat", "Drop", "FlattenN", "Range", "Repeat", "Reverse", "Slice", "Sort", "SortStable", "SortStrings", "Take",
}

// modernise rewrites in place what older CUE allowed: + and * on lists where all operands are known to be lists, and
// fields named error.
func modernise(file *ast.File) {
	quoteErrorLabels(file)
	lists := knownLists(file)
	rewritten := false
	astutil.Apply(file, nil, func(c astutil.Cursor) bool {
		binary, ok := c.Node().(*ast.BinaryExpr)
		if !ok {
			return true
		}
		if call := lists.rewrite(binary); call != nil {
			c.Replace(call)
			rewritten = true
		}
		return true
	})
	if rewritten {
		addListImport(file)
		unresolve(file)
	}
}

// unresolve forgets what the identifiers stand for, since they may stand for expressions that are no longer there.
func unresolve(file *ast.File) {
	file.Unresolved = nil
	ast.Walk(file, func(node ast.Node) bool {
		if ident, ok := node.(*ast.Ident); ok {
			ident.Node, ident.Scope = nil, nil
		}
		return true
	}, nil)
}

func quoteErrorLabels(file *ast.File) {
	ast.Walk(file, func(node ast.Node) bool {
		if field, ok := node.(*ast.Field); ok {
			if ident, ok := field.Label.(*ast.Ident); ok && ident.Name == "error" {
				label := ast.NewString("error")
				label.ValuePos = ident.NamePos
				field.Label = label
			}
		}
		return true
	}, nil)
}

func addListImport(file *ast.File) {
	spec := &ast.ImportSpec{Name: ast.NewIdent(listAlias), Path: ast.NewString(listPackage)}
	file.Imports = append(file.Imports, spec)
	at := slices.IndexFunc(file.Decls, func(d ast.Decl) bool {
		switch d.(type) {
		case *ast.Package, *ast.CommentGroup, *ast.Attribute:
			return false
		}
		return true
	})
	file.Decls = slices.Insert(file.Decls, max(at, 0), ast.Decl(&ast.ImportDecl{Specs: []*ast.ImportSpec{spec}}))
}

// listNames holds the names and dotted paths of fields whose value is syntactically a list.
type listNames map[string]bool

func knownLists(file *ast.File) listNames {
	names := listNames{}
	for size := -1; size != len(names); {
		size = len(names)
		names.collect(file.Decls, "")
	}
	return names
}

func (l listNames) collect(decls []ast.Decl, prefix string) {
	for _, decl := range decls {
		switch d := decl.(type) {
		case *ast.Field:
			name, _, err := ast.LabelName(d.Label)
			if err == nil {
				l.add(name, prefix+name, d.Value)
			}
		case *ast.LetClause:
			l.add(d.Ident.Name, prefix+d.Ident.Name, d.Expr)
		case *ast.Comprehension:
			l.nested(d.Value, prefix)
		case *ast.EmbedDecl:
			l.nested(d.Expr, prefix)
		}
	}
}

func (l listNames) add(name, path string, value ast.Expr) {
	if l.isList(value) {
		l[name], l[path] = true, true
		return
	}
	l.nested(value, path+".")
}

func (l listNames) nested(value ast.Expr, prefix string) {
	switch v := value.(type) {
	case *ast.StructLit:
		l.collect(v.Elts, prefix)
	case *ast.ListLit:
		for _, element := range v.Elts {
			l.nested(element, prefix)
		}
	case *ast.BinaryExpr:
		l.nested(v.X, prefix)
		l.nested(v.Y, prefix)
	case *ast.Comprehension:
		l.nested(v.Value, prefix)
	case *ast.ParenExpr:
		l.nested(v.X, prefix)
	case *ast.CallExpr:
		for _, arg := range v.Args {
			l.nested(arg, prefix)
		}
	}
}

func (l listNames) isList(expr ast.Expr) bool {
	switch e := expr.(type) {
	case *ast.ListLit:
		return true
	case *ast.ParenExpr:
		return l.isList(e.X)
	case *ast.UnaryExpr:
		return e.Op == token.MUL && l.isList(e.X)
	case *ast.CallExpr:
		return isListCall(e)
	case *ast.Ident, *ast.SelectorExpr:
		path := dotted(expr)
		return path != "" && l[path]
	case *ast.BinaryExpr:
		switch e.Op {
		case token.OR, token.AND:
			return l.isList(e.X) || l.isList(e.Y)
		case token.ADD:
			return l.isList(e.X) && l.isList(e.Y)
		case token.MUL:
			return l.isList(e.X) != l.isList(e.Y)
		}
	}
	return false
}

func isListCall(call *ast.CallExpr) bool {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	pkg, ok := selector.X.(*ast.Ident)
	if !ok || (pkg.Name != listPackage && pkg.Name != listAlias) {
		return false
	}
	name, ok := selector.Sel.(*ast.Ident)
	return ok && slices.Contains(listFunctions, name.Name)
}

// rewrite returns the call that an operation on lists stands for, or nil.
func (l listNames) rewrite(binary *ast.BinaryExpr) ast.Expr {
	x, y := l.isList(binary.X), l.isList(binary.Y)
	switch {
	case binary.Op == token.ADD && x && y:
		return listCall("Concat", &ast.ListLit{Elts: []ast.Expr{binary.X, binary.Y}})
	case binary.Op == token.MUL && x && !y:
		return listCall("Repeat", binary.X, binary.Y)
	case binary.Op == token.MUL && y && !x:
		return listCall("Repeat", binary.Y, binary.X)
	default:
		return nil
	}
}

func listCall(function string, args ...ast.Expr) ast.Expr {
	return &ast.CallExpr{
		Fun:  &ast.SelectorExpr{X: ast.NewIdent(listAlias), Sel: ast.NewIdent(function)},
		Args: args,
	}
}

// dotted returns the path of a chain of plain selectors, or "".
func dotted(expr ast.Expr) string {
	var parts []string
	for {
		switch e := expr.(type) {
		case *ast.Ident:
			parts = append(parts, e.Name)
			slices.Reverse(parts)
			return strings.Join(parts, ".")
		case *ast.SelectorExpr:
			name, _, err := ast.LabelName(e.Sel)
			if err != nil {
				return ""
			}
			parts = append(parts, name)
			expr = e.X
		default:
			return ""
		}
	}
}
