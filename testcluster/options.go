package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"regexp"
	"strings"
)

// maxClusters bounds what one process is asked to hold: each takes about 150 MB.
const maxClusters = 16

var clusterName = regexp.MustCompile(`^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$`)

// clusterSpec is one --cluster: its name and where its admin kubeconfig is wanted.
type clusterSpec struct {
	name       string
	kubeconfig string
}

type options struct {
	clusters []clusterSpec
	dir      string
	verbose  bool
	version  bool
}

func parseOptions(args []string) (options, error) {
	var parsed options
	flags := flag.NewFlagSet("mizzen-testcluster", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.Usage = func() {}
	flags.Func("cluster", "", func(value string) error { return parsed.addCluster(value) })
	flags.StringVar(&parsed.dir, "dir", "", "")
	flags.BoolVar(&parsed.verbose, "verbose", false, "")
	flags.BoolVar(&parsed.version, "version", false, "")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	switch {
	case flags.NArg() > 0:
		return options{}, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case !parsed.version && len(parsed.clusters) == 0:
		return options{}, errors.New("no cluster asked for: expected --cluster NAME=KUBECONFIG")
	}
	return parsed, nil
}

func (o *options) addCluster(value string) error {
	name, path, found := strings.Cut(value, "=")
	switch {
	case !found || path == "":
		return errors.New("expected NAME=KUBECONFIG")
	case !clusterName.MatchString(name):
		return fmt.Errorf("cluster name %q: expected lower-case letters, digits and dashes, 63 at most", name)
	case len(o.clusters) == maxClusters:
		return fmt.Errorf("more than %d clusters", maxClusters)
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	for _, other := range o.clusters {
		if other.name == name || other.kubeconfig == absolute {
			return fmt.Errorf("cluster %q repeats the name or the kubeconfig of %q", name, other.name)
		}
	}
	o.clusters = append(o.clusters, clusterSpec{name: name, kubeconfig: absolute})
	return nil
}
