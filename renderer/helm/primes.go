package helm

import (
	"io"
	"math/big"
)

const (
	// doubts is how often a number is tested: one that is no prime passes with a chance below 4^-doubts.
	doubts = 20
	// sieved bounds the small primes by which candidates are sorted out before they are tested.
	sieved = 1 << 16
)

// small are the odd primes below sieved.
var small = func() []uint32 {
	composite := make([]bool, sieved)
	var primes []uint32
	for n := 3; n < sieved; n += 2 {
		if composite[n] {
			continue
		}
		primes = append(primes, uint32(n))
		for multiple := n * n; multiple < sieved; multiple += 2 * n {
			composite[multiple] = true
		}
	}
	return primes
}()

// prime is the first prime from a drawn number on, of exactly so many bits.
func prime(from io.Reader, bits int) (*big.Int, error) {
	bytes := make([]byte, bits/8)
	for {
		if _, err := io.ReadFull(from, bytes); err != nil {
			return nil, err
		}
		bytes[0] |= 0xC0
		bytes[len(bytes)-1] |= 1
		start := new(big.Int).SetBytes(bytes)
		for _, offset := range promising(start) {
			candidate := new(big.Int).Add(start, big.NewInt(offset))
			if candidate.BitLen() == bits && candidate.ProbablyPrime(doubts) {
				return candidate, nil
			}
		}
	}
}

// promising are the even offsets from an odd number at which no small prime divides.
func promising(start *big.Int) []int64 {
	const span = 1 << 14
	var divided [span]bool
	for _, p := range small {
		remainder := new(big.Int).Mod(start, big.NewInt(int64(p))).Int64()
		first := (int64(p) - remainder) % int64(p)
		if first%2 == 1 {
			first += int64(p)
		}
		for at := first / 2; at < span; at += int64(p) {
			divided[at] = true
		}
	}
	var offsets []int64
	for i, no := range divided {
		if !no {
			offsets = append(offsets, 2*int64(i))
		}
	}
	return offsets
}
