package main

import (
	"context"
	"fmt"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/version"

	"mizzen.dev/testcluster/internal/node"
)

const (
	startPatience = 60 * time.Second
	readyPoll     = 10 * time.Millisecond
)

// startCluster returns the URL of its server once the API answers, roles, node and controllers are there, and the
// kubeconfig is written. What breaks later is handed to fail.
func startCluster(ctx context.Context, spec clusterSpec, files *workFiles, fail func(error)) (string, error) {
	dir, err := files.clusterDir(spec.name)
	if err != nil {
		return "", err
	}
	who, err := newIdentity(dir)
	if err != nil {
		return "", err
	}
	etcd, err := startEtcd(files, dir, fail)
	if err != nil {
		return "", fmt.Errorf("etcd: %w", err)
	}
	url, err := startAPIServer(ctx, dir, etcd, who, fail)
	if err != nil {
		return "", fmt.Errorf("kube-apiserver: %w", err)
	}
	if err := bringToLife(ctx, connector{url: url, authority: who.certificate}, who); err != nil {
		return "", err
	}
	kubeconfig, err := adminKubeconfig(spec.name, url, who)
	if err != nil {
		return "", err
	}
	return url, files.write(spec.kubeconfig, kubeconfig)
}

// bringToLife waits for the server and starts all that a cluster has around it.
func bringToLife(ctx context.Context, connect connector, who identity) error {
	client, err := connect.client("kube-apiserver", who.controllers)
	if err != nil {
		return err
	}
	if err := eventually(ctx, func(ctx context.Context) bool {
		return client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error() == nil
	}); err != nil {
		return fmt.Errorf("kube-apiserver is not ready: %w", err)
	}
	if err := bootstrap(ctx, client); err != nil {
		return fmt.Errorf("bootstrap objects: %w", err)
	}
	if err := startNode(ctx, connect, who); err != nil {
		return fmt.Errorf("node: %w", err)
	}
	if err := startControllers(ctx, connect, who); err != nil {
		return fmt.Errorf("controllers: %w", err)
	}
	// Without it no pod can be made in the default namespace.
	return eventually(ctx, func(ctx context.Context) bool {
		_, err := client.CoreV1().ServiceAccounts(metav1.NamespaceDefault).Get(ctx, "default", metav1.GetOptions{})
		return err == nil
	})
}

func startNode(ctx context.Context, connect connector, who identity) error {
	scheduler, err := connect.client("kube-scheduler", who.node)
	if err != nil {
		return err
	}
	kubelet, err := connect.client("kubelet", who.node)
	if err != nil {
		return err
	}
	return node.Start(ctx, scheduler, kubelet)
}

// eventually polls until done, for startPatience at most.
func eventually(ctx context.Context, done func(context.Context) bool) error {
	return wait.PollUntilContextTimeout(ctx, readyPoll, startPatience, true, func(ctx context.Context) (bool, error) {
		return done(ctx), nil
	})
}

// connector makes clients of one cluster.
type connector struct {
	url       string
	authority []byte // PEM
}

// config is for a component of the given name, which the server records as the field manager of what it writes.
func (c connector) config(component, token string) *rest.Config {
	return &rest.Config{
		Host:            c.url,
		BearerToken:     token,
		TLSClientConfig: rest.TLSClientConfig{CAData: c.authority},
		UserAgent:       fmt.Sprintf("%s/%s (linux/amd64) kubernetes/testcluster", component, version.Get().GitVersion),
		QPS:             -1, // no limit: the server shares this process
	}
}

// client speaks protobuf, as the components of Kubernetes do among themselves.
func (c connector) client(component, token string) (*kubernetes.Clientset, error) {
	config := c.config(component, token)
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	return kubernetes.NewForConfig(config)
}

// systemNamespaces exist from birth; kube-apiserver makes them too, but a little later.
func systemNamespaces() []*corev1.Namespace {
	names := []string{metav1.NamespaceDefault, metav1.NamespaceSystem, metav1.NamespacePublic, corev1.NamespaceNodeLease}
	namespaces := make([]*corev1.Namespace, 0, len(names))
	for _, name := range names {
		namespaces = append(namespaces, &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name}})
	}
	return namespaces
}
