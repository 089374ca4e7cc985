package helm

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	chart "helm.sh/helm/v4/pkg/chart/v2"
)

// checkLock makes sure that what was fetched by Chart.lock is what Chart.yaml asks for: Helm notes there the digest of both lists.
func (a *Artifact) checkLock(c *chart.Chart) error {
	if !a.Fetched || c.Lock == nil || c.Metadata.APIVersion == chart.APIVersionV1 {
		return nil
	}
	both, err := json.Marshal([2][]*chart.Dependency{c.Metadata.Dependencies, c.Lock.Dependencies})
	if err != nil {
		return err
	}
	sum := sha256.Sum256(both)
	if want := "sha256:" + hex.EncodeToString(sum[:]); c.Lock.Digest != want {
		return fmt.Errorf("the dependencies in Chart.yaml are not those in Chart.lock (digest %s, there %s); run `helm dependency update` and commit Chart.lock",
			want, c.Lock.Digest)
	}
	return nil
}
