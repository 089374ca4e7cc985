// Package node simulates a Kubernetes node and the scheduler in front of it. In come the pods of a cluster; out go
// their bindings and the statuses that a kubelet would report, slow or broken where a pod's annotations say so.
// It must never run anything of a pod.
package node

import (
	"context"
	"fmt"
	"sync"
	"time"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/util/workqueue"
	"k8s.io/component-base/version"
)

const (
	// Name is the node's name.
	Name = "node-1"

	hostAddress  = "10.0.0.1"
	podWorkers   = 8
	maxPods      = 10_000
	resyncPeriod = 12 * time.Hour
)

// machine is the simulated node: it schedules pods onto itself and reports them as the kubelet would.
type machine struct {
	scheduler kubernetes.Interface
	kubelet   kubernetes.Interface
	self      *corev1.Node
	pods      corelisters.PodLister
	claims    corelisters.PersistentVolumeClaimLister
	queue     workqueue.TypedRateLimitingInterface[cache.ObjectName]

	mu       sync.Mutex
	started  map[types.UID]time.Time
	lastAddr uint32
}

// Start registers the node and starts running pods on it. The two clients carry the names under which the
// server records what each of them writes.
func Start(ctx context.Context, scheduler, kubelet kubernetes.Interface) error {
	self, err := kubelet.CoreV1().Nodes().Create(ctx, describeNode(time.Now()), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	shared := informers.NewSharedInformerFactory(kubelet, resyncPeriod)
	one := &machine{
		scheduler: scheduler,
		kubelet:   kubelet,
		self:      self,
		pods:      shared.Core().V1().Pods().Lister(),
		claims:    shared.Core().V1().PersistentVolumeClaims().Lister(),
		queue:     workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[cache.ObjectName]()),
		started:   map[types.UID]time.Time{},
	}
	if _, err := shared.Core().V1().Pods().Informer().AddEventHandler(one.events()); err != nil {
		return err
	}
	shared.Start(ctx.Done())
	for range podWorkers {
		go one.work(ctx)
	}
	return nil
}

func (n *machine) events() cache.ResourceEventHandler {
	enqueue := func(object any) {
		if name, err := cache.DeletionHandlingObjectToName(object); err == nil {
			n.queue.Add(name)
		}
	}
	return cache.ResourceEventHandlerFuncs{
		AddFunc:    enqueue,
		UpdateFunc: func(_, object any) { enqueue(object) },
		DeleteFunc: func(object any) {
			if last, ok := object.(cache.DeletedFinalStateUnknown); ok {
				object = last.Obj
			}
			if pod, ok := object.(*corev1.Pod); ok {
				n.forget(pod.UID)
			}
		},
	}
}

// startOf is when the pod began here, exactly: its status knows whole seconds only.
func (n *machine) startOf(pod *corev1.Pod, now time.Time) time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, known := n.started[pod.UID]; !known {
		n.started[pod.UID] = now
	}
	return n.started[pod.UID]
}

func (n *machine) forget(pod types.UID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.started, pod)
}

// nextAddress hands out 10.128.0.1 onwards, each once in four million.
func (n *machine) nextAddress() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.lastAddr = n.lastAddr%(1<<22-1) + 1
	return fmt.Sprintf("10.%d.%d.%d", 128+n.lastAddr>>16, n.lastAddr>>8&0xff, n.lastAddr&0xff)
}

func describeNode(now time.Time) *corev1.Node {
	capacity := corev1.ResourceList{
		corev1.ResourceCPU:              resource.MustParse("64"),
		corev1.ResourceMemory:           resource.MustParse("256Gi"),
		corev1.ResourceEphemeralStorage: resource.MustParse("1Ti"),
		corev1.ResourcePods:             *resource.NewQuantity(maxPods, resource.DecimalSI),
	}
	since := metav1.NewTime(now)
	condition := func(kind corev1.NodeConditionType, status corev1.ConditionStatus, reason string) corev1.NodeCondition {
		return corev1.NodeCondition{Type: kind, Status: status, Reason: reason, LastHeartbeatTime: since, LastTransitionTime: since}
	}
	return &corev1.Node{
		ObjectMeta: metav1.ObjectMeta{Name: Name, Labels: map[string]string{
			corev1.LabelHostname:   Name,
			corev1.LabelOSStable:   "linux",
			corev1.LabelArchStable: "amd64",
		}},
		Status: corev1.NodeStatus{
			Capacity:    capacity,
			Allocatable: capacity,
			Conditions: []corev1.NodeCondition{
				condition(corev1.NodeMemoryPressure, corev1.ConditionFalse, "KubeletHasSufficientMemory"),
				condition(corev1.NodeDiskPressure, corev1.ConditionFalse, "KubeletHasNoDiskPressure"),
				condition(corev1.NodePIDPressure, corev1.ConditionFalse, "KubeletHasSufficientPID"),
				condition(corev1.NodeReady, corev1.ConditionTrue, "KubeletReady"),
			},
			Addresses: []corev1.NodeAddress{
				{Type: corev1.NodeInternalIP, Address: hostAddress},
				{Type: corev1.NodeHostName, Address: Name},
			},
			NodeInfo: corev1.NodeSystemInfo{
				KubeletVersion: version.Get().GitVersion, OperatingSystem: "linux", Architecture: "amd64",
				OSImage: "mizzen-testcluster", ContainerRuntimeVersion: "testcluster://1",
			},
		},
	}
}
