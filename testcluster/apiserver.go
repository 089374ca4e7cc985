package main

import (
	"context"
	"fmt"
	"net"

	"github.com/spf13/pflag"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apiserver/pkg/util/compatibility"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	basecompatibility "k8s.io/component-base/compatibility"
	aggregator "k8s.io/kube-aggregator/pkg/apiserver"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	rbacrest "k8s.io/kubernetes/pkg/registry/rbac/rest"
	schedulingrest "k8s.io/kubernetes/pkg/registry/scheduling/rest"
)

// startAPIServer runs kube-apiserver on a free loopback port, whose URL it returns. It is built from its parts
// instead of by app.Run, which sets up state that only one server of a process may have.
func startAPIServer(ctx context.Context, dir, etcd string, who identity, fail func(error)) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server, err := newAPIServer(ctx, listener, dir, etcd, who)
	if err != nil {
		return "", err
	}
	prepared, err := server.PrepareRun()
	if err != nil {
		return "", err
	}
	go func() {
		if err := prepared.Run(ctx); err != nil {
			fail(fmt.Errorf("kube-apiserver: %w", err))
		}
	}()
	return "https://" + listener.Addr().String(), nil
}

func newAPIServer(ctx context.Context, listener net.Listener, dir, etcd string, who identity) (*aggregator.APIAggregator, error) {
	completed, err := apiServerOptions(ctx, listener, dir, etcd, who)
	if err != nil {
		return nil, err
	}
	config, err := app.NewConfig(completed)
	if err != nil {
		return nil, err
	}
	// Both hooks sleep a second first; bootstrap.go makes what they make, in parallel.
	config.KubeAPIs.ControlPlane.Generic.DisabledPostStartHooks.Insert(rbacrest.PostStartHookName, schedulingrest.PostStartHookName)
	ready, err := config.Complete()
	if err != nil {
		return nil, err
	}
	return app.CreateServerChain(ready)
}

func apiServerOptions(ctx context.Context, listener net.Listener, dir, etcd string, who identity) (apiserver.CompletedOptions, error) {
	// Of its own, so that servers in one process share neither versions nor feature gates.
	gates := utilfeature.DefaultMutableFeatureGate.DeepCopy()
	registry := basecompatibility.NewComponentGlobalsRegistry()
	if err := registry.Register(basecompatibility.DefaultKubeComponent, compatibility.DefaultBuildEffectiveVersion(), gates); err != nil {
		return apiserver.CompletedOptions{}, err
	}

	run := apiserver.NewServerRunOptions()
	run.GenericServerRunOptions.ComponentGlobalsRegistry = registry
	run.SecureServing.Listener = listener
	run.SecureServing.BindPort = listener.Addr().(*net.TCPAddr).Port
	run.SecureServing.ExternalAddress = net.IPv4(127, 0, 0, 1)
	flags := pflag.NewFlagSet("kube-apiserver", pflag.ContinueOnError)
	for _, set := range run.Flags().FlagSets {
		flags.AddFlagSet(set)
	}
	if err := flags.Parse(apiServerFlags(dir, etcd, who)); err != nil {
		return apiserver.CompletedOptions{}, err
	}
	if err := registry.Set(); err != nil {
		return apiserver.CompletedOptions{}, err
	}

	completed, err := run.Complete(ctx)
	if err != nil {
		return apiserver.CompletedOptions{}, err
	}
	return completed, utilerrors.NewAggregate(completed.Validate())
}

func apiServerFlags(dir, etcd string, who identity) []string {
	return []string{
		"--etcd-servers=" + etcd,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		"--endpoint-reconciler-type=none", // a loopback address is no endpoint
		"--cert-dir=" + dir,
		"--tls-cert-file=" + who.certFile,
		"--tls-private-key-file=" + who.keyFile,
		"--token-auth-file=" + who.tokenFile,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-key-file=" + who.keyFile,
		"--service-account-signing-key-file=" + who.keyFile,
		"--authorization-mode=RBAC",
		"--disable-admission-plugins=TaintNodesByCondition", // what takes its taint off again does not run here
		"--allow-privileged=true",
		"--service-cluster-ip-range=10.96.0.0/16",
		"--profiling=false",
	}
}
