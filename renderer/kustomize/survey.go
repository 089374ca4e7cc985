package kustomize

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kustomize/api/konfig"

	"mizzen.dev/renderer/problem"
)

const (
	// maxRoots bounds the kustomizations of one build, each counted as often as it is included.
	maxRoots = 1_000
	// maxNesting bounds how deep kustomizations include one another.
	maxNesting = 50
	// maxQuoted bounds what a message repeats of an entry.
	maxQuoted = 120
)

// survey goes through a kustomization and all that it includes before it is built: whatever a build would fetch, run or
// never end with is refused here, at its line.
type survey struct {
	tree     *tree
	sizes    map[string]int
	problems problem.List
	// tooMuch tells that one of the limits was met: once is enough to say so.
	tooMuch bool
	// openAPI tells that a kustomization replaces the schema that the libraries keep for the whole process.
	openAPI bool
}

// look surveys the kustomization in a directory and returns how many kustomizations it stands for.
func (s *survey) look(dir string, above []string, from *problem.Place) int {
	if size, known := s.sizes[dir]; known {
		return size
	}
	for i, one := range above {
		if one == dir {
			s.refuse(from, "the kustomizations include one another: %s", strings.Join(append(above[i:], dir), " → "))
			return 1
		}
	}
	if len(above) >= maxNesting {
		s.giveUp(from, "kustomizations include one another more than %d deep", maxNesting)
		return 1
	}
	file, content := s.kustomization(dir, from)
	size := 1
	if file != "" {
		size += s.content(dir, file, content, append(above[:len(above):len(above)], dir))
	}
	if size > maxRoots {
		s.giveUp(from, "it stands for more than %d kustomizations, counted as often as each is included", maxRoots)
		size = 1
	}
	s.sizes[dir] = size
	return size
}

// kustomization finds the file of a directory. All names are looked at, as kustomize does: a second one is a mistake.
func (s *survey) kustomization(dir string, from *problem.Place) (file string, content []byte) {
	for _, name := range konfig.RecognizedKustomizationFileNames() {
		found, err := s.tree.at(path.Join(dir, name))
		if err != nil || found.Kind != File {
			continue
		}
		if file != "" {
			s.refuse(&problem.Place{File: path.Join(dir, name), Line: 1, Column: 1}, "%s stands beside it; expected one of them", path.Base(file))
			return "", nil
		}
		file, content = path.Join(dir, name), found.Content
	}
	if file == "" && s.tree.failed == nil {
		where := dir
		if where == "" {
			where = "the root of the repository"
		}
		s.refuse(from, "there is no kustomization.yaml in %s", where)
	}
	return file, content
}

var yamlLine = regexp.MustCompile(`line (\d+): `)

func (s *survey) content(dir, file string, content []byte, above []string) int {
	var document yaml.Node
	if err := yaml.Unmarshal(content, &document); err != nil {
		place := &problem.Place{File: file, Line: 1, Column: 1}
		if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
			place.Line, _ = strconv.Atoi(found[1])
		}
		s.refuse(place, "not YAML")
		return 0
	}
	if document.Kind != yaml.DocumentNode || resolved(document.Content[0]).Kind != yaml.MappingNode {
		s.refuse(&problem.Place{File: file, Line: 1, Column: 1}, "expected the fields of a kustomization")
		return 0
	}
	l := &level{survey: s, dir: dir, file: file, above: above}
	fields := resolved(document.Content[0])
	for i := 0; i+1 < len(fields.Content); i += 2 {
		l.field(fields.Content[i], resolved(fields.Content[i+1]))
	}
	return l.size
}

func (s *survey) giveUp(place *problem.Place, format string, limit int) {
	if !s.tooMuch {
		s.refuse(place, format, limit)
	}
	s.tooMuch = true
}

func (s *survey) refuse(place *problem.Place, format string, args ...any) {
	s.problems = append(s.problems, problem.Problem{Message: problem.Shorten(fmt.Sprintf(format, args...)), File: place})
}

// level is one kustomization file on the way.
type level struct {
	*survey
	dir, file string
	above     []string
	size      int
}

func (l *level) field(key, value *yaml.Node) {
	switch key.Value {
	case "resources", "bases", "components":
		l.each(value, l.included)
	case "generators", "transformers", "validators":
		l.each(value, l.plugin)
	case "patchesStrategicMerge":
		l.each(value, func(entry *yaml.Node) {
			if !inline(entry.Value) {
				l.read(entry)
			}
		})
	case "crds", "configurations":
		l.each(value, l.read)
	case "patches", "patchesJson6902", "replacements":
		l.each(value, func(entry *yaml.Node) { l.member(entry, "path", l.read) })
	case "configMapGenerator", "secretGenerator":
		l.each(value, l.generator)
	case "openapi":
		l.openAPI = true
		l.member(value, "path", l.read)
	case "helmCharts", "helmChartInflationGenerator", "helmGlobals":
		l.refuse(l.place(key), "%q: a chart is not inflated by a kustomization here; make it a component of type helm", key.Value)
	}
}

func (l *level) generator(entry *yaml.Node) {
	for _, name := range []string{"files", "envs"} {
		l.member(entry, name, func(list *yaml.Node) { l.each(list, l.source) })
	}
	l.member(entry, "env", l.read)
}

// source is "file" or "key=file".
func (l *level) source(entry *yaml.Node) {
	if _, file, found := strings.Cut(entry.Value, "="); found {
		l.readAs(entry, file)
		return
	}
	l.read(entry)
}

func (l *level) plugin(entry *yaml.Node) {
	if !inline(entry.Value) {
		l.included(entry)
	}
}

// included is a file of objects, or a directory with a kustomization of its own.
func (l *level) included(entry *yaml.Node) {
	name, found := l.find(entry, entry.Value)
	switch {
	case !found.ok:
	case found.Kind == Directory:
		l.size += l.look(name, l.above, l.place(entry))
	default:
		l.below(entry, name)
	}
}

func (l *level) read(entry *yaml.Node) { l.readAs(entry, entry.Value) }

func (l *level) readAs(entry *yaml.Node, text string) {
	name, found := l.find(entry, text)
	switch {
	case !found.ok:
	case found.Kind == Directory:
		l.refuse(l.place(entry), "%s is a directory; expected a file", quoted(text))
	default:
		l.below(entry, name)
	}
}

type finding struct {
	Found
	ok bool
}

func (l *level) find(entry *yaml.Node, text string) (string, finding) {
	place := l.place(entry)
	switch {
	case entry.Kind != yaml.ScalarNode || text == "":
		l.refuse(place, "expected a path")
		return "", finding{}
	case remote(text):
		l.refuse(place, "remote base %s: Mizzen renders only what the repository holds, and fetches nothing while it renders; "+
			"copy it into the repository (\"kustomize localize\" does) and name that directory here", quoted(text))
		return "", finding{}
	case path.IsAbs(text):
		l.refuse(place, "%s is absolute; expected a path from the directory of this file", quoted(text))
		return "", finding{}
	}
	name := path.Join(l.dir, text)
	if name == ".." || strings.HasPrefix(name, "../") {
		l.refuse(place, "%s leads out of the repository", quoted(text))
		return "", finding{}
	}
	if name == "." {
		name = ""
	}
	found, err := l.tree.at(name)
	if err == nil && found.Kind == Absent {
		l.refuse(place, "%s does not exist in the repository", name)
	}
	return name, finding{found, err == nil && found.Kind != Absent}
}

// below holds kustomize's own rule on files.
func (l *level) below(entry *yaml.Node, name string) {
	if l.dir != "" && !strings.HasPrefix(name, l.dir+"/") {
		l.refuse(l.place(entry), "%s is a file outside of %s; a kustomization reads files in and below its own directory, "+
			"and includes other directories that have a kustomization.yaml", name, l.dir)
	}
}

func (l *level) each(list *yaml.Node, do func(*yaml.Node)) {
	if list.Kind != yaml.SequenceNode {
		return
	}
	for _, entry := range list.Content {
		do(resolved(entry))
	}
}

func (l *level) member(mapping *yaml.Node, name string, do func(*yaml.Node)) {
	if mapping.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == name {
			do(resolved(mapping.Content[i+1]))
		}
	}
}

func (l *level) place(node *yaml.Node) *problem.Place {
	return &problem.Place{File: l.file, Line: max(node.Line, 1), Column: max(node.Column, 1)}
}

func resolved(node *yaml.Node) *yaml.Node {
	if node.Kind == yaml.AliasNode {
		return node.Alias
	}
	return node
}

// inline tells text that is itself YAML from a path.
func inline(text string) bool {
	return strings.ContainsAny(text, "\n{") || strings.Contains(text, ": ")
}

// remote knows the forms in which kustomize takes an entry for the address of a repository or a file elsewhere.
var remotes = regexp.MustCompile(`(?i)://|^git::|^gh:|^[\w.+-]+@[\w.-]+:|^(www\.)?github\.com[/:]|\.git($|[/?#])|_git/|\?(.*&)?(ref|version|timeout|submodules)=`)

func remote(text string) bool { return remotes.MatchString(text) }

var userinfo = regexp.MustCompile(`//[^/@\s]*@`)

// quoted repeats an entry without a password.
func quoted(text string) string {
	text = userinfo.ReplaceAllString(text, "//")
	if len(text) > maxQuoted {
		text = strings.ToValidUTF8(text[:maxQuoted], "") + "…"
	}
	return strconv.Quote(text)
}
