package helm

import (
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"text/template"
	"time"

	"github.com/Masterminds/sprig/v3"
	"github.com/google/uuid"

	"mizzen.dev/renderer/data"
)

const (
	// maxElements bounds a list that a template makes from a number, maxText a text, in bytes.
	maxElements = 1_000_000
	maxText     = 16 << 20
	// maxRandom bounds one random text.
	maxRandom = 1 << 20
)

// functions take the place of those of the library that would say something else each time, or that have no bound.
func functions(c *chance) template.FuncMap {
	library := sprig.TxtFuncMap()
	all := template.FuncMap{
		markFunction: c.enter,
		"keys":       keys,
		"values":     values,
	}
	for _, more := range []template.FuncMap{c.texts(library), c.clock(library), c.keyFunctions(), bounded(library)} {
		for name, function := range more {
			all[name] = function
		}
	}
	return all
}

// texts are the functions that draw texts and numbers.
func (c *chance) texts(library template.FuncMap) template.FuncMap {
	made := template.FuncMap{
		"uuidv4": func() (string, error) {
			id, err := uuid.NewRandomFromReader(c.stream("uuidv4"))
			return id.String(), err
		},
		"randInt": func(from, to int) (int, error) {
			if to <= from {
				return 0, fmt.Errorf("randInt %d %d: expected the second number to be greater", from, to)
			}
			return from + int(c.number("randInt", uint64(to)-uint64(from), from, to)), nil
		},
		"shuffle": c.shuffle,
		"randBytes": func(count int) (text string, err error) {
			if err := boundRandom("randBytes", count); err != nil {
				return "", err
			}
			c.instead(func() { text, err = library["randBytes"].(func(int) (string, error))(count) }, "randBytes", count)
			return text, err
		},
		"bcrypt": func(password string) (text string) {
			c.instead(func() { text = library["bcrypt"].(func(string) string)(password) }, "bcrypt", password)
			return text
		},
		"htpasswd": func(user, password string) (text string) {
			c.instead(func() { text = library["htpasswd"].(func(string, string) string)(user, password) },
				"htpasswd", user, password)
			return text
		},
		"encryptAES": func(password, plain string) (text string, err error) {
			c.instead(func() { text, err = library["encryptAES"].(func(string, string) (string, error))(password, plain) },
				"encryptAES", password, plain)
			return text, err
		},
	}
	for _, name := range []string{"randAlphaNum", "randAlpha", "randAscii", "randNumeric"} {
		original := library[name].(func(int) string)
		made[name] = func(count int) (text string, err error) {
			if err := boundRandom(name, count); err != nil {
				return "", err
			}
			c.instead(func() { text = original(count) }, name, count)
			return text, nil
		}
	}
	return made
}

func boundRandom(name string, count int) error {
	if count < 0 || count > maxRandom {
		return fmt.Errorf("%s %d: expected a number from 0 to %d", name, count, maxRandom)
	}
	return nil
}

func (c *chance) number(function string, below uint64, args ...any) uint64 {
	return draw(c.stream(function, args...), below)
}

// draw is a number below another, each as likely as the other.
func draw(from io.Reader, below uint64) uint64 {
	limit := ^uint64(0) - ^uint64(0)%below
	for {
		var bytes [8]byte
		_, _ = io.ReadFull(from, bytes[:]) // A stream does not end.
		if n := binary.LittleEndian.Uint64(bytes[:]); n < limit {
			return n % below
		}
	}
}

func (c *chance) shuffle(text string) string {
	runes := []rune(text)
	from := c.stream("shuffle", text)
	for i := len(runes) - 1; i > 0; i-- {
		j := draw(from, uint64(i)+1)
		runes[i], runes[j] = runes[j], runes[i]
	}
	return string(runes)
}

// clock are the functions that look at the time, which stands still at the delivery's birth, in UTC.
func (c *chance) clock(library template.FuncMap) template.FuncMap {
	inZone := library["dateInZone"].(func(string, any, string) string)
	at := func(when any) any {
		switch when := when.(type) {
		case time.Time, *time.Time, int, int32, int64:
			return when
		default:
			return c.time()
		}
	}
	round := library["durationRound"].(func(any) string)
	return template.FuncMap{
		"now":            func() time.Time { return c.time() },
		"date":           func(layout string, when any) string { return inZone(layout, at(when), "UTC") },
		"htmlDate":       func(when any) string { return inZone("2006-01-02", at(when), "UTC") },
		"dateInZone":     func(layout string, when any, zone string) string { return inZone(layout, at(when), zone) },
		"date_in_zone":   func(layout string, when any, zone string) string { return inZone(layout, at(when), zone) },
		"htmlDateInZone": func(when any, zone string) string { return inZone("2006-01-02", at(when), zone) },
		"ago":            func(when any) string { return c.ago(when) },
		"durationRound": func(length any) string {
			if when, ok := length.(time.Time); ok {
				return round(int64(c.time().Sub(when)))
			}
			return round(length)
		},
		"toDate": func(layout, text string) time.Time {
			when, _ := time.ParseInLocation(layout, text, time.UTC)
			return when
		},
		"mustToDate": func(layout, text string) (time.Time, error) {
			return time.ParseInLocation(layout, text, time.UTC)
		},
	}
}

func (c *chance) ago(when any) string {
	then := c.time()
	switch when := when.(type) {
	case time.Time:
		then = when
	case int64:
		then = time.Unix(when, 0)
	case int:
		then = time.Unix(int64(when), 0)
	}
	return c.time().Sub(then).Round(time.Second).String()
}

func keys(maps ...map[string]any) []string {
	all := []string{}
	for _, m := range maps {
		all = append(all, data.Keys(m)...)
	}
	return all
}

func values(m map[string]any) []any {
	all := []any{}
	for _, key := range data.Keys(m) {
		all = append(all, m[key])
	}
	return all
}

// bounded are the functions that make much out of little.
func bounded(library template.FuncMap) template.FuncMap {
	step := library["untilStep"].(func(int, int, int) []int)
	sequence := library["seq"].(func(...int) string)
	indent := library["indent"].(func(int, string) string)
	indented := func(spaces int, text string) (string, error) {
		lines := strings.Count(text, "\n") + 1
		if spaces > maxText || spaces > 0 && spaces*lines+len(text) > maxText {
			return "", tooLong("indent", maxText)
		}
		return indent(max(spaces, 0), text), nil
	}
	until := func(from, to, by int) ([]int, error) {
		if by != 0 && (float64(to)-float64(from))/float64(by) > maxElements {
			return nil, tooLong("a list", maxElements)
		}
		return step(from, to, by), nil
	}
	return template.FuncMap{
		"until": func(count int) ([]int, error) {
			if count < 0 {
				return until(0, count, -1)
			}
			return until(0, count, 1)
		},
		"untilStep": until,
		"seq": func(bounds ...int) (string, error) {
			from, by, to := 1, 1, 0
			switch len(bounds) {
			case 1:
				to = bounds[0]
			case 2:
				from, to = bounds[0], bounds[1]
			case 3:
				from, by, to = bounds[0], bounds[1], bounds[2]
			}
			if by != 0 && (float64(to)-float64(from))/float64(by) > maxElements || float64(from)-float64(to) > maxElements {
				return "", tooLong("a list", maxElements)
			}
			return sequence(bounds...), nil
		},
		"repeat": func(count int, text string) (string, error) {
			if count < 0 {
				return "", fmt.Errorf("repeat %d: expected no negative number", count)
			}
			if len(text) > 0 && count > maxText/len(text) {
				return "", tooLong("a text", maxText)
			}
			return strings.Repeat(text, count), nil
		},
		"indent": indented,
		"nindent": func(spaces int, text string) (string, error) {
			text, err := indented(spaces, text)
			return "\n" + text, err
		},
	}
}

func tooLong(what string, limit int) error {
	return fmt.Errorf("%s would have more than %d elements or bytes", what, limit)
}
