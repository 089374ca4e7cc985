package helm

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	chacha "math/rand/v2"
	"time"
)

// markFunction is called at the start of every template and writes nothing.
const markFunction = "mizzenTemplate"

// chance is where a chart's random values come from: each is a function of the seed, the template, the function with its
// arguments, and how often that template called it so before. A value therefore outlives changes elsewhere in the chart.
type chance struct {
	seed     []byte
	now      time.Time
	template string
	calls    map[string]int
	// drew and looked tell whether the seed and the time were used.
	drew, looked bool
}

func newChance(a *Artifact) *chance {
	return &chance{seed: a.Seed, now: time.Unix(a.Time, 0).UTC(), calls: map[string]int{}}
}

// time is the delivery's birth.
func (c *chance) time() time.Time {
	c.looked = true
	return c.now
}

// read are the fields of the request's context that were used.
func (c *chance) read() []string {
	var fields []string
	if c.drew {
		fields = append(fields, "context.seed")
	}
	if c.looked {
		fields = append(fields, "context.time")
	}
	return fields
}

// enter notes which template is rendered.
func (c *chance) enter(template string) string {
	c.template = template
	return ""
}

// stream is the randomness of one call.
func (c *chance) stream(function string, args ...any) io.Reader {
	c.drew = true
	call := fmt.Sprintf("%q %q", c.template, function)
	for _, arg := range args {
		call += fmt.Sprintf(" %T %q", arg, fmt.Sprint(arg))
	}
	mac := hmac.New(sha256.New, c.seed)
	fmt.Fprintf(mac, "mizzen helm 1 %s %d", call, c.calls[call])
	c.calls[call]++
	return chacha.NewChaCha8([32]byte(mac.Sum(nil)))
}

// instead lets a function that reads the system's randomness read the stream of this call. The process does one thing at a
// time, so nothing else reads meanwhile.
func (c *chance) instead(work func(), function string, args ...any) {
	system := rand.Reader
	rand.Reader = c.stream(function, args...)
	defer func() { rand.Reader = system }()
	work()
}
