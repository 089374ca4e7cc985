package helm

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sort"

	release "helm.sh/helm/v4/pkg/release/v1"

	"mizzen.dev/renderer/data"
)

// step is when an object is applied relative to the chart's own, which are at 0: hooks before them have negative numbers,
// hooks after them positive ones, in the order of their weights.
type step struct {
	number int
	// again tells that the hook runs for every change of the release, not only for the first one.
	again bool
	// release is the digest of the chart's own objects.
	release string
	// goes tells that the hook's object is deleted once it succeeded: only then a Pod is made anew.
	goes bool
}

func (s *step) of(fields map[string]any) int {
	if s == nil {
		return 0
	}
	if !s.again || s.release == "" {
		return s.number
	}
	switch fields["kind"] {
	case "Job":
		remember(fields, s.release, "spec", "template", "metadata", "annotations")
	case "Pod":
		if s.goes {
			remember(fields, s.release, "metadata", "annotations")
		}
	}
	return s.number
}

// releaseAnnotation is on the Pods of a Job, or on a Pod, that runs for each change of the release: another value makes another one.
const releaseAnnotation = "mizzen.dev/chart-release"

func remember(object map[string]any, release string, path ...string) {
	at := object
	for _, name := range path {
		next, ok := at[name].(map[string]any)
		if !ok && at[name] != nil {
			return
		}
		if !ok {
			next = map[string]any{}
			at[name] = next
		}
		at = next
	}
	at[releaseAnnotation] = release
}

// digest is of the chart's own objects, as they are now.
func (s *sorter) digest() string {
	sum := sha256.New()
	for _, object := range s.rendered.Objects {
		encoded, _ := data.Encode(object.Fields) // Plain data can be written.
		sum.Write(encoded)
	}
	return hex.EncodeToString(sum.Sum(nil))[:16]
}

// hooks maps Helm's hooks onto steps of one delivery. Those without a counterpart are left out: tests, which are run by hand
// in Helm too, and hooks of deletions and rollbacks, of which nothing is left to be told once they are left out.
func (s *sorter) hooks(all []*release.Hook) {
	if s.artifact.WithoutHooks {
		return
	}
	var before, after []*release.Hook
	for _, hook := range all {
		switch {
		case has(hook, release.HookPreInstall) || has(hook, release.HookPreUpgrade):
			before = append(before, hook)
		case has(hook, release.HookPostInstall) || has(hook, release.HookPostUpgrade):
			after = append(after, hook)
		}
	}
	release := s.digest()
	s.step(before, -len(weights(before)), release)
	s.step(after, 1, release)
}

func (s *sorter) step(hooks []*release.Hook, first int, digest string) {
	levels := weights(hooks)
	sort.Stable(byWeight(hooks))
	for _, hook := range hooks {
		again := has(hook, release.HookPreUpgrade) || has(hook, release.HookPostUpgrade)
		number := first + slices.Index(levels, hook.Weight)
		goes := slices.Contains(hook.DeletePolicies, release.HookSucceeded)
		s.add(hook.Manifest, hook.Path, -1, &step{number, again, digest, goes})
	}
}

// byWeight orders as Helm runs hooks: by weight, then by name; the kind decides before that.
type byWeight []*release.Hook

func (h byWeight) Len() int      { return len(h) }
func (h byWeight) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h byWeight) Less(i, j int) bool {
	if h[i].Weight != h[j].Weight {
		return h[i].Weight < h[j].Weight
	}
	return h[i].Name < h[j].Name
}

func weights(hooks []*release.Hook) []int {
	var all []int
	for _, hook := range hooks {
		all = append(all, hook.Weight)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func has(hook *release.Hook, event release.HookEvent) bool {
	return slices.Contains(hook.Events, event)
}
