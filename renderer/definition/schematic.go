package definition

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// schematic finds how a definition makes its objects. What is no CUE is written as a template in one line, so that every
// position in it is the place of the schematic.
func (d *Definition) schematic(root *yaml.Node, lines []string) error {
	for _, path := range [][]string{{"spec", "schematic", "cue", "template"}, {"spec", "extension", "template"}} {
		if text := child(root, path...); text != nil && text.Kind == yaml.ScalarNode {
			d.Template = text.Value
			d.Line, d.Column = start(text, lines)
			return nil
		}
	}
	if d.Kind == Component {
		for _, form := range schematics {
			if node := child(root, "spec", "schematic", form.name); node != nil {
				d.Line, d.Column = node.Line, node.Column
				return form.translate(d, node)
			}
		}
	}
	return fmt.Errorf("has no template; expected %s", supportedSchemata)
}

var schematics = []struct {
	name      string
	translate func(*Definition, *yaml.Node) error
}{
	{"terraform", (*Definition).terraform},
	{"kube", (*Definition).kube},
	{"helm", (*Definition).helm},
}

type terraformSchematic struct {
	Configuration string `yaml:"configuration"`
	Type          string `yaml:"type"`
	Path          string `yaml:"path"`
	Secret        any    `yaml:"writeConnectionSecretToRef"`
	Provider      any    `yaml:"providerRef"`
	Credentials   any    `yaml:"gitCredentialsSecretReference"`
}

const (
	secretField      = "writeConnectionSecretToRef"
	providerField    = "providerRef"
	credentialsField = "gitCredentialsSecretReference"
)

// settings are the parameters that say how Terraform is run and are no variables of the module.
var settings = []string{secretField, "customRegion", providerField, "forceDelete", credentialsField}

// alsoSettings are variables and settings in one: a module's variable of this name is written to the spec too.
var alsoSettings = []string{
	"backend", "JobEnv", "deleteResource", "terraformCredentialsSecretReference", "terraformRCConfigMapReference",
	"terraformCredentialsHelperConfigMapReference",
}

// terraform writes the Configuration of the Terraform controller, with the fields that its Go type always has.
func (d *Definition) terraform(node *yaml.Node) error {
	s := terraformSchematic{Type: "hcl"}
	if err := node.Decode(&s); err != nil {
		return err
	}
	if s.Configuration == "" {
		return fmt.Errorf("has no configuration in schematic.terraform")
	}
	var spec []string
	switch s.Type {
	case "hcl":
		spec = append(spec, "hcl: "+plain(s.Configuration))
	case "remote":
		spec = append(spec, "remote: "+plain(s.Configuration))
		if s.Path != "" {
			spec = append(spec, "path: "+plain(s.Path))
		}
	case "json":
	default:
		return fmt.Errorf("has the type %q in schematic.terraform; expected hcl, json or remote", s.Type)
	}
	for _, name := range append(slices.Clone(alsoSettings), "customRegion", "forceDelete") {
		spec = append(spec, given(name, "parameter."+name))
	}
	spec = append(spec,
		given("gitRef", "parameter.gitRef"), "if parameter.gitRef == _|_ {gitRef: {}}",
		given(providerField, "parameter."+providerField), otherwise(providerField, s.Provider),
		given(credentialsField, "parameter."+credentialsField), otherwise(credentialsField, s.Credentials),
		given(secretField, "parameter."+secretField+" & {namespace: *context.namespace | string}"),
	)
	if s.Secret != nil {
		spec = append(spec, fmt.Sprintf("if parameter.%[1]s == _|_ {%[1]s: %[2]s & {namespace: *context.namespace | string}}",
			secretField, plain(s.Secret)))
	}
	reserved := make([]string, len(settings))
	for i, name := range settings {
		reserved[i] = name + ": true"
	}
	d.Template = fmt.Sprintf(`parameter: {...}, _settings: {%s}, `+
		`output: {apiVersion: "terraform.core.oam.dev/v1beta2", kind: "Configuration", `+
		`metadata: {creationTimestamp: null, annotations: %s}, `+
		`spec: {%s, variable: {for k, v in parameter if _settings[k] == _|_ {"\(k)": v}}}, `+
		`status: {apply: {}, destroy: {}}}`,
		strings.Join(reserved, ", "), plain(orEmpty(d.Annotations)), strings.Join(spec, ", "))
	return nil
}

func given(field, value string) string {
	return fmt.Sprintf("if parameter.%[1]s != _|_ {%[1]s: %[2]s}", field, value)
}

func otherwise(field string, value any) string {
	if value == nil {
		return fmt.Sprintf("_no_%s: true", field)
	}
	return fmt.Sprintf("if parameter.%[1]s == _|_ {%[1]s: %[2]s}", field, plain(value))
}

// plain writes plain data as CUE, of which JSON is a part.
func plain(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return "_|_"
	}
	return string(text)
}

func orEmpty(texts map[string]string) map[string]string {
	if texts == nil {
		return map[string]string{}
	}
	return texts
}

// helm keeps the chart for the engine that renders it; the template only says that any value may be set.
func (d *Definition) helm(node *yaml.Node) error {
	var chart map[string]any
	if err := node.Decode(&chart); err != nil {
		return err
	}
	encoded, err := json.Marshal(chart)
	if err != nil {
		return err
	}
	d.Helm = encoded
	d.Template = "parameter: {...}"
	return nil
}
