package schema

import "strings"

// Nearest returns the candidate that a misspelt name most likely stands for, or "" if none is near.
func Nearest(name string, candidates []string) string {
	best, limit := "", min(1+len(name)/4, len(name)/2)
	for _, candidate := range candidates {
		distance := distance(strings.ToLower(name), strings.ToLower(candidate))
		if distance <= limit && (best == "" || distance < limit) {
			best, limit = candidate, distance
		}
	}
	return best
}

// distance counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var before, last []int
	current := make([]int, len(y)+1)
	for j := range current {
		current[j] = j
	}
	for i := 1; i <= len(x); i++ {
		before, last, current = last, current, make([]int, len(y)+1)
		current[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			current[j] = min(last[j]+1, current[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				current[j] = min(current[j], before[j-2]+1)
			}
		}
	}
	return current[len(y)]
}
