package helm

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"text/template"
	"time"
)

const (
	keyBits         = 4096
	certificateBits = 2048
	publicExponent  = 65537
	// maxDays keeps a certificate's end within what its form can say.
	maxDays = 365_000
)

// certificate has the field names that charts read.
type certificate struct {
	Cert string
	Key  string
}

// keyFunctions make private keys and certificates. Go draws these from the system alone, so the drawing is done here.
func (c *chance) keyFunctions() template.FuncMap {
	return template.FuncMap{
		"genPrivateKey": c.privateKey,
		"genCA": func(name string, days int) (certificate, error) {
			return c.authority(name, days, "")
		},
		"genCAWithKey": c.authority,
		"genSelfSignedCert": func(name string, ips, names []any, days int) (certificate, error) {
			return c.signed(subject{"genSelfSignedCert", name, ips, names, days}, nil, "")
		},
		"genSelfSignedCertWithKey": func(name string, ips, names []any, days int, key string) (certificate, error) {
			return c.signed(subject{"genSelfSignedCert", name, ips, names, days}, nil, key)
		},
		"genSignedCert": func(name string, ips, names []any, days int, by any) (certificate, error) {
			return c.signedBy(subject{"genSignedCert", name, ips, names, days}, by, "")
		},
		"genSignedCertWithKey": func(name string, ips, names []any, days int, by any, key string) (certificate, error) {
			return c.signedBy(subject{"genSignedCert", name, ips, names, days}, by, key)
		},
		"buildCustomCert": buildCertificate,
	}
}

func (c *chance) privateKey(kind string) (string, error) {
	from := c.stream("genPrivateKey", kind)
	var key crypto.Signer
	var err error
	switch kind {
	case "", "rsa":
		key, err = rsaKey(from, keyBits)
	case "ecdsa":
		key, err = ecdsaKey(from)
	case "ed25519":
		seed := make([]byte, ed25519.SeedSize)
		_, err = io.ReadFull(from, seed)
		key = ed25519.NewKeyFromSeed(seed)
	default:
		return "", fmt.Errorf("genPrivateKey %q; expected one of rsa, ecdsa, ed25519", kind)
	}
	if err != nil {
		return "", err
	}
	return keyText(key)
}

func ecdsaKey(from io.Reader) (*ecdsa.PrivateKey, error) {
	for {
		var scalar [32]byte
		if _, err := io.ReadFull(from, scalar[:]); err != nil {
			return nil, err
		}
		if key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:]); err == nil {
			return key, nil
		}
	}
}

// rsaKey searches primes along the stream.
func rsaKey(from io.Reader, bits int) (*rsa.PrivateKey, error) {
	exponent, one := big.NewInt(publicExponent), big.NewInt(1)
	for {
		p, err := prime(from, bits/2)
		if err != nil {
			return nil, err
		}
		q, err := prime(from, bits/2)
		if err != nil {
			return nil, err
		}
		modulus := new(big.Int).Mul(p, q)
		totient := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		private := new(big.Int).ModInverse(exponent, totient)
		if p.Cmp(q) == 0 || modulus.BitLen() != bits || private == nil {
			continue
		}
		key := &rsa.PrivateKey{
			PublicKey: rsa.PublicKey{N: modulus, E: publicExponent}, D: private, Primes: []*big.Int{p, q},
		}
		key.Precompute()
		if err := key.Validate(); err != nil {
			continue
		}
		return key, nil
	}
}

// subject is whom a certificate is for; its function belongs to the randomness of its key.
type subject struct {
	function string
	name     string
	ips      []any
	names    []any
	days     int
}

func (c *chance) authority(name string, days int, key string) (certificate, error) {
	who := subject{function: "genCA", name: name, days: days}
	draft, signer, err := c.draft(who, key)
	if err != nil {
		return certificate{}, err
	}
	draft.KeyUsage |= x509.KeyUsageCertSign
	draft.IsCA = true
	return sign(draft, draft, signer, signer)
}

func (c *chance) signed(who subject, by *issuer, key string) (certificate, error) {
	draft, signer, err := c.draft(who, key)
	if err != nil {
		return certificate{}, err
	}
	if by == nil {
		return sign(draft, draft, signer, signer)
	}
	return sign(draft, by.certificate, signer, by.key)
}

// issuer is a certificate that signs another.
type issuer struct {
	certificate *x509.Certificate
	key         crypto.Signer
}

func (c *chance) signedBy(who subject, by any, key string) (certificate, error) {
	given, ok := by.(certificate)
	if !ok {
		return certificate{}, fmt.Errorf("%s: expected a certificate that genCA or buildCustomCert made", who.function)
	}
	block, _ := pem.Decode([]byte(given.Cert))
	if block == nil {
		return certificate{}, errors.New("the signing certificate is no PEM")
	}
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return certificate{}, errors.New("the signing certificate cannot be read")
	}
	signer, err := parseKey(given.Key)
	if err != nil {
		return certificate{}, err
	}
	return c.signed(who, &issuer{parsed, signer}, key)
}

// draft is a certificate before its signature, with its key.
func (c *chance) draft(who subject, key string) (*x509.Certificate, crypto.Signer, error) {
	if who.days < 0 || who.days > maxDays {
		return nil, nil, fmt.Errorf("%s: %d days; expected 0 to %d", who.function, who.days, maxDays)
	}
	from := c.stream(who.function, who.name, who.ips, who.names)
	serial := make([]byte, 16)
	if _, err := io.ReadFull(from, serial); err != nil {
		return nil, nil, err
	}
	var signer crypto.Signer
	var err error
	if key == "" {
		signer, err = rsaKey(from, certificateBits)
	} else {
		signer, err = parseKey(key)
	}
	if err != nil {
		return nil, nil, err
	}
	ips, names, err := who.alternatives()
	if err != nil {
		return nil, nil, err
	}
	return &x509.Certificate{
		SerialNumber:          new(big.Int).SetBytes(serial),
		Subject:               pkix.Name{CommonName: who.name},
		IPAddresses:           ips,
		DNSNames:              names,
		NotBefore:             c.time(),
		NotAfter:              c.time().Add(time.Duration(who.days) * 24 * time.Hour),
		KeyUsage:              x509.KeyUsageKeyEncipherment | x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		BasicConstraintsValid: true,
	}, signer, nil
}

func (who subject) alternatives() (ips []net.IP, names []string, err error) {
	for _, given := range who.ips {
		ip := net.ParseIP(fmt.Sprint(given))
		if ip == nil {
			return nil, nil, fmt.Errorf("%s: %q is no IP address", who.function, fmt.Sprint(given))
		}
		ips = append(ips, ip)
	}
	for _, given := range who.names {
		name, ok := given.(string)
		if !ok {
			return nil, nil, fmt.Errorf("%s: %v is no name", who.function, given)
		}
		names = append(names, name)
	}
	return ips, names, nil
}

// sign needs no randomness: RSA signatures of this form have none, and ECDSA's follow RFC 6979 without a source.
func sign(draft, parent *x509.Certificate, own, by crypto.Signer) (certificate, error) {
	signed, err := x509.CreateCertificate(nil, draft, parent, own.Public(), by)
	if err != nil {
		return certificate{}, fmt.Errorf("the certificate cannot be made: %w", err)
	}
	key, err := keyText(own)
	if err != nil {
		return certificate{}, err
	}
	return certificate{Cert: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: signed})), Key: key}, nil
}

func keyText(key crypto.Signer) (string, error) {
	block := &pem.Block{}
	var err error
	switch key := key.(type) {
	case *rsa.PrivateKey:
		block.Type, block.Bytes = "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key)
	case *ecdsa.PrivateKey:
		block.Type = "EC PRIVATE KEY"
		block.Bytes, err = x509.MarshalECPrivateKey(key)
	default:
		block.Type = "PRIVATE KEY"
		block.Bytes, err = x509.MarshalPKCS8PrivateKey(key)
	}
	return string(pem.EncodeToMemory(block)), err
}

func parseKey(text string) (crypto.Signer, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil || !strings.HasSuffix(block.Type, "PRIVATE KEY") {
		return nil, errors.New("the private key is no PEM")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParseECPrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		if signer, ok := key.(crypto.Signer); ok {
			return signer, nil
		}
	}
	return nil, errors.New("the private key is none of RSA, ECDSA and Ed25519")
}
