package definition

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/errors"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"

	"mizzen.dev/renderer/problem"
)

const templateField = "template"

type metadata struct {
	Type        Kind              `json:"type"`
	Description string            `json:"description"`
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Attributes  spec              `json:"attributes"`
}

func loadCUE(file, text string) ([]Definition, error) {
	parsed, err := parser.ParseFile(file, text, parser.ParseComments)
	if err != nil {
		return nil, cueProblems(file, err)
	}
	var (
		imports  []*ast.ImportSpec
		meta     []ast.Decl
		name     string
		template *ast.StructLit
	)
	for _, decl := range parsed.Decls {
		switch d := decl.(type) {
		case *ast.ImportDecl:
			imports = append(imports, d.Specs...)
		case *ast.Field:
			label, _, _ := ast.LabelName(d.Label)
			if label == templateField {
				template, _ = d.Value.(*ast.StructLit)
				continue
			}
			if name != "" {
				return nil, problem.List{at(file, d.Pos().Line(), d.Pos().Column(),
					fmt.Sprintf("a second definition %q; expected one definition a file, %q", label, name))}
			}
			name = label
			meta = append(meta, d)
		}
	}
	if name == "" {
		return nil, problem.List{at(file, 1, 1, "no definition found; expected a field with type and attributes, and a field template")}
	}
	if template == nil || !template.Lbrace.IsValid() {
		return nil, problem.List{at(file, 1, 1, fmt.Sprintf("definition %q has no template: {…}", name))}
	}
	m, err := readMetadata(file, name, imports, meta)
	if err != nil {
		return nil, err
	}
	d := Definition{
		Kind:        m.Type,
		Name:        name,
		Description: m.Description,
		File:        file,
		Line:        template.Lbrace.Line(),
		Column:      1,
		Template:    importText(imports, template) + text[template.Lbrace.Offset()+1:template.Rbrace.Offset()],
		Labels:      m.Labels,
		Annotations: m.Annotations,
	}
	d.fill(m.Attributes)
	if d.Status != nil {
		d.Status.find(meta, text)
	}
	return []Definition{d}, nil
}

// find looks for the status texts among the fields of the definition: each is a literal, or its place is not known.
func (s *Status) find(decls []ast.Decl, text string) {
	for _, decl := range decls {
		ast.Walk(decl, func(node ast.Node) bool {
			field, ok := node.(*ast.Field)
			if !ok {
				return true
			}
			label, _, _ := ast.LabelName(field.Label)
			literal, ok := field.Value.(*ast.BasicLit)
			if ok && slices.Contains(statusTexts, label) {
				line, column := literalStart(literal, text)
				s.found(label, line, column)
			}
			return true
		}, nil)
	}
}

// literalStart is where the text of a string begins: below the quotes, and behind the indentation, if it has several lines.
func literalStart(literal *ast.BasicLit, text string) (line, column int) {
	quote := strings.TrimLeft(literal.Value, "#")
	if !strings.HasPrefix(quote, `"""`) {
		return literal.Pos().Line(), literal.Pos().Column() + len(literal.Value) - len(quote) + 1
	}
	end := literal.Pos().Offset() + len(literal.Value)
	last := text[strings.LastIndexByte(text[:end], '\n')+1 : end]
	return literal.Pos().Line() + 1, len(last) - len(strings.TrimLeft(last, " \t")) + 1
}

func readMetadata(file, name string, imports []*ast.ImportSpec, decls []ast.Decl) (*metadata, error) {
	decls = append(importDecls(imports, decls), decls...)
	root := cuecontext.New().BuildFile(&ast.File{Filename: file, Decls: decls})
	if err := root.Err(); err != nil {
		return nil, cueProblems(file, err)
	}
	var m metadata
	value := root.LookupPath(cue.MakePath(cue.Str(name)))
	if err := value.Validate(cue.Concrete(true)); err != nil {
		return nil, cueProblems(file, err)
	}
	if err := value.Decode(&m); err != nil {
		return nil, cueProblems(file, err)
	}
	switch m.Type {
	case Component, Trait, Policy, WorkflowStep:
		return &m, nil
	default:
		return nil, problem.List{at(file, value.Pos().Line(), value.Pos().Column(),
			fmt.Sprintf("type %q of definition %q; expected component, trait, policy or workflow-step", m.Type, name))}
	}
}

// importDecls returns those imports that the declarations use.
func importDecls(imports []*ast.ImportSpec, decls []ast.Decl) []ast.Decl {
	var used []ast.Decl
	for _, spec := range imports {
		if uses(spec, decls) {
			used = append(used, &ast.ImportDecl{Specs: []*ast.ImportSpec{spec}})
		}
	}
	return used
}

// importText writes the imports that a template uses into the rest of the line on which the template opens, so
// that every line of the template keeps its number.
func importText(imports []*ast.ImportSpec, template *ast.StructLit) string {
	var text strings.Builder
	for _, spec := range imports {
		if !uses(spec, template.Elts) {
			continue
		}
		text.WriteString("import ")
		if spec.Name != nil {
			text.WriteString(spec.Name.Name + " ")
		}
		text.WriteString(spec.Path.Value + ", ")
	}
	return text.String()
}

func uses(spec *ast.ImportSpec, decls []ast.Decl) bool {
	name, found := importName(spec), false
	for _, decl := range decls {
		ast.Walk(decl, func(node ast.Node) bool {
			if selector, ok := node.(*ast.SelectorExpr); ok {
				if ident, ok := selector.X.(*ast.Ident); ok && ident.Name == name {
					found = true
				}
			}
			return !found
		}, nil)
	}
	return found
}

func importName(spec *ast.ImportSpec) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	full, err := literal.Unquote(spec.Path.Value)
	if err != nil {
		return ""
	}
	base := path.Base(full)
	if i := strings.LastIndexByte(base, ':'); i >= 0 {
		base = base[i+1:]
	}
	return base
}

func cueProblems(file string, err error) problem.List {
	var problems problem.List
	for _, e := range errors.Errors(err) {
		format, args := e.Msg()
		problems = append(problems, at(file, e.Position().Line(), e.Position().Column(), fmt.Sprintf(format, args...)))
	}
	return problems
}
