// Package problem holds the one form in which an input's mistakes are reported.
// In: nothing. Out: Problem. It must never carry a value of the user's, only paths and types.
package problem

import (
	"fmt"
	"strings"
)

// maxMessage bounds the words of one problem, in bytes: CUE spells out whole values.
const maxMessage = 400

// Problem is one mistake in the input: where, what, and what would have been right.
type Problem struct {
	// Path is the input path relative to the request's component, such as "properties.image"
	// or "traits[1].properties.port"; empty if no single value is at fault.
	Path       string    `json:"path"`
	Message    string    `json:"message"`
	Expected   string    `json:"expected,omitempty"`
	Nearest    string    `json:"nearest,omitempty"`
	Definition *Position `json:"definition,omitempty"`
	// File is the place in a file of the user's that the render read, such as a kustomization.
	File *Place `json:"file,omitempty"`
}

// Place is a place in a file of the repository, counted from 1.
type Place struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// Position is a place in a definition's own file, counted from 1.
type Position struct {
	Kind   string `json:"kind"`
	Name   string `json:"name"`
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

// List is a set of problems that can be returned as one error.
type List []Problem

func (l List) Error() string {
	switch len(l) {
	case 0:
		return "no problem"
	case 1:
		return l[0].String()
	default:
		return fmt.Sprintf("%s (and %d more)", l[0].String(), len(l)-1)
	}
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Message
	}
	return p.Path + ": " + p.Message
}

// Rejection is why a request was refused, with what was merely odd about it.
type Rejection struct {
	Errors   List
	Warnings List
}

func (r *Rejection) Error() string { return r.Errors.Error() }

// Shorten bounds a text that quotes an input.
func Shorten(text string) string {
	if len(text) <= maxMessage {
		return text
	}
	return strings.ToValidUTF8(text[:maxMessage], "") + "…"
}

// Of returns a list of one problem without a place.
func Of(format string, args ...any) List {
	return List{{Message: fmt.Sprintf(format, args...)}}
}
