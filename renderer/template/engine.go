// Package template evaluates the CUE text of a definition with a parameter and a context.
// In: Definition, parameter, context. Out: CUE values, or problems that name the user's value and the definition's
// line. It never knows what the value's fields mean.
package template

import (
	"fmt"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/build"
	"cuelang.org/go/cue/cuecontext"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/definition"
	"mizzen.dev/renderer/problem"
)

const (
	// maxTemplates and maxEvaluations bound what one CUE context keeps: it never forgets a value built in it.
	maxTemplates   = 512
	maxEvaluations = 4000

	parameterField = "parameter"
	// declarations let a template name its inputs without declaring them.
	declarations = "\n" + contextField + ": _\n" + parameterField + ": _\n"
)

// Engine compiles each template once and fills it for every evaluation. Not safe for concurrent use.
type Engine struct {
	context     *cue.Context
	compiled    map[string]*Template
	evaluations int
}

// NewEngine returns an engine that has compiled nothing.
func NewEngine() *Engine {
	e := &Engine{}
	e.reset()
	return e
}

// Begin starts a request: values of earlier requests must not be used any more.
func (e *Engine) Begin() {
	if len(e.compiled) >= maxTemplates || e.evaluations >= maxEvaluations {
		e.reset()
	}
}

// Reset forgets everything, as after a panic.
func (e *Engine) Reset() { e.reset() }

func (e *Engine) reset() {
	e.context = cuecontext.New()
	e.compiled = map[string]*Template{}
	e.evaluations = 0
}

// Context is the CUE context that all values of this request belong to.
func (e *Engine) Context() *cue.Context { return e.context }

// Template is a definition's compiled CUE text.
type Template struct {
	engine     *Engine
	definition *definition.Definition
	name       string
	declared   token.Pos
	root       cue.Value
	names      map[string]bool
	// Reads are the context fields that the template names, sorted.
	Reads []string
	// Live are the context fields that it names and only live objects have, sorted: their status.
	Live []string
}

// Compile parses and compiles a definition's template.
func (e *Engine) Compile(d *definition.Definition) (*Template, error) {
	return e.compile(d, fileName(d), d.Template)
}

// CompileStatus compiles one of a definition's status texts.
func (e *Engine) CompileStatus(d *definition.Definition, name, text string) (*Template, error) {
	own := d.OfStatus(name, text)
	return e.compile(own, fileName(own), text)
}

func (e *Engine) compile(d *definition.Definition, name, text string) (*Template, error) {
	key := fmt.Sprintf("%s\x00%s\x00%d:%d\x00%s", name, d.File, d.Line, d.Column, text)
	if t := e.compiled[key]; t != nil {
		return t, nil
	}
	if len(text) >= data.MaxText {
		return nil, problem.List{{
			Message:    fmt.Sprintf("a template of %d bytes; at most %d are allowed", len(text), data.MaxText),
			Definition: d.Start(),
		}}
	}
	file, err := parser.ParseFile(name, text+declarations, parser.ParseComments)
	if err != nil {
		return nil, templateProblems(d, err)
	}
	if forbidden := foreignImports(d, file); forbidden != nil {
		return nil, forbidden
	}
	modernise(file)
	paths, names, live := reads(file)
	instance := build.NewContext().NewInstance("", nil)
	if err := instance.AddSyntax(file); err != nil {
		return nil, templateProblems(d, err)
	}
	if instance.Err != nil {
		return nil, templateProblems(d, instance.Err)
	}
	root := e.context.BuildInstance(instance)
	t := &Template{engine: e, definition: d, name: name, declared: declaration(file), root: root, names: names, Reads: paths, Live: live}
	e.compiled[key] = t
	return t, nil
}

func fileName(d *definition.Definition) string { return "template:" + string(d.Kind) + ":" + d.Name }

// declaration is where the template declares its parameter first.
func declaration(file *ast.File) token.Pos {
	for _, decl := range file.Decls {
		if field, ok := decl.(*ast.Field); ok {
			if name, _, err := ast.LabelName(field.Label); err == nil && name == parameterField {
				return field.Pos()
			}
		}
	}
	return token.NoPos
}

// Parameter is the schema that the template declares for its parameter.
func (t *Template) Parameter() cue.Value {
	return lookup(t.root, parameterField)
}

// lookup returns a field, or a value that does not exist. CUE panics at the fields of a value that is itself an error, such
// as a struct with a list in it; the error shows when the value is validated.
func lookup(value cue.Value, name string) (found cue.Value) {
	defer func() {
		if recover() != nil {
			found = cue.Value{}
		}
	}()
	return value.LookupPath(cue.MakePath(cue.Str(name)))
}

// ParameterPlace is where the template declares its parameter, or else where it begins.
func (t *Template) ParameterPlace() *problem.Position {
	if found := t.Place(t.declared); found != nil {
		return found
	}
	return t.definition.Start()
}

// Definition is the definition that the template belongs to.
func (t *Template) Definition() *definition.Definition { return t.definition }

// Result is a template filled with its inputs.
type Result struct {
	template *Template
	inputs   *data.Positions
	Root     cue.Value
}

// Fill evaluates the template. The parameter may be nil: then it has the schema's own value alone. The path is where the
// parameter stands in the request.
func (t *Template) Fill(parameter any, path string, context map[string]any) *Result {
	t.engine.evaluations++
	inputs := data.NewPositions(t.name)
	needed := map[string]any{}
	for name, value := range context {
		if t.Needs(name) {
			needed[name] = value
		}
	}
	fields := []ast.Decl{&ast.Field{Label: ast.NewIdent(contextField), Value: data.Expr(needed, "", nil)}}
	if parameter != nil {
		value := data.Expr(parameter, path, inputs)
		fields = append(fields, &ast.Field{Label: ast.NewIdent(parameterField), Value: value})
	}
	filled := t.root.Unify(t.engine.context.BuildExpr(&ast.StructLit{Elts: fields}))
	return &Result{template: t, inputs: inputs, Root: filled}
}

// Needs tells whether the template may look at a field of the context.
func (t *Template) Needs(field string) bool { return t.names[field] || t.names[AllContext] }

// Accept unifies a parameter with the schema alone, which is less work than to fill the template. The result's Root is the
// parameter.
func (t *Template) Accept(parameter any, path string) *Result {
	t.engine.evaluations++
	inputs := data.NewPositions(t.name)
	value := t.engine.context.BuildExpr(data.Expr(parameter, path, inputs))
	return &Result{template: t, inputs: inputs, Root: t.Parameter().Unify(value)}
}

// Lookup returns a top-level field.
func (r *Result) Lookup(name string) cue.Value {
	return lookup(r.Root, name)
}

// Problems turns CUE's errors into problems at the user's values and the definition's lines.
func (r *Result) Problems(err error) problem.List {
	return problems(r.template.definition, r.inputs, err)
}

// InputAt returns the path of the first of the positions that belongs to the parameter.
func (r *Result) InputAt(positions []token.Pos) (string, bool) {
	for _, pos := range positions {
		if path, ok := r.inputs.Path(pos); ok {
			return path, true
		}
	}
	return "", false
}

// Place is the position in the definition's file at which a CUE value stands, or nil.
func (t *Template) Place(pos token.Pos) *problem.Position { return place(t.definition, pos) }
