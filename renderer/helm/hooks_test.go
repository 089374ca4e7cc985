package helm

import (
	"fmt"
	"strings"
	"testing"
)

func TestHooksBecomeStepsInTheOrderOfTheirWeights(t *testing.T) {
	rendered, err := Render(artifactOf(t, "testdata/hooked"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, object := range rendered.Objects {
		got = append(got, fmt.Sprintf("%v %d", object.Fields["metadata"].(map[string]any)["name"], object.Step))
	}
	want := "main 0, for-jobs -2, job-0 -1, job-2 1, job-1 2"
	if strings.Join(got, ", ") != want {
		t.Errorf("got %s; expected %s", strings.Join(got, ", "), want)
	}
	if len(rendered.Warnings) != 0 {
		t.Error("a delivery with a warning never counts as standing", rendered.Warnings)
	}
}

func TestAHookOfUpgradesRunsForEachChange(t *testing.T) {
	mark := func(change string) (upgrade, install any) {
		a := artifactOf(t, "testdata/hooked")
		a.Files["templates/main.yaml"] = []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: main}\ndata: {a: " + change + "}\n")
		rendered, err := Render(a)
		if err != nil {
			t.Fatal(err)
		}
		of := map[any]any{}
		for _, object := range rendered.Objects {
			if object.Fields["kind"] == "Job" {
				template := object.Fields["spec"].(map[string]any)["template"].(map[string]any)
				metadata, _ := template["metadata"].(map[string]any)
				of[object.Fields["metadata"].(map[string]any)["name"]] = metadata["annotations"]
			}
		}
		return fmt.Sprint(of["job-0"]), of["job-1"]
	}
	first, once := mark("x")
	again, _ := mark("x")
	second, _ := mark("y")
	if first != again || first == second || once != nil {
		t.Error(first, again, second, once)
	}
}
