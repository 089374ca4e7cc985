package main

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
	nodeName    = "node-1"
	nodeAddress = "10.0.0.1"
	nodeWorkers = 8
	maxPods     = 10_000
)

// node is the simulated machine: it schedules pods onto itself and reports them as the kubelet would.
type node struct {
	scheduler *kubernetes.Clientset
	kubelet   *kubernetes.Clientset
	self      *corev1.Node
	pods      corelisters.PodLister
	queue     workqueue.TypedRateLimitingInterface[cache.ObjectName]

	mu       sync.Mutex
	started  map[types.UID]time.Time
	lastAddr uint32
}

// startNode registers the node and starts running pods on it.
func startNode(ctx context.Context, connect connector, token string) error {
	scheduler, err := connect.client("kube-scheduler", token)
	if err != nil {
		return err
	}
	kubelet, err := connect.client("kubelet", token)
	if err != nil {
		return err
	}
	self, err := kubelet.CoreV1().Nodes().Create(ctx, describeNode(time.Now()), metav1.CreateOptions{})
	if err != nil {
		return err
	}
	shared := informers.NewSharedInformerFactory(kubelet, informerResyncPeriod)
	machine := &node{
		scheduler: scheduler,
		kubelet:   kubelet,
		self:      self,
		pods:      shared.Core().V1().Pods().Lister(),
		queue:     workqueue.NewTypedRateLimitingQueue(workqueue.DefaultTypedControllerRateLimiter[cache.ObjectName]()),
		started:   map[types.UID]time.Time{},
	}
	if _, err := shared.Core().V1().Pods().Informer().AddEventHandler(machine.events()); err != nil {
		return err
	}
	shared.Start(ctx.Done())
	for range nodeWorkers {
		go machine.work(ctx)
	}
	return nil
}

func (n *node) events() cache.ResourceEventHandler {
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
func (n *node) startOf(pod *corev1.Pod, now time.Time) time.Time {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, known := n.started[pod.UID]; !known {
		n.started[pod.UID] = now
	}
	return n.started[pod.UID]
}

func (n *node) forget(pod types.UID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.started, pod)
}

// nextAddress hands out 10.128.0.1 onwards, each once in four million.
func (n *node) nextAddress() string {
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
		ObjectMeta: metav1.ObjectMeta{Name: nodeName, Labels: map[string]string{
			corev1.LabelHostname:   nodeName,
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
				{Type: corev1.NodeInternalIP, Address: nodeAddress},
				{Type: corev1.NodeHostName, Address: nodeName},
			},
			NodeInfo: corev1.NodeSystemInfo{
				KubeletVersion: version.Get().GitVersion, OperatingSystem: "linux", Architecture: "amd64",
				OSImage: "mizzen-testcluster", ContainerRuntimeVersion: "testcluster://1",
			},
		},
	}
}
