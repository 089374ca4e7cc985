package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	agelib "filippo.io/age"
	"github.com/getsops/sops/v3"
	"github.com/getsops/sops/v3/aes"
	"github.com/getsops/sops/v3/age"
	"github.com/getsops/sops/v3/cmd/sops/common"
	"github.com/getsops/sops/v3/cmd/sops/formats"
	"github.com/getsops/sops/v3/config"
	"github.com/getsops/sops/v3/keyservice"
	"google.golang.org/grpc"

	"mizzen.dev/renderer/problem"
)

func identity(t *testing.T) *agelib.X25519Identity {
	t.Helper()
	made, err := agelib.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// encrypt does what the sops command does, for one age key.
func encrypt(t *testing.T, path, plain string, to *agelib.X25519Identity, regex string) []byte {
	t.Helper()
	store := common.StoreForFormat(formats.FormatForPath(path), config.NewStoresConfig())
	branches, err := store.LoadPlainFile([]byte(plain))
	if err != nil {
		t.Fatal(err)
	}
	master, err := age.MasterKeyFromRecipient(to.Recipient().String())
	if err != nil {
		t.Fatal(err)
	}
	tree := sops.Tree{Branches: branches, Metadata: sops.Metadata{
		KeyGroups: []sops.KeyGroup{{master}}, Version: "3.13.3", EncryptedRegex: regex, LastModified: time.Now().UTC(),
	}}
	key := []byte("0123456789abcdef0123456789abcdef")
	if err := master.Encrypt(key); err != nil {
		t.Fatal(err)
	}
	cipher := aes.NewCipher()
	mac, err := tree.Encrypt(key, cipher)
	if err != nil {
		t.Fatal(err)
	}
	tree.Metadata.MessageAuthenticationCode, err = cipher.Encrypt(mac, key, tree.Metadata.LastModified.Format(time.RFC3339))
	if err != nil {
		t.Fatal(err)
	}
	text, err := store.EmitEncryptedFile(tree)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEveryFormatIsDecryptedAndItsLeavesTold(t *testing.T) {
	mine := identity(t)
	for path, plain := range map[string]string{
		"a.yaml": "password: hunter22\nlist:\n    - number: 12345678\n",
		"a.json": "{\n\t\"password\": \"hunter22\"\n}\n",
		"a.env":  "PASSWORD=hunter22\n",
		"a.ini":  "[a]\npassword = hunter22\n",
		"a.txt":  "hunter22\n",
	} {
		sealed := encrypt(t, path, plain, mine, "")
		if strings.Contains(string(sealed), "hunter22") {
			t.Fatal("not encrypted")
		}
		answer, err := Decrypt(&Request{Path: path, Content: sealed, Identities: []string{mine.String()}})
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		text := strings.ReplaceAll(string(answer.Content), "\"hunter22\"\n", "hunter22\n")
		if path == "a.json" {
			text = string(answer.Content)
		}
		if strings.TrimSpace(text) != strings.TrimSpace(plain) {
			t.Errorf("%s: %q", path, answer.Content)
		}
		if strings.TrimSpace(answer.Leaves[0]) != "hunter22" {
			t.Errorf("%s: leaves %q", path, answer.Leaves)
		}
	}
}

func TestOnlyWhatWasEncryptedIsALeaf(t *testing.T) {
	mine := identity(t)
	sealed := encrypt(t, "a.yaml", "kind: Secret\nstringData:\n    a: hunter22\n", mine, "^stringData$")
	answer, err := Decrypt(&Request{Path: "a.yaml", Content: sealed, Identities: []string{mine.String()}})
	if err != nil || len(answer.Leaves) != 1 || answer.Leaves[0] != "hunter22" {
		t.Errorf("%v %v", answer, err)
	}
}

func TestWithoutTheRightKeyThereIsOneClearErrorAndNoOtherKeyIsLookedFor(t *testing.T) {
	mine, other := identity(t), identity(t)
	sealed := encrypt(t, "a.yaml", "password: hunter22\n", mine, "")
	// The library would take each of these if it were asked without keys.
	t.Setenv("SOPS_AGE_KEY", mine.String())
	home := t.TempDir()
	file := filepath.Join(home, "sops", "age", "keys.txt")
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(mine.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", home)
	ran := filepath.Join(home, "ran")
	t.Setenv("SOPS_AGE_KEY_CMD", "touch "+ran)
	if tree, err := common.StoreForFormat(formats.Yaml, config.NewStoresConfig()).LoadEncryptedFile(sealed); err != nil {
		t.Fatal(err)
	} else if _, err := tree.Metadata.GetDataKey(); err != nil {
		t.Fatalf("the library does not look there any more: %v", err)
	}
	if err := os.Remove(ran); err != nil {
		t.Fatalf("the library ran no command: %v", err)
	}
	for want, identities := range map[string][]string{
		"for " + mine.Recipient().String() + ", and no age key is given":                                               nil,
		"for " + mine.Recipient().String() + ", which what we hold (" + other.Recipient().String() + ") does not open": {other.String()},
		"expected a line AGE-SECRET-KEY-1":                                                                             {"AGE-SECRET-KEY-1NO"},
		"as age-keygen writes it":                                                                                      {"AGE-PLUGIN-X-1QQQ"},
	} {
		answer, err := Decrypt(&Request{Path: "a.yaml", Content: sealed, Identities: identities})
		if answer != nil || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "1NO") {
			t.Errorf("%v; expected %s", err, want)
		}
	}
	if _, err := os.Stat(ran); err == nil {
		t.Error("a command was run")
	}
}

func TestAKeyServiceOpensWhatNoKeyDoes(t *testing.T) {
	mine := identity(t)
	sealed := encrypt(t, "a.yaml", "password: hunter22\n", mine, "")
	socket := filepath.Join(t.TempDir(), "s")
	request := &Request{Path: "a.yaml", Content: sealed, KeyService: socket}
	answer, err := Decrypt(request)
	if err != nil || answer.Unavailable == "" || answer.Content != nil {
		t.Fatalf("%v %v; expected that it does not answer", answer, err)
	}
	// The library's own key service, which has the key by its environment.
	t.Setenv("SOPS_AGE_KEY", mine.String())
	listener, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	keyservice.RegisterKeyServiceServer(server, keyservice.Server{})
	go func() { _ = server.Serve(listener) }()
	defer server.Stop()
	answer, err = Decrypt(request)
	if err != nil || string(answer.Content) != "password: \"hunter22\"\n" && !strings.Contains(string(answer.Content), "hunter22") {
		t.Errorf("%v %v", answer, err)
	}
	stranger := encrypt(t, "a.yaml", "password: hunter22\n", identity(t), "")
	if _, err := Decrypt(&Request{Path: "a.yaml", Content: stranger, KeyService: socket}); err == nil ||
		!strings.Contains(err.Error(), "which the key service does not open") {
		t.Errorf("%v", err)
	}
}

func TestEveryLineOfAYamlFileKeepsItsNumber(t *testing.T) {
	mine := identity(t)
	plain := "# first\nkind: Secret\nstringData:\n    a: |\n        one\n        two: \"x\"\n    b: yes-it-is\n    # of c\n    c: [d: 1, true]\nlast: 007\n" +
		"---\nkind: Other\nstringData:\n    e: \"\\u00e9 # no comment\"\n"
	sealed := encrypt(t, "a.yaml", plain, mine, "^stringData$")
	answer, err := Decrypt(&Request{Path: "a.yaml", Content: sealed, Identities: []string{mine.String()}})
	if err != nil {
		t.Fatal(err)
	}
	want, got := strings.Split(string(sealed), "\n"), strings.Split(string(answer.Content), "\n")
	for i, line := range want {
		if key, _, found := strings.Cut(line, ":"); found && !strings.Contains(key, "sops") && strings.Contains(string(answer.Content), key+":") &&
			!strings.HasPrefix(got[i], key+":") {
			t.Errorf("line %d is %q, was %q", i+1, got[i], line)
		}
	}
	if !strings.Contains(string(answer.Content), `a: "one\ntwo: \"x\"\n"`) || strings.Contains(string(answer.Content), "sops") ||
		strings.Contains(string(answer.Content), "ENC[") {
		t.Errorf("%s", answer.Content)
	}
}

func TestAChangedFileIsRefusedAtItsLine(t *testing.T) {
	mine := identity(t)
	sealed := string(encrypt(t, "a.yaml", "kind: Secret\nstringData:\n    a: hunter22\n", mine, "^stringData$"))
	for name, changed := range map[string]struct {
		text, says string
		line       string
	}{
		"a value that is not encrypted": {strings.Replace(sealed, "kind: Secret", "kind: Secrex", 1), "checksum", "mac:"},
		"a leftover beside":             {strings.Replace(sealed, "stringData:\n", "stringData:\n    b: plain\n", 1), "", "b: plain"},
		"an encrypted value":            {strings.Replace(sealed, "data:", "data:A", 1), "the value of stringData.a", "a: ENC"},
		"a moved value":                 {strings.Replace(sealed, "    a: ENC", "    b: ENC", 1), "the value of stringData.b", "b: ENC"},
		"no checksum":                   {strings.Replace(sealed, "mac:", "mec:", 1), "", ""},
		"no SOPS file":                  {"sops: [", "cannot be read as a SOPS file", "sops: ["},
	} {
		_, err := Decrypt(&Request{Path: "a.yaml", Content: []byte(changed.text), Identities: []string{mine.String()}})
		if err == nil || strings.Contains(err.Error(), "hunter22") || !strings.Contains(err.Error(), changed.says) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		at := err.(problem.List)[0].File
		if changed.says != "" && !strings.Contains(strings.Split(changed.text, "\n")[at.Line-1], changed.line) {
			t.Errorf("%s: line %d", name, at.Line)
		}
	}
}

func TestThePlainTextAndWhoMayReadItAreToldByTheContentNotTheName(t *testing.T) {
	mine := identity(t)
	for path, as := range map[string]string{"secrets": "a.yaml", "x.txt": "a.env", "y.bin": "a.json"} {
		sealed := encrypt(t, as, map[string]string{"a.yaml": "p: hunter22\n", "a.env": "P=hunter22\n", "a.json": "{\"p\": \"hunter22\"}"}[as], mine, "")
		answer, err := Decrypt(&Request{Path: path, Content: sealed, Identities: []string{mine.String()}})
		if err != nil || len(answer.Leaves) != 1 || answer.Leaves[0] != "hunter22" {
			t.Errorf("%s: %v %v", path, answer, err)
		}
	}
}
