package dress

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"strconv"
	"strings"

	"mizzen.dev/renderer/data"
)

// alphabet has no vowels and no look-alikes, so that no word can come out.
const alphabet = "bcdfghjklmnpqrstvwxz2456789"

// contentHash is KubeVela's hash of an object, from which unnamed objects get their name: FNV-32a of the object as Go's
// spew prints it, its decimal digits spelled in the alphabet.
func contentHash(object map[string]any) string {
	hasher := fnv.New32a()
	_, _ = io.WriteString(hasher, "(unstructured.Unstructured){Object:")
	spew(hasher, object)
	_, _ = io.WriteString(hasher, "}")
	digits := strconv.FormatUint(uint64(hasher.Sum32()), 10)
	var encoded strings.Builder
	for _, digit := range []byte(digits) {
		encoded.WriteByte(alphabet[int(digit)%len(alphabet)])
	}
	return encoded.String()
}

func spew(out io.Writer, value any) {
	switch v := value.(type) {
	case nil:
		_, _ = io.WriteString(out, "(interface {})<nil>")
	case bool:
		_, _ = fmt.Fprintf(out, "(bool)%t", v)
	case string:
		_, _ = io.WriteString(out, "(string)"+v)
	case json.Number:
		spewNumber(out, v)
	case []any:
		_, _ = io.WriteString(out, "([]interface {})[")
		for i, element := range v {
			if i > 0 {
				_, _ = io.WriteString(out, " ")
			}
			spew(out, element)
		}
		_, _ = io.WriteString(out, "]")
	case map[string]any:
		_, _ = io.WriteString(out, "(map[string]interface {})map[")
		for i, key := range data.Keys(v) {
			if i > 0 {
				_, _ = io.WriteString(out, " ")
			}
			_, _ = io.WriteString(out, key+":")
			spew(out, v[key])
		}
		_, _ = io.WriteString(out, "]")
	}
}

func spewNumber(out io.Writer, number json.Number) {
	if i, err := number.Int64(); err == nil {
		_, _ = fmt.Fprintf(out, "(int64)%d", i)
		return
	}
	f, err := number.Float64()
	if err != nil {
		f = math.Inf(1)
	}
	_, _ = io.WriteString(out, "(float64)"+strconv.FormatFloat(f, 'g', -1, 64))
}
