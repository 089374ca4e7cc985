// Package pairwise chooses few rows of levels such that any two levels of two factors stand together in one of them.
// In: factors, some of which count only at certain levels of another one. Out: rows. It draws no random numbers of its own:
// same factors, same rows.
package pairwise

import "math/rand/v2"

// Always is the guard of a factor that counts in every row.
const Always = -1

// Factor is something that can have one of several levels, from 0. It counts only in rows in which the factor that guards
// it counts and has at least the level From and at most To.
type Factor struct {
	Levels   int
	Guard    int
	From, To int
}

type pair struct{ a, la, b, lb int }

type cover struct {
	factors []Factor
	// first numbers the levels of all factors: that of a factor's first level.
	first  []int
	levels int
	// open are the pairs that no row has yet, by the numbers of both levels, the smaller one first.
	open   []bool
	random *rand.Rand
}

// Cover returns at most limit rows. Guards stand before the factors that they guard.
func Cover(factors []Factor, limit int) [][]int {
	c := &cover{factors: factors, random: rand.New(rand.NewPCG(1, uint64(len(factors))))}
	for _, f := range factors {
		c.first = append(c.first, c.levels)
		c.levels += f.Levels
	}
	c.open = make([]bool, c.levels*c.levels)
	c.pairs(func(p pair) bool {
		c.open[c.number(p)] = true
		return true
	})
	rows := [][]int{c.row(nil)}
	c.pairs(func(p pair) bool {
		if c.open[c.number(p)] && len(rows) < limit {
			rows = append(rows, c.row(&p))
			c.open[c.number(p)] = false // Two levels that exclude each other are tried once.
		}
		return len(rows) < limit
	})
	return rows
}

// pairs visits all pairs of levels as long as it is wanted.
func (c *cover) pairs(visit func(pair) bool) {
	for a := range c.factors {
		for b := a + 1; b < len(c.factors); b++ {
			for la := range c.factors[a].Levels {
				for lb := range c.factors[b].Levels {
					if !visit(pair{a, la, b, lb}) {
						return
					}
				}
			}
		}
	}
}

func (c *cover) number(p pair) int {
	return (c.first[p.a]+p.la)*c.levels + c.first[p.b] + p.lb
}

const free = -1

// row makes a row that has the wanted pair, if that can be, and as many open pairs besides as a greedy choice finds.
func (c *cover) row(wanted *pair) []int {
	row := make([]int, len(c.factors))
	for i := range row {
		row[i] = free
	}
	if wanted != nil {
		c.force(row, wanted.a, wanted.la)
		c.force(row, wanted.b, wanted.lb)
	}
	for _, f := range c.random.Perm(len(row)) {
		if row[f] == free {
			row[f] = c.best(row, f)
		}
	}
	c.strike(row)
	return row
}

// force sets a level, and those of the guards so that it counts.
func (c *cover) force(row []int, f, level int) {
	row[f] = level
	for guard := c.factors[f]; guard.Guard != Always; guard = c.factors[guard.Guard] {
		if at := row[guard.Guard]; at < guard.From || at > guard.To {
			row[guard.Guard] = guard.From
		}
	}
}

func (c *cover) best(row []int, f int) int {
	best, most := 0, -1
	for _, level := range c.random.Perm(c.factors[f].Levels) {
		count := 0
		for other, at := range row {
			if at != free && other != f && c.open[c.number(ordered(f, level, other, at))] {
				count++
			}
		}
		if count > most {
			best, most = level, count
		}
	}
	return best
}

func (c *cover) strike(row []int) {
	for a := range row {
		if !c.counts(row, a) {
			continue
		}
		for b := a + 1; b < len(row); b++ {
			if c.counts(row, b) {
				c.open[c.number(pair{a, row[a], b, row[b]})] = false
			}
		}
	}
}

func (c *cover) counts(row []int, f int) bool {
	for guard := c.factors[f]; guard.Guard != Always; guard = c.factors[guard.Guard] {
		if at := row[guard.Guard]; at < guard.From || at > guard.To {
			return false
		}
	}
	return true
}

func ordered(a, la, b, lb int) pair {
	if a < b {
		return pair{a, la, b, lb}
	}
	return pair{b, lb, a, la}
}
