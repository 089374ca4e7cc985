package helm

import (
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"strings"
	"testing"
	"time"
)

// drawing are calls that say something else each time in Helm.
var drawing = []string{
	`randAlphaNum 12`, `randAlpha 12`, `randNumeric 12`, `randAscii 12 | b64enc`, `randBytes 12`, `randInt 0 1000000000`,
	`uuidv4`, `shuffle "abcdefghijklmnop"`, `bcrypt "password"`, `htpasswd "user" "password"`,
	`encryptAES "password" "text"`, `genPrivateKey "ecdsa" | b64enc`, `genPrivateKey "ed25519" | b64enc`,
	`genPrivateKey "rsa" | b64enc`, `(genCA "ca" 10).Cert | b64enc`, `(genSelfSignedCert "a" (list "10.0.0.1") (list "b") 10).Key | b64enc`,
	`(genSignedCert "a" nil nil 10 (genCA "ca" 10)).Cert | b64enc`,
	`(genCAWithKey "ca" 10 (genPrivateKey "ecdsa")).Cert | b64enc`,
}

// still are calls that read the clock in Helm.
var still = []string{
	`now | unixEpoch`, `now | date "2006-01-02T15:04:05Z07:00"`, `date "2006" "no date"`, `htmlDate "x"`,
	`ago (toDate "2006-01-02" "2023-11-01")`, `dateInZone "2006-01-02 15:04" now "Europe/Berlin"`,
	`durationRound (toDate "2006-01-02" "2023-11-01")`, `keys .Values.m | join ","`, `values .Values.m | join ","`,
}

func oneTemplate(text string) *Artifact {
	return &Artifact{
		Files: map[string][]byte{
			"Chart.yaml":       []byte("apiVersion: v2\nname: c\nversion: 1.0.0\n"),
			"values.yaml":      []byte("m: {c: 1, a: 2, b: 3, d: 4, e: 5}\n"),
			"templates/x.yaml": []byte(text),
		},
		Release: testRelease, Cluster: testCluster, Seed: []byte("one seed"), Time: 1_700_000_000,
	}
}

func calls(expressions []string) string {
	var text strings.Builder
	text.WriteString("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata:\n")
	for i, expression := range expressions {
		fmt.Fprintf(&text, "  v%d: {{ %s | quote }}\n", i, expression)
	}
	return text.String()
}

func drawn(t *testing.T, a *Artifact) map[string]any {
	t.Helper()
	rendered, err := Render(a)
	if err != nil {
		t.Fatal(err)
	}
	return rendered.Objects[0].Fields["data"].(map[string]any)
}

func TestTheSameSeedDrawsTheSame(t *testing.T) {
	text := calls(append(append([]string{}, drawing...), still...))
	first, second := drawn(t, oneTemplate(text)), drawn(t, oneTemplate(text))
	other := oneTemplate(text)
	other.Seed = []byte("another seed")
	third := drawn(t, other)
	all := append(append([]string{}, drawing...), still...)
	for i, expression := range all {
		name := fmt.Sprintf("v%d", i)
		if first[name] != second[name] || first[name] == "" {
			t.Errorf("%s: %q, then %q", expression, first[name], second[name])
		}
		if i < len(drawing) && first[name] == third[name] {
			t.Errorf("%s: the seed does not matter", expression)
		}
	}
	if first[fmt.Sprintf("v%d", len(drawing))] != "1700000000" {
		t.Error("now is ", first[fmt.Sprintf("v%d", len(drawing))])
	}
}

func TestEqualCallsInOneTemplateDrawDifferently(t *testing.T) {
	values := drawn(t, oneTemplate(calls([]string{"randAlphaNum 12", "randAlphaNum 12", "uuidv4", "uuidv4"})))
	if values["v0"] == values["v1"] || values["v2"] == values["v3"] {
		t.Error(values)
	}
}

func TestAValueOutlivesAnotherTemplate(t *testing.T) {
	before := oneTemplate(calls([]string{"randAlphaNum 12"}))
	after := oneTemplate(calls([]string{"uuidv4", "randAlphaNum 12"}))
	after.Files["templates/a.yaml"] = []byte(strings.ReplaceAll(calls([]string{"randAlphaNum 12"}), "name: x", "name: a"))
	one := drawn(t, before)
	rendered, err := Render(after)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]any{}
	for _, object := range rendered.Objects {
		found[object.Fields["metadata"].(map[string]any)["name"].(string)] = object.Fields["data"]
	}
	if got := found["x"].(map[string]any)["v1"]; got != one["v0"] {
		t.Errorf("%v became %v", one["v0"], got)
	}
	if found["a"].(map[string]any)["v0"] == one["v0"] {
		t.Error("two templates draw the same")
	}
}

func TestACertificateCanBeVerified(t *testing.T) {
	values := drawn(t, oneTemplate(`
{{- $ca := genCA "ca" 10 }}
{{- $cert := genSignedCert "web" (list "10.0.0.1") (list "web.example.com") 10 $ca }}
{{- $custom := buildCustomCert ($ca.Cert | b64enc) ($ca.Key | b64enc) }}
{{- $second := genSignedCertWithKey "web" nil nil 10 $custom $cert.Key }}
apiVersion: v1
kind: Secret
metadata: {name: x}
data: {ca: {{ $ca.Cert | quote }}, cert: {{ $cert.Cert | quote }}, second: {{ $second.Cert | quote }}}
`))
	roots := x509.NewCertPool()
	roots.AddCert(parsedCertificate(t, values["ca"]))
	cert := parsedCertificate(t, values["cert"])
	at := time.Unix(1_700_000_000, 0).Add(24 * time.Hour)
	if _, err := cert.Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at, DNSName: "web.example.com"}); err != nil {
		t.Error(err)
	}
	if _, err := parsedCertificate(t, values["second"]).Verify(x509.VerifyOptions{Roots: roots, CurrentTime: at}); err != nil {
		t.Error(err)
	}
}

func parsedCertificate(t *testing.T, text any) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode([]byte(text.(string)))
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
