package dress

import (
	"encoding/json"
	"strings"
	"testing"
)

// The expected text was printed by spew v1.1.1 with sorted, spewed keys and without methods.
func TestAnObjectIsSpelledAsSpewSpellsIt(t *testing.T) {
	object := map[string]any{
		"b": "x y", "a": json.Number("3"), "f": json.Number("0.5"), "g": json.Number("1e+21"), "n": nil,
		"l": []any{json.Number("1"), "q", map[string]any{"z": true}, []any{}, nil}, "m": map[string]any{}, "A-b/c": "\"q\"\n",
	}
	want := "(map[string]interface {})map[A-b/c:(string)\"q\"\n a:(int64)3 b:(string)x y f:(float64)0.5 g:(float64)1e+21 " +
		"l:([]interface {})[(int64)1 (string)q (map[string]interface {})map[z:(bool)true] ([]interface {})[] (interface {})<nil>] " +
		"m:(map[string]interface {})map[] n:(interface {})<nil>]"
	var got strings.Builder
	spew(&got, object)
	if got.String() != want {
		t.Errorf("\n got: %s\nwant: %s", got.String(), want)
	}
}

func TestAPathIntoAnObjectIsWellFormed(t *testing.T) {
	for path, want := range map[string]string{
		"spec.workload":             "spec/workload",
		`spec["work.load"].ref`:     "spec/work.load/ref",
		"spec[workload].x":          "spec/workload/x",
		"metadata.annotations['a']": "metadata/annotations/a",
	} {
		steps, err := split(path)
		if err != nil || strings.Join(steps, "/") != want {
			t.Errorf("%s: got %v, %v; expected %s", path, steps, err, want)
		}
	}
	if steps, err := split("spec..x"); err == nil {
		t.Errorf("spec..x: got %v", steps)
	}
}
