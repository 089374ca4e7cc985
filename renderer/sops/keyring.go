package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	agelib "filippo.io/age"
	"github.com/getsops/sops/v3"
	"github.com/getsops/sops/v3/age"
	"github.com/getsops/sops/v3/keyservice"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"mizzen.dev/renderer/problem"
)

const (
	// patience bounds one question to a key service; the parent bounds the request as a whole.
	patience = 5 * time.Second
	mostTold = 10
)

// keyring answers the library's questions for a data key, as a key service: with the identities that it was given, and with the
// key service that it was told of. The library itself is never asked for a key: it would look into the environment and the
// home directory, and run commands.
type keyring struct {
	identities age.ParsedIdentities
	recipients []string
	remote     keyservice.KeyServiceClient
	connection *grpc.ClientConn
	// unavailable says why the key service did not answer.
	unavailable string
}

func newKeyring(r *Request) (*keyring, error) {
	keys := &keyring{}
	for _, text := range r.Identities {
		if err := keys.add(text); err != nil {
			return nil, err
		}
	}
	if r.KeyService != "" {
		if !filepath.IsAbs(r.KeyService) {
			return nil, problem.Of("the key service is not named by the path of its socket")
		}
		connection, err := grpc.NewClient("unix://"+r.KeyService,
			grpc.WithTransportCredentials(insecure.NewCredentials()), grpc.WithNoProxy(), grpc.WithDisableServiceConfig())
		if err != nil {
			return nil, problem.Of("the key service cannot be named so")
		}
		keys.connection, keys.remote = connection, keyservice.NewKeyServiceClient(connection)
	}
	return keys, nil
}

// add reads identities as age-keygen writes them. Plugins are programs, and none is run.
func (k *keyring) add(text string) error {
	lines := bufio.NewScanner(strings.NewReader(text))
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "AGE-SECRET-KEY-PQ-1"):
			identity, err := agelib.ParseHybridIdentity(line)
			if err != nil {
				return problem.Of("an age key of this source is damaged")
			}
			k.identities, k.recipients = append(k.identities, identity), append(k.recipients, identity.Recipient().String())
		default:
			identity, err := agelib.ParseX25519Identity(line)
			if err != nil {
				return problem.Of("an age key of this source is none; expected a line AGE-SECRET-KEY-1…, as age-keygen writes it")
			}
			k.identities, k.recipients = append(k.identities, identity), append(k.recipients, identity.Recipient().String())
		}
	}
	return nil
}

func (k *keyring) close() {
	if k.connection != nil {
		_ = k.connection.Close()
	}
}

// dataKey is the key of a file, put together from its key groups as the file asks.
func (k *keyring) dataKey(tree *sops.Tree) ([]byte, error) {
	if len(k.identities) == 0 && k.remote == nil {
		return nil, fmt.Errorf("it is encrypted with SOPS for %s, and no age key is given", recipients(tree))
	}
	key, err := tree.Metadata.GetDataKeyWithKeyServices([]keyservice.KeyServiceClient{k}, nil)
	if err != nil {
		return nil, fmt.Errorf("it is encrypted with SOPS for %s, which %s does not open", recipients(tree), k.held())
	}
	return key, nil
}

func (k *keyring) held() string {
	told := []string{}
	if len(k.recipients) > 0 {
		told = append(told, "what we hold ("+list(k.recipients)+")")
	}
	if k.remote != nil {
		told = append(told, "the key service")
	}
	return strings.Join(told, " or ")
}

// recipients are the public names of the keys that a file is encrypted for.
func recipients(tree *sops.Tree) string {
	names := []string{}
	for _, group := range tree.Metadata.KeyGroups {
		for _, key := range group {
			name := key.ToString()
			if _, isAge := key.(*age.MasterKey); !isAge {
				name = key.TypeToIdentifier() + " " + name
			}
			names = append(names, problem.Shorten(name))
		}
	}
	if len(names) == 0 {
		return "nobody"
	}
	return list(names)
}

func list(names []string) string {
	slices.Sort(names)
	if len(names) > mostTold {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostTold], ", "), len(names)-mostTold)
	}
	return strings.Join(names, ", ")
}

// Decrypt answers the library for one of a file's keys.
func (k *keyring) Decrypt(_ context.Context, asked *keyservice.DecryptRequest, _ ...grpc.CallOption) (*keyservice.DecryptResponse, error) {
	if one := asked.GetKey().GetAgeKey(); one != nil && len(k.identities) > 0 {
		master := age.MasterKey{Recipient: one.GetRecipient(), EncryptedKey: string(asked.GetCiphertext())}
		k.identities.ApplyToMasterKey(&master)
		if plain, err := master.Decrypt(); err == nil {
			return &keyservice.DecryptResponse{Plaintext: plain}, nil
		}
	}
	if k.remote == nil {
		return nil, errors.New("no key")
	}
	wait, end := context.WithTimeout(context.Background(), patience)
	defer end()
	answer, err := k.remote.Decrypt(wait, asked)
	if code := status.Code(err); code == codes.Unavailable || code == codes.DeadlineExceeded {
		k.unavailable = "the key service does not answer"
	}
	return answer, err
}

// Encrypt is part of a key service and never asked for.
func (k *keyring) Encrypt(context.Context, *keyservice.EncryptRequest, ...grpc.CallOption) (*keyservice.EncryptResponse, error) {
	return nil, errors.New("nothing is encrypted here")
}
