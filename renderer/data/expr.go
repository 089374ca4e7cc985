package data

import (
	"encoding/json"
	"sort"
	"strconv"

	"cuelang.org/go/cue/ast"
	"cuelang.org/go/cue/token"
)

const (
	// MaxText bounds a CUE text, in bytes: the values of an input have their positions behind it.
	MaxText = 1 << 24
	// maxValues bounds the values of one input, so that each has a position of its own.
	maxValues = 1 << 28
)

// Positions finds the path of the input value that a CUE position stands for. The values are positioned as if they were written
// at the end of the CUE text that they fill: the order of fields depends on that.
type Positions struct {
	file  *token.File
	paths []string
}

// NewPositions starts an empty table for values that fill the text of the given name.
func NewPositions(name string) *Positions {
	return &Positions{file: token.NewFile(name, 0, MaxText+maxValues)}
}

// IsInput tells whether a position is that of an input's value, not of a text.
func IsInput(pos token.Pos) bool { return pos.IsValid() && pos.Offset() >= MaxText }

// Path returns the input path at a position, if the position is one of this table.
func (p *Positions) Path(pos token.Pos) (string, bool) {
	if !IsInput(pos) || pos.Filename() != p.file.Name() || pos.Offset()-MaxText >= len(p.paths) {
		return "", false
	}
	return p.paths[pos.Offset()-MaxText], true
}

func (p *Positions) next(path string) token.Pos {
	if p == nil {
		return token.NoPos
	}
	p.paths = append(p.paths, path)
	return p.file.Pos(MaxText+len(p.paths)-1, token.NoRelPos)
}

// Expr turns a value into a CUE literal; keys are sorted, and every value's path starts with the given one.
// The table may be nil.
func Expr(value any, path string, positions *Positions) ast.Expr {
	pos := positions.next(path)
	switch v := value.(type) {
	case nil:
		return &ast.BasicLit{ValuePos: pos, Kind: token.NULL, Value: "null"}
	case bool:
		if v {
			return &ast.BasicLit{ValuePos: pos, Kind: token.TRUE, Value: "true"}
		}
		return &ast.BasicLit{ValuePos: pos, Kind: token.FALSE, Value: "false"}
	case string:
		lit := ast.NewString(v)
		lit.ValuePos = pos
		return lit
	case json.Number:
		return number(v, pos)
	case []any:
		list := &ast.ListLit{Lbrack: pos}
		for i, child := range v {
			list.Elts = append(list.Elts, Expr(child, path+"["+strconv.Itoa(i)+"]", positions))
		}
		return list
	case map[string]any:
		object := &ast.StructLit{Lbrace: pos}
		for _, key := range Keys(v) {
			label := ast.NewString(key)
			child := Join(path, key)
			label.ValuePos = positions.next(child)
			object.Elts = append(object.Elts, &ast.Field{Label: label, Value: Expr(v[key], child, positions)})
		}
		return object
	default:
		return &ast.BottomLit{Bottom: pos}
	}
}

func number(n json.Number, pos token.Pos) ast.Expr {
	text, negative := string(n), false
	if text != "" && text[0] == '-' {
		text, negative = text[1:], true
	}
	kind := token.INT
	if !IsInteger(n) {
		kind = token.FLOAT
	}
	lit := &ast.BasicLit{ValuePos: pos, Kind: kind, Value: text}
	if negative {
		return &ast.UnaryExpr{OpPos: pos, Op: token.SUB, X: lit}
	}
	return lit
}

// Keys returns the sorted keys of an object.
func Keys[V any](object map[string]V) []string {
	keys := make([]string, 0, len(object))
	for key := range object {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// Join appends a key to a path, in brackets and quotes if it is no plain name.
func Join(path, key string) string {
	if !plain(key) {
		return path + "[" + strconv.Quote(key) + "]"
	}
	if path == "" {
		return key
	}
	return path + "." + key
}

func plain(key string) bool {
	for _, r := range key {
		if r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') {
			return false
		}
	}
	return key != ""
}
