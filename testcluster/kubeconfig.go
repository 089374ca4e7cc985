package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/keyutil"

	"mizzen.dev/testcluster/internal/node"
)

// identity is who may call a cluster as what, all of it made anew at each start.
type identity struct {
	certificate []byte // PEM; the server's, which is its own authority
	certFile    string
	keyFile     string // signs the server's certificate and the service account tokens
	tokenFile   string
	admin       string // bearer tokens, all of group system:masters
	controllers string
	node        string
}

const certificateLifetime = 365 * 24 * time.Hour

func newIdentity(dir string) (identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return identity{}, err
	}
	keyPEM, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return identity{}, err
	}
	certificate, err := selfSigned(key)
	if err != nil {
		return identity{}, err
	}
	made := identity{
		certificate: certificate,
		certFile:    filepath.Join(dir, "server.crt"),
		keyFile:     filepath.Join(dir, "server.key"),
		tokenFile:   filepath.Join(dir, "tokens.csv"),
		admin:       newToken(),
		controllers: newToken(),
		node:        newToken(),
	}
	tokens := strings.Join([]string{
		made.admin + `,kubernetes-admin,kubernetes-admin,"system:masters"`,
		made.controllers + `,system:kube-controller-manager,system:kube-controller-manager,"system:masters"`,
		made.node + `,system:node:` + node.Name + `,system:node:` + node.Name + `,"system:masters,system:nodes"`,
	}, "\n")
	for file, content := range map[string][]byte{made.certFile: certificate, made.keyFile: keyPEM, made.tokenFile: []byte(tokens)} {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			return identity{}, err
		}
	}
	return made, nil
}

func selfSigned(key *ecdsa.PrivateKey) ([]byte, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	template := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "mizzen-testcluster"},
		NotBefore:             now.Add(-time.Hour),
		NotAfter:              now.Add(certificateLifetime),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:              []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"},
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	raw, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), nil
}

func newToken() string {
	raw := make([]byte, 24)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the process instead
	return hex.EncodeToString(raw)
}

// adminKubeconfig is a whole kubeconfig whose one context is named after the cluster.
func adminKubeconfig(name, url string, who identity) ([]byte, error) {
	config := api.NewConfig()
	config.Clusters[name] = &api.Cluster{Server: url, CertificateAuthorityData: who.certificate}
	config.AuthInfos[name+"-admin"] = &api.AuthInfo{Token: who.admin}
	config.Contexts[name] = &api.Context{Cluster: name, AuthInfo: name + "-admin", Namespace: "default"}
	config.CurrentContext = name
	return clientcmd.Write(*config)
}
