// Package cloud simulates what a provider puts around a cluster. In come claims, load-balanced services and
// ingresses; out go volumes bound to the claims, and addresses in the statuses. It must never open a port or
// keep data: a volume is a name, an address leads nowhere.
package cloud

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
)

// Clients carry the names under which the server records what each part writes.
type Clients struct {
	Volumes   kubernetes.Interface
	Services  kubernetes.Interface
	Ingresses kubernetes.Interface
}

// New wires the provider to the informers, which the caller starts afterwards; the loops returned run until ctx ends.
func New(clients Clients, shared informers.SharedInformerFactory) ([]func(context.Context), error) {
	core := shared.Core().V1()
	store := &storage{client: clients.Volumes, claims: core.PersistentVolumeClaims().Lister(), volumes: core.PersistentVolumes().Lister()}
	addresses := &addresses{clients: clients, services: core.Services().Lister(), ingresses: shared.Networking().V1().Ingresses().Lister()}

	claims := newLoop("claim", store.bind)
	volumes := newLoop("volume", store.release)
	services := newLoop("service", addresses.service)
	ingresses := newLoop("ingress", addresses.ingress)
	for _, watch := range []struct {
		of   cache.SharedIndexInformer
		with cache.ResourceEventHandler
	}{
		{core.PersistentVolumeClaims().Informer(), claims.events()},
		{core.PersistentVolumeClaims().Informer(), cache.ResourceEventHandlerFuncs{DeleteFunc: func(claim any) { volumes.addVolumeOf(claim) }}},
		{core.PersistentVolumes().Informer(), volumes.events()},
		{core.Services().Informer(), services.events()},
		{shared.Networking().V1().Ingresses().Informer(), ingresses.events()},
	} {
		if _, err := watch.of.AddEventHandler(watch.with); err != nil {
			return nil, err
		}
	}
	return []func(context.Context){claims.run, volumes.run, services.run, ingresses.run}, nil
}

// loop hands each changed object to handle, again after a failure, one at a time.
type loop struct {
	what   string
	handle func(context.Context, cache.ObjectName) error
	queue  workqueue.TypedRateLimitingInterface[cache.ObjectName]
}

func newLoop(what string, handle func(context.Context, cache.ObjectName) error) *loop {
	limiter := workqueue.DefaultTypedControllerRateLimiter[cache.ObjectName]()
	return &loop{what: what, handle: handle, queue: workqueue.NewTypedRateLimitingQueue(limiter)}
}

func (l *loop) events() cache.ResourceEventHandler {
	add := func(object any) {
		if name, err := cache.ObjectToName(object); err == nil {
			l.queue.Add(name)
		}
	}
	return cache.ResourceEventHandlerFuncs{AddFunc: add, UpdateFunc: func(_, object any) { add(object) }}
}

func (l *loop) run(ctx context.Context) {
	for {
		name, stopped := l.queue.Get()
		if stopped {
			return
		}
		if err := l.handle(ctx, name); err == nil || apierrors.IsNotFound(err) {
			l.queue.Forget(name)
		} else {
			klog.FromContext(ctx).V(2).Info("Tried again later", l.what, name, "err", err)
			l.queue.AddRateLimited(name)
		}
		l.queue.Done(name)
	}
}
