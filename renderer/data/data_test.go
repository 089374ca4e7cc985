package data_test

import (
	"testing"

	"mizzen.dev/renderer/data"
)

func TestNumbersKeepTheirDigits(t *testing.T) {
	for text, want := range map[string]string{
		"12345678901234567890123": "12345678901234567890123",
		"-7":                      "-7",
		"2.0":                     "2",
		"-0.50":                   "-0.5",
		"1e3":                     "1000",
		"1e21":                    "1e+21",
		"1.5e-9":                  "1.5e-9",
		"0.1":                     "0.1",
	} {
		if got := data.Number(text); string(got) != want {
			t.Errorf("%s became %s; expected %s", text, got, want)
		}
	}
}

func TestOneValueIsOneValue(t *testing.T) {
	for _, text := range []string{`{} {}`, `[1,`, `{"a":1}x`} {
		if value, err := data.Decode([]byte(text)); err == nil {
			t.Errorf("%s was read as %v", text, value)
		}
	}
	if value, err := data.Decode(nil); value != nil || err != nil {
		t.Errorf("nothing was read as %v, %v", value, err)
	}
}

func TestAPathCanBeReadBack(t *testing.T) {
	for key, want := range map[string]string{
		"image":     "properties.image",
		"cpu-limit": "properties.cpu-limit",
		"a/b":       `properties["a/b"]`,
		"a.b":       `properties["a.b"]`,
		"":          `properties[""]`,
	} {
		if got := data.Join("properties", key); got != want {
			t.Errorf("%q became %s; expected %s", key, got, want)
		}
	}
}
