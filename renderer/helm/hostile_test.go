package helm

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"strings"
	"testing"

	"mizzen.dev/renderer/data"
	"mizzen.dev/renderer/problem"
)

func archiveOf(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	var entries []tar.Header
	for _, name := range data.Keys(files) {
		entries = append(entries, tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: 0o644, Size: int64(len(files[name]))})
	}
	return packed(t, entries, files)
}

func packed(t *testing.T, entries []tar.Header, files map[string][]byte) []byte {
	t.Helper()
	var buffer bytes.Buffer
	zipped := gzip.NewWriter(&buffer)
	archive := tar.NewWriter(zipped)
	for _, entry := range entries {
		if err := archive.WriteHeader(&entry); err != nil {
			t.Fatal(err)
		}
		if _, err := archive.Write(files[entry.Name]); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(archive.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

var chartFile = []byte("apiVersion: v2\nname: c\nversion: 1.0.0\n")

func TestAnArchiveThatLeadsOutsideIsRefused(t *testing.T) {
	files := map[string][]byte{"c/Chart.yaml": chartFile}
	head := tar.Header{Name: "c/Chart.yaml", Typeflag: tar.TypeReg, Size: int64(len(chartFile))}
	for name, entry := range map[string]tar.Header{
		"a symbolic link":     {Name: "c/templates/x", Typeflag: tar.TypeSymlink, Linkname: "/etc/passwd"},
		"a hard link":         {Name: "c/templates/x", Typeflag: tar.TypeLink, Linkname: "../../etc/passwd"},
		"a device":            {Name: "c/templates/x", Typeflag: tar.TypeChar},
		"a path to a parent":  {Name: "c/../../x", Typeflag: tar.TypeReg},
		"an absolute path":    {Name: "/etc//passwd", Typeflag: tar.TypeReg},
		"a backslash":         {Name: `c\..\..\x`, Typeflag: tar.TypeReg},
		"a drive":             {Name: "c/C:/x", Typeflag: tar.TypeReg},
		"outside a directory": {Name: "x", Typeflag: tar.TypeReg},
	} {
		t.Run(name, func(t *testing.T) {
			a := oneTemplate("")
			a.Files, a.Archive = nil, packed(t, []tar.Header{head, entry}, files)
			refusal(t, a, "archive|no name of a file")
		})
	}
}

func TestWhatIsTooMuchIsRefused(t *testing.T) {
	zeros := make([]byte, maxUnpacked+1)
	bomb := archiveOf(t, map[string][]byte{"c/Chart.yaml": chartFile, "c/zeros": zeros})
	half := archiveOf(t, map[string][]byte{"c/Chart.yaml": chartFile, "c/zeros": zeros[:maxUnpacked/2]})
	many := map[string][]byte{"c/Chart.yaml": chartFile}
	for i := range maxFiles {
		many[fmt.Sprintf("c/f%d", i)] = nil
	}
	matryoshka := archiveOf(t, map[string][]byte{"c/Chart.yaml": chartFile})
	for range maxNesting + 2 {
		matryoshka = archiveOf(t, map[string][]byte{"c/Chart.yaml": chartFile, "c/charts/c.tgz": matryoshka})
	}
	for name, archive := range map[string][]byte{
		"MiB unpacked":     bomb,
		"more than 10000":  archiveOf(t, many),
		"MiB are allowed":  append(bytes.Clone(half), make([]byte, maxPacked)...),
		"than 50 MiB":      archiveOf(t, map[string][]byte{"c/Chart.yaml": chartFile, "c/charts/a.tgz": half, "c/charts/b.tgz": half, "c/charts/d.tgz": half}),
		"deep":             matryoshka,
		"no gzip archive":  []byte("no archive"),
		"cannot be read":   half[:len(half)/2],
		"archive is empty": archiveOf(t, nil),
	} {
		t.Run(name, func(t *testing.T) {
			a := oneTemplate("")
			a.Files, a.Archive = nil, archive
			refusal(t, a, name)
		})
	}
}

func TestABombInATemplateIsOneError(t *testing.T) {
	for text, words := range map[string]string{
		`{{ until 100000000 }}`:                                           "more than 1000000",
		`{{ untilStep 0 2000000000 1 }}`:                                  "more than 1000000",
		`{{ untilStep 0 -2000000000 -1 }}`:                                "more than 1000000",
		`{{ seq 0 1 100000000 }}`:                                         "more than 1000000",
		`{{ seq -100000000 }}`:                                            "more than 1000000",
		`{{ repeat 1000000000 "x" }}`:                                     "more than 16777216",
		`{{ repeat -1 "x" }}`:                                             "no negative",
		`{{ indent 1000000000 "x" }}`:                                     "more than 16777216",
		`{{ nindent 1000000 (repeat 100 "\n") }}`:                         "more than 16777216",
		`{{ randAlphaNum 1000000000 }}`:                                   "expected a number from 0",
		`{{ randBytes 1000000000 }}`:                                      "expected a number from 0",
		`{{ randInt 5 5 }}`:                                               "to be greater",
		`{{ genPrivateKey "dsa" }}`:                                       "expected one of rsa",
		`{{ genCA "x" 999999999 }}`:                                       "days",
		`{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}`: "nested reference name",
		`{{ env "HOME" }}`:                                                `function "env" not defined`,
		`{{ expandenv "$HOME" }}`:                                         `function "expandenv" not defined`,
		`{{ mod 1 0 }}`:                                                   "divide by zero",
		"{{ fail \"told\nby the chart\" }}":                               "unterminated",
	} {
		t.Run(text, func(t *testing.T) { refusal(t, oneTemplate(text), words) })
	}
}

// yamlBomb is a document of a few hundred bytes that would be gigabytes once its aliases are followed.
func yamlBomb() string {
	var text strings.Builder
	text.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
	for c := 'b'; c < 'l'; c++ {
		fmt.Fprintf(&text, "%c: &%c [%s]\n", c, c, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*%c, ", c-1), 9), ", "))
	}
	return text.String()
}

func TestABombInYAMLIsOneError(t *testing.T) {
	nested := strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000)
	for name, change := range map[string]func(*Artifact){
		"what a template renders": func(a *Artifact) { a.Files["templates/x.yaml"] = []byte(yamlBomb()) },
		"the chart's values":      func(a *Artifact) { a.Files["values.yaml"] = []byte(yamlBomb()) },
		"the chart's description": func(a *Artifact) { a.Files["Chart.yaml"] = append(bytes.Clone(chartFile), yamlBomb()...) },
		"values of a file": func(a *Artifact) {
			text := yamlBomb()
			a.Values = append(a.Values, Layer{Name: "values.yaml", Text: &text})
		},
		"fromYaml": func(a *Artifact) {
			a.Files["templates/x.yaml"] = []byte(`{{ $m := fromYaml (.Files.Get "bomb") }}{{ if $m.Error }}{{ fail $m.Error }}{{ end }}`)
			a.Files["bomb"] = []byte(yamlBomb())
		},
		"depth": func(a *Artifact) { a.Files["templates/x.yaml"] = []byte("a: " + nested) },
	} {
		t.Run(name, func(t *testing.T) {
			a := oneTemplate("")
			change(a)
			refusal(t, a, "excessive aliasing|exceeded max depth|is no YAML")
		})
	}
}

func TestAnExpressionThatWouldGrowIsOneError(t *testing.T) {
	for _, text := range []string{
		`{{ mustRegexMatch "(a{1000}){1000}" "a" }}`,
		`{{ mustRegexMatch "((a{100}){100}){100}" "a" }}`,
		`{{ regexReplaceAll "(" "a" "b" }}`,
	} {
		t.Run(text, func(t *testing.T) { refusal(t, oneTemplate(text), "regexp|regex|repetition|repeat") })
	}
}

func TestALookOutsideFindsNothing(t *testing.T) {
	a := oneTemplate("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n" +
		"  lookup: {{ lookup \"v1\" \"Secret\" \"kube-system\" \"x\" | toJson | quote }}\n" +
		"  host: {{ getHostByName \"localhost\" | quote }}\n" +
		"  file: {{ .Files.Get \"/etc/passwd\" | quote }}\n" +
		"  parent: {{ .Files.Get \"../../../etc/passwd\" | quote }}\n")
	rendered, err := Render(a)
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(rendered.Objects[0].Fields["data"])
	if want := `map[file: host: lookup:{} parent:]`; got != want {
		t.Errorf("got %s; expected %s", got, want)
	}
}

func TestASchemaReadsNothing(t *testing.T) {
	for _, reference := range []string{
		"http://127.0.0.1:1/x.json", "https://example.com/x.json", "file:///etc/passwd", "../../../etc/passwd", "other.json#/a",
	} {
		for _, key := range []string{"$ref", "$schema", "$dynamicRef"} {
			t.Run(key+" "+reference, func(t *testing.T) {
				a := oneTemplate("")
				a.Files[schemaFile] = fmt.Appendf(nil, `{"$schema": "https://json-schema.org/draft/2020-12/schema", %q: %q}`, key, reference)
				if key == "$schema" {
					a.Files[schemaFile] = fmt.Appendf(nil, `{"$schema": %q}`, reference)
				}
				refusal(t, a, "not read|invalid|relative|absolute|fragment")
			})
		}
	}
}

// refusal asserts that a chart ends in problems of one line each, and that the first has one of the words.
func refusal(t *testing.T, a *Artifact, words string) problem.List {
	t.Helper()
	_, err := Render(a)
	var list problem.List
	if !errors.As(err, &list) {
		t.Fatalf("rendered, or %v", err)
	}
	for _, p := range list {
		if strings.Contains(p.Message, "\n") {
			t.Errorf("more than a line: %q", p.Message)
		}
	}
	for word := range strings.SplitSeq(words, "|") {
		if strings.Contains(list[0].Message, word) {
			return list
		}
	}
	t.Errorf("%v; expected %q in it", list, words)
	return list
}
