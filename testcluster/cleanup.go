package main

import (
	"context"
	"errors"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/namespace/deletion"
)

const (
	garbageSyncPatience = 30 * time.Second
	garbageWorkers      = 20 // as upstream
	namespaceRetryFirst = 20 * time.Millisecond
	namespaceRetryCap   = time.Second
)

// addGarbageCollector looks for new kinds every second; upstream takes up to thirty.
func (s *controllerSet) addGarbageCollector(ctx context.Context) error {
	client := s.client.Discovery()
	mapper := restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client))
	collector, err := garbagecollector.NewGarbageCollector(ctx, s.client, s.metadata, mapper, garbagecollector.DefaultIgnoredResources(), s.all, s.started)
	if err != nil {
		return err
	}
	s.loops = append(s.loops,
		func(ctx context.Context) { collector.Run(ctx, garbageWorkers, garbageSyncPatience) },
		func(ctx context.Context) { collector.Sync(ctx, client, garbageDiscoveryEvery) })
	return nil
}

// addNamespaces empties and removes namespaces being deleted. Upstream's controller waits five seconds first,
// for the sake of several API servers; its deleter does the same work at once.
func (s *controllerSet) addNamespaces(ctx context.Context) error {
	resources := func() ([]*metav1.APIResourceList, error) {
		return discovery.ServerPreferredNamespacedResources(s.client.Discovery())
	}
	deleter := deletion.NewNamespacedResourcesDeleter(ctx, s.client.CoreV1().Namespaces(), s.metadata, s.client.CoreV1(), resources, corev1.FinalizerKubernetes)
	queue := workqueue.NewTypedRateLimitingQueue(workqueue.NewTypedItemExponentialFailureRateLimiter[string](namespaceRetryFirst, namespaceRetryCap))
	enqueue := func(object any) {
		if namespace, ok := object.(*corev1.Namespace); ok && namespace.DeletionTimestamp != nil {
			queue.Add(namespace.Name)
		}
	}
	_, err := s.shared.Core().V1().Namespaces().Informer().AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    enqueue,
		UpdateFunc: func(_, object any) { enqueue(object) },
	})
	for range controllerWorkers {
		s.loops = append(s.loops, func(ctx context.Context) { deleteNamespaces(ctx, queue, deleter) })
	}
	return err
}

func deleteNamespaces(ctx context.Context, queue workqueue.TypedRateLimitingInterface[string], deleter deletion.NamespacedResourcesDeleterInterface) {
	for {
		name, stopped := queue.Get()
		if stopped {
			return
		}
		err := deleter.Delete(ctx, name)
		var remaining *deletion.ResourcesRemainingError
		switch {
		case err == nil:
			queue.Forget(name)
		case errors.As(err, &remaining):
			queue.AddRateLimited(name)
		default:
			klog.FromContext(ctx).Error(err, "Namespace is not deleted yet", "namespace", name)
			queue.AddRateLimited(name)
		}
		queue.Done(name)
	}
}
