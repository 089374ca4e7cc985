package schema_test

import (
	"testing"

	"mizzen.dev/renderer/schema"
)

func TestTheNearestNameIsWhatWasMeant(t *testing.T) {
	names := []string{"image", "imagePullPolicy", "port", "ports", "env", "cpu", "livenessProbe"}
	for name, want := range map[string]string{
		"imag":           "image",
		"iamge":          "image",
		"Ports":          "ports",
		"prot":           "port",
		"livnessprobe":   "livenessProbe",
		"imagePulPolicy": "imagePullPolicy",
		"x":              "",
		"ab":             "",
		"replicas":       "",
	} {
		if got := schema.Nearest(name, names); got != want {
			t.Errorf("%q: got %q; expected %q", name, got, want)
		}
	}
}
