package versions

import "testing"

func TestResolve(t *testing.T) {
	charts := []string{"1.0.0", "1.2.0", "1.10.0", "2.0.0-rc.1", "2.0.0", "2.1.0-beta", "v3.0.0", "nightly", "1.2.0_build.7"}
	for _, c := range []struct {
		asked, want string
		explicit    bool
	}{
		{"", "v3.0.0", false},
		{"*", "v3.0.0", false},
		{"1.2.0", "1.2.0", true},
		{"1.2", "1.2.0", true},
		{"~1.2", "1.2.0", false},
		{"^1.0.0", "1.10.0", false},
		{"1.x", "1.10.0", false},
		{">=1.0.0 <2.0.0", "1.10.0", false},
		{">=2.0.0-0 <3", "2.1.0-beta", false},
		{"^2", "2.0.0", false},
		{"1.0.0 || 2.0.0", "2.0.0", false},
		{"3.0.0", "v3.0.0", true},
		{"9.x", "", false},
		{"nightly", "nightly", true},
	} {
		got, err := Resolve(&Request{Asked: c.asked, Versions: charts})
		if err != nil || got.Version != c.want || got.Explicit != c.explicit {
			t.Errorf("%q: got %+v, %v; want %q, explicit %v", c.asked, got, err, c.want, c.explicit)
		}
	}
}

func TestWhatIsNoVersion(t *testing.T) {
	if _, err := Resolve(&Request{Asked: "lots of them", Versions: []string{"1.0.0"}}); err == nil {
		t.Error("expected an error")
	}
	if got, err := Resolve(&Request{Asked: "main"}); err != nil || !got.Explicit {
		t.Errorf("a tag of a registry: got %+v, %v", got, err)
	}
}
