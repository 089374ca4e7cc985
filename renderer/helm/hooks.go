package helm

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	release "helm.sh/helm/v4/pkg/release/v1"

	"mizzen.dev/renderer/data"
)

// step is when an object is applied relative to the chart's own, which are at 0: hooks before them have negative numbers,
// hooks after them positive ones, in the order of their weights.
type step struct {
	number int
	// again tells that the hook runs for every change of the release, not only for the first one.
	again bool
}

func (s *step) of(map[string]any) int {
	if s == nil {
		return 0
	}
	return s.number
}

// hooks maps Helm's hooks onto steps of one delivery, and says what has no counterpart.
func (s *sorter) hooks(all []*release.Hook) {
	left := map[string][]string{}
	var before, after []*release.Hook
	for _, hook := range all {
		switch {
		case has(hook, release.HookTest) && len(hook.Events) == 1:
			// Tests are run by hand in Helm too.
		case s.artifact.WithoutHooks:
			left["hooks are left out"] = append(left["hooks are left out"], named(hook))
		case has(hook, release.HookPreInstall) || has(hook, release.HookPreUpgrade):
			before = append(before, hook)
		case has(hook, release.HookPostInstall) || has(hook, release.HookPostUpgrade):
			after = append(after, hook)
		default:
			const why = "hooks before or after a deletion or a rollback are not run"
			left[why] = append(left[why], named(hook))
		}
	}
	s.step(before, -len(weights(before)))
	s.step(after, 1)
	for _, why := range data.Keys(left) {
		s.warn("chart: %s: %s", why, strings.Join(left[why], ", "))
	}
}

func (s *sorter) step(hooks []*release.Hook, first int) {
	levels := weights(hooks)
	sort.Stable(byWeight(hooks))
	for _, hook := range hooks {
		again := has(hook, release.HookPreUpgrade) || has(hook, release.HookPostUpgrade)
		number := first + slices.Index(levels, hook.Weight)
		s.add(hook.Manifest, hook.Path, -1, &step{number, again})
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

func named(hook *release.Hook) string { return fmt.Sprintf("%s %q", hook.Kind, hook.Name) }
