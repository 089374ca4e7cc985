// Package data reads and writes plain JSON values without losing a digit of an integer.
// In: JSON text. Out: map[string]any, []any, string, bool, nil and json.Number. It never turns an integer into a float.
package data

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
)

// Decode reads one JSON value. Numbers become json.Number in normal form (see Number).
func Decode(text []byte) (any, error) {
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, nil
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("more than one JSON value")
	}
	return normal(value), nil
}

// Encode writes a value with sorted keys and without HTML escapes.
func Encode(value any) ([]byte, error) {
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return bytes.TrimRight(buffer.Bytes(), "\n"), nil
}

func normal(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, child := range v {
			v[key] = normal(child)
		}
	case []any:
		for i, child := range v {
			v[i] = normal(child)
		}
	case json.Number:
		return Number(string(v))
	}
	return value
}

// Number brings a JSON number into normal form: integers keep every digit, a float with an integral
// value below 1e21 becomes an integer, any other float its shortest text.
func Number(text string) json.Number {
	if !strings.ContainsAny(text, ".eE") {
		return json.Number(text)
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return json.Number(text)
	}
	if f == math.Trunc(f) && math.Abs(f) < 1e21 {
		return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
	}
	if magnitude := math.Abs(f); magnitude >= 1e-6 && magnitude < 1e21 {
		return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
	}
	return json.Number(strings.Replace(strconv.FormatFloat(f, 'e', -1, 64), "e-0", "e-", 1))
}

// IsInteger tells whether a number in normal form is an integer.
func IsInteger(n json.Number) bool { return !strings.ContainsAny(string(n), ".eE") }

// Kind names the JSON type of a value as a user knows it.
func Kind(value any) string {
	switch v := value.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case string:
		return "string"
	case json.Number:
		if IsInteger(v) {
			return "int"
		}
		return "number"
	case []any:
		return "list"
	case map[string]any:
		return "object"
	default:
		return fmt.Sprintf("%T", value)
	}
}

// Copy returns a deep copy.
func Copy(value any) any {
	switch v := value.(type) {
	case map[string]any:
		c := make(map[string]any, len(v))
		for key, child := range v {
			c[key] = Copy(child)
		}
		return c
	case []any:
		c := make([]any, len(v))
		for i, child := range v {
			c[i] = Copy(child)
		}
		return c
	default:
		return value
	}
}
