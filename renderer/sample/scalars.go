package sample

import (
	"encoding/json"
	"regexp/syntax"
	"strings"

	"cuelang.org/go/cue"
	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/literal"
	"cuelang.org/go/cue/parser"
	"cuelang.org/go/cue/token"
)

var (
	texts   = []any{"alpha", "beta"}
	others  = []any{"8Gi", "500m", "10s", "http", "/alpha", "1", ""}
	numbers = []any{json.Number("1"), json.Number("8080"), json.Number("0")}
	floats  = []any{json.Number("0.5"), json.Number("2")}
)

// scalars are values of a schema that is no struct and no list.
func (r reader) scalars(name string, value cue.Value) []any {
	var candidates []any
	if plain, ok := plainly(value); ok {
		if _, hasDefault := value.Default(); !hasDefault {
			return []any{plain}
		}
		candidates = append(candidates, plain)
	}
	of := value.IncompleteKind()
	if of&cue.StringKind != 0 {
		for _, word := range r.words[name] {
			candidates = append(candidates, word)
		}
		candidates = append(candidates, texts...)
	}
	if of&cue.IntKind != 0 {
		candidates = append(candidates, numbers...)
	}
	if of&cue.FloatKind != 0 {
		candidates = append(candidates, floats...)
	}
	if of&cue.BoolKind != 0 {
		candidates = append(candidates, true, false)
	}
	if of == cue.NullKind {
		candidates = append(candidates, nil)
	}
	found := Distinct(r.valid(value, candidates))
	if len(found) == 0 && of&cue.StringKind != 0 {
		found = r.valid(value, append(matches(value), others...))
	}
	return found
}

// lists are values of a schema of lists that does not say what they hold, as where one of them is the default.
func (r reader) lists(value cue.Value) []any {
	candidates := []any{}
	if plain, ok := plainly(value); ok {
		candidates = append(candidates, plain)
	}
	return r.valid(value, append(candidates, []any{"alpha", "beta"}, []any{}, []any{json.Number("1")}, []any{"8Gi"}))
}

func (r reader) valid(value cue.Value, candidates []any) []any {
	var found []any
	for _, candidate := range candidates {
		if value.Unify(encode(value, candidate)).Validate(cue.Concrete(true)) == nil {
			found = append(found, candidate)
		}
	}
	return found
}

// matches makes a text for each pattern that a schema asks for.
func matches(value cue.Value) []any {
	op, args := value.Expr()
	var found []any
	if op == cue.RegexMatchOp {
		for _, arg := range args {
			if pattern, err := arg.String(); err == nil {
				if parsed, err := syntax.Parse(pattern, syntax.Perl); err == nil {
					found = append(found, match(parsed.Simplify()))
				}
			}
		}
		return found
	}
	if op == cue.AndOp {
		for _, arg := range args {
			found = append(found, matches(arg)...)
		}
	}
	return found
}

// match is a short text that a pattern matches.
func match(pattern *syntax.Regexp) string {
	var text strings.Builder
	switch pattern.Op {
	case syntax.OpLiteral:
		text.WriteString(string(pattern.Rune))
	case syntax.OpCharClass:
		if len(pattern.Rune) > 0 {
			text.WriteRune(pattern.Rune[0])
		}
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		text.WriteByte('a')
	case syntax.OpAlternate, syntax.OpPlus, syntax.OpCapture:
		text.WriteString(match(pattern.Sub[0]))
	case syntax.OpConcat:
		for _, part := range pattern.Sub {
			text.WriteString(match(part))
		}
	}
	return text.String()
}

// Words are the texts that CUE templates compare fields with, by the field's name.
func Words(templates ...string) map[string][]string {
	words := map[string][]string{}
	for _, text := range templates {
		file, err := parser.ParseFile("template", text)
		if err != nil {
			continue
		}
		ast.Walk(file, func(n ast.Node) bool {
			if compared, ok := n.(*ast.BinaryExpr); ok && (compared.Op == token.EQL || compared.Op == token.NEQ) {
				note(words, compared.X, compared.Y)
				note(words, compared.Y, compared.X)
			}
			return true
		}, nil)
	}
	return words
}

func note(words map[string][]string, field, text ast.Expr) {
	lit, ok := text.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return
	}
	word, err := literal.Unquote(lit.Value)
	if err != nil {
		return
	}
	var name string
	switch f := field.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name, _, _ = ast.LabelName(f.Sel)
	}
	for _, known := range words[name] {
		if known == word {
			return
		}
	}
	words[name] = append(words[name], word)
}
