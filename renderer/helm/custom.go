package helm

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
)

// buildCertificate is the pair of a certificate and a key that the values hold, both in PEM and base64.
func buildCertificate(certificateText, keyText string) (certificate, error) {
	cert, err := base64.StdEncoding.DecodeString(certificateText)
	if err != nil {
		return certificate{}, errors.New("buildCustomCert: the certificate is no base64")
	}
	key, err := base64.StdEncoding.DecodeString(keyText)
	if err != nil {
		return certificate{}, errors.New("buildCustomCert: the key is no base64")
	}
	block, _ := pem.Decode(cert)
	if block == nil {
		return certificate{}, errors.New("buildCustomCert: the certificate is no PEM")
	}
	if _, err := x509.ParseCertificate(block.Bytes); err != nil {
		return certificate{}, errors.New("buildCustomCert: the certificate cannot be read")
	}
	if _, err := parseKey(string(key)); err != nil {
		return certificate{}, err
	}
	return certificate{Cert: string(cert), Key: string(key)}, nil
}
