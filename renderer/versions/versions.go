// Package versions chooses a chart's version as Helm does.
// In: what was asked for and what there is. Out: the one that is meant. It compares nothing by itself: the library that Helm uses does.
package versions

import (
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"mizzen.dev/renderer/problem"
)

// Request asks for a version.
type Request struct {
	// Asked is a version or a range; empty for the newest that is no prerelease.
	Asked string `json:"asked"`
	// Versions are those that there are; of a registry its tags, in which "_" stands for "+".
	Versions []string `json:"versions"`
}

// Answer says what the request means.
type Answer struct {
	// Explicit: it names one version, or is no range at all, as a tag such as "main".
	Explicit bool `json:"explicit"`
	// Version is the one of the list that is meant; empty if there is none.
	Version string `json:"version"`
	// Newest are the highest of the list, for people.
	Newest []string `json:"newest"`
}

const (
	newest = "*"
	// shown is how many versions are told.
	shown = 3
)

type known struct {
	written string
	version *semver.Version
}

// Resolve chooses. One of the list that is written as asked is meant whatever it looks like; else the highest in the range.
func Resolve(r *Request) (*Answer, error) {
	asked := r.Asked
	if asked == "" {
		asked = newest
	}
	_, notOne := semver.NewVersion(asked)
	constraint, notRange := semver.NewConstraint(asked)
	answer := &Answer{Explicit: notOne == nil || notRange != nil, Newest: []string{}}
	all := sorted(r.Versions)
	for _, one := range all[:min(shown, len(all))] {
		answer.Newest = append(answer.Newest, one.written)
	}
	if i := slices.Index(r.Versions, r.Asked); r.Asked != "" && i >= 0 {
		answer.Version = r.Asked
		return answer, nil
	}
	if notRange != nil {
		if len(r.Versions) > 0 {
			return nil, problem.Of("%q is neither a version nor a range of versions", asked)
		}
		return answer, nil
	}
	for _, one := range all {
		if constraint.Check(one.version) {
			answer.Version = one.written
			return answer, nil
		}
	}
	return answer, nil
}

// sorted are those that are versions, the highest first; what is no version is never chosen by a range.
func sorted(written []string) []known {
	all := make([]known, 0, len(written))
	for _, text := range written {
		if version, err := semver.NewVersion(strings.ReplaceAll(text, "_", "+")); err == nil {
			all = append(all, known{text, version})
		}
	}
	slices.SortStableFunc(all, func(a, b known) int { return b.version.Compare(a.version) })
	return all
}
