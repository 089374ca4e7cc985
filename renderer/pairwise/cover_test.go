package pairwise_test

import (
	"reflect"
	"testing"

	"mizzen.dev/renderer/pairwise"
)

func TestAnyTwoLevelsStandTogetherInARow(t *testing.T) {
	factors := []pairwise.Factor{
		{Levels: 3, Guard: pairwise.Always},
		{Levels: 2, Guard: pairwise.Always},
		{Levels: 4, Guard: 1, From: 1, To: 1},
		{Levels: 2, Guard: 2, From: 2, To: 3},
		{Levels: 3, Guard: pairwise.Always},
	}
	rows := pairwise.Cover(factors, 1000)
	counts := func(row []int, f int) bool {
		for g := factors[f]; g.Guard != pairwise.Always; g = factors[g.Guard] {
			if row[g.Guard] < g.From || row[g.Guard] > g.To {
				return false
			}
		}
		return true
	}
	for a := range factors {
		for b := a + 1; b < len(factors); b++ {
			for la := range factors[a].Levels {
				for lb := range factors[b].Levels {
					excluded := b == 2 && a == 1 && la == 0 || a == 1 && b == 3 && la == 0 || a == 2 && b == 3 && la < 2
					found := false
					for _, row := range rows {
						found = found || row[a] == la && row[b] == lb && counts(row, a) && counts(row, b)
					}
					if found == excluded {
						t.Errorf("factor %d at %d beside factor %d at %d: found %v", a, la, b, lb, found)
					}
				}
			}
		}
	}
	if len(rows) > 30 {
		t.Errorf("%d rows; expected far fewer than the 144 of all combinations", len(rows))
	}
}

func TestTheSameFactorsGiveTheSameRows(t *testing.T) {
	factors := []pairwise.Factor{{3, pairwise.Always, 0, 0}, {3, pairwise.Always, 0, 0}, {3, pairwise.Always, 0, 0}}
	if a, b := pairwise.Cover(factors, 9), pairwise.Cover(factors, 9); !reflect.DeepEqual(a, b) {
		t.Errorf("%v and %v", a, b)
	}
}

func TestAtMostSoManyRowsAreMade(t *testing.T) {
	factors := []pairwise.Factor{{9, pairwise.Always, 0, 0}, {9, pairwise.Always, 0, 0}}
	if rows := pairwise.Cover(factors, 5); len(rows) != 5 {
		t.Errorf("%d rows; expected 5", len(rows))
	}
}
