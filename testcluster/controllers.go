package main

import (
	"context"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/util/flowcontrol"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/certificates/rootcacertpublisher"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
	"k8s.io/kubernetes/pkg/controller/cronjob"
	"k8s.io/kubernetes/pkg/controller/daemon"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/endpoint"
	"k8s.io/kubernetes/pkg/controller/endpointslice"
	"k8s.io/kubernetes/pkg/controller/job"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	accounts "k8s.io/kubernetes/pkg/controller/serviceaccount"
	"k8s.io/kubernetes/pkg/controller/statefulset"
	"k8s.io/kubernetes/pkg/controller/ttlafterfinished"
	"k8s.io/kubernetes/pkg/controller/volume/pvcprotection"
	"k8s.io/kubernetes/pkg/controller/volume/pvprotection"
	"k8s.io/kubernetes/pkg/serviceaccount"

	"mizzen.dev/testcluster/internal/cloud"
)

const (
	controllerName        = "kube-controller-manager"
	controllerWorkers     = 5
	maxEndpointsPerSlice  = 100 // as upstream
	noBatching            = time.Duration(0)
	daemonBackOff         = time.Second
	daemonBackOffCap      = 15 * time.Minute
	informerResyncPeriod  = 12 * time.Hour
	metadataResyncPeriod  = 12 * time.Hour
	garbageDiscoveryEvery = time.Second
)

// controllerSet is what the controllers of one cluster share: one cache each of the objects they watch.
type controllerSet struct {
	connect  connector
	who      identity
	client   *kubernetes.Clientset
	metadata metadata.Interface
	shared   informers.SharedInformerFactory
	all      informerfactory.InformerFactory
	started  chan struct{} // closed when the informers run
	loops    []func(context.Context)
}

// startControllers wires kube-controller-manager's controllers directly: its own app runs once a process only.
func startControllers(ctx context.Context, connect connector, who identity) error {
	client, err := connect.client(controllerName, who.controllers)
	if err != nil {
		return err
	}
	meta, err := metadata.NewForConfig(metadata.ConfigFor(connect.config(controllerName, who.controllers)))
	if err != nil {
		return err
	}
	shared := informers.NewSharedInformerFactory(client, informerResyncPeriod)
	set := &controllerSet{
		connect:  connect,
		who:      who,
		client:   client,
		metadata: meta,
		shared:   shared,
		all:      informerfactory.NewInformerFactory(shared, metadatainformer.NewSharedInformerFactory(meta, metadataResyncPeriod)),
		started:  make(chan struct{}),
	}
	for _, add := range []func(context.Context) error{
		set.addWorkloads, set.addJobs, set.addServices, set.addAccounts, set.addAccess,
		set.addStorage, set.addCloud, set.addNamespaces, set.addGarbageCollector,
	} {
		if err := add(ctx); err != nil {
			return err
		}
	}
	set.all.Start(ctx.Done())
	close(set.started)
	for _, loop := range set.loops {
		go loop(ctx)
	}
	return nil
}

func (s *controllerSet) run(loop func(context.Context, int)) {
	s.loops = append(s.loops, func(ctx context.Context) { loop(ctx, controllerWorkers) })
}

func (s *controllerSet) addWorkloads(ctx context.Context) error {
	apps, core := s.shared.Apps().V1(), s.shared.Core().V1()
	deployments, err := deployment.NewDeploymentController(ctx, apps.Deployments(), apps.ReplicaSets(), core.Pods(), s.client)
	if err != nil {
		return err
	}
	daemons, err := daemon.NewDaemonSetsController(ctx, apps.DaemonSets(), apps.ControllerRevisions(), core.Pods(), core.Nodes(),
		s.client, flowcontrol.NewBackOff(daemonBackOff, daemonBackOffCap))
	if err != nil {
		return err
	}
	s.run(deployments.Run)
	s.run(daemons.Run)
	s.run(replicaset.NewReplicaSetController(ctx, apps.ReplicaSets(), core.Pods(), s.client, replicaset.BurstReplicas).Run)
	s.run(statefulset.NewStatefulSetController(ctx, core.Pods(), apps.StatefulSets(), core.PersistentVolumeClaims(), apps.ControllerRevisions(), s.client).Run)
	return nil
}

func (s *controllerSet) addJobs(ctx context.Context) error {
	batch := s.shared.Batch().V1()
	jobs, err := job.NewController(ctx, s.client, s.shared.Core().V1().Pods(), batch.Jobs(), nil, nil)
	if err != nil {
		return err
	}
	cronJobs, err := cronjob.NewControllerV2(ctx, batch.Jobs(), batch.CronJobs(), s.client)
	if err != nil {
		return err
	}
	s.run(jobs.Run)
	s.run(cronJobs.Run)
	s.run(ttlafterfinished.New(ctx, batch.Jobs(), s.client).Run)
	return nil
}

func (s *controllerSet) addServices(ctx context.Context) error {
	core := s.shared.Core().V1()
	s.run(endpoint.NewEndpointController(ctx, core.Pods(), core.Services(), core.Endpoints(), s.client, noBatching).Run)
	s.run(endpointslice.NewController(ctx, core.Pods(), core.Services(), core.Nodes(), s.shared.Discovery().V1().EndpointSlices(),
		maxEndpointsPerSlice, s.client, noBatching).Run)
	return nil
}

// addAccounts makes default service accounts, and the tokens of secrets of type service-account-token.
func (s *controllerSet) addAccounts(ctx context.Context) error {
	core, logger := s.shared.Core().V1(), klog.FromContext(ctx)
	defaults, err := accounts.NewServiceAccountsController(logger, core.ServiceAccounts(), core.Namespaces(), s.client, accounts.DefaultServiceAccountsControllerOptions())
	if err != nil {
		return err
	}
	key, err := keyutil.PrivateKeyFromFile(s.who.keyFile)
	if err != nil {
		return err
	}
	generator, err := serviceaccount.JWTTokenGenerator(serviceaccount.LegacyIssuer, key)
	if err != nil {
		return err
	}
	tokens, err := accounts.NewTokensController(logger, core.ServiceAccounts(), core.Secrets(), s.client,
		accounts.TokensControllerOptions{TokenGenerator: generator, RootCA: s.who.certificate})
	if err != nil {
		return err
	}
	s.run(defaults.Run)
	s.run(tokens.Run)
	return nil
}

// addAccess fills the roles that gather others (admin, edit, view) and publishes the authority to every namespace.
func (s *controllerSet) addAccess(context.Context) error {
	core := s.shared.Core().V1()
	publisher, err := rootcacertpublisher.NewPublisher(core.ConfigMaps(), core.Namespaces(), s.client, s.who.certificate)
	if err != nil {
		return err
	}
	s.run(publisher.Run)
	s.run(clusterroleaggregation.NewClusterRoleAggregation(s.shared.Rbac().V1().ClusterRoles(), s.client.RbacV1()).Run)
	return nil
}

// addStorage lets go of claims and volumes no longer in use, which could not be deleted otherwise.
func (s *controllerSet) addStorage(ctx context.Context) error {
	core, logger := s.shared.Core().V1(), klog.FromContext(ctx)
	claims, err := pvcprotection.NewPVCProtectionController(logger, core.PersistentVolumeClaims(), core.Pods(), s.client)
	if err != nil {
		return err
	}
	volumes, err := pvprotection.NewPVProtectionController(logger, core.PersistentVolumes(), s.client)
	if err != nil {
		return err
	}
	s.run(claims.Run)
	s.run(volumes.Run)
	return nil
}

func (s *controllerSet) addCloud(context.Context) error {
	services, err := s.connect.client("cloud-controller-manager", s.who.controllers)
	if err != nil {
		return err
	}
	ingresses, err := s.connect.client("ingress-controller", s.who.controllers)
	if err != nil {
		return err
	}
	loops, err := cloud.New(cloud.Clients{Volumes: s.client, Services: services, Ingresses: ingresses}, s.shared)
	s.loops = append(s.loops, loops...)
	return err
}
