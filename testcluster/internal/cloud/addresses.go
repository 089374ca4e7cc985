package cloud

import (
	"context"
	"fmt"
	"sync/atomic"

	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	corelisters "k8s.io/client-go/listers/core/v1"
	networkinglisters "k8s.io/client-go/listers/networking/v1"
	"k8s.io/client-go/tools/cache"
)

// addresses gives load-balanced services and ingresses the address they wait for.
type addresses struct {
	clients   Clients
	services  corelisters.ServiceLister
	ingresses networkinglisters.IngressLister
	last      atomic.Uint32
}

// next is an address of 198.18.0.0/15, which RFC 2544 sets apart for tests.
func (a *addresses) next() string {
	n := a.last.Add(1)
	return fmt.Sprintf("198.%d.%d.%d", 18+n>>16&1, n>>8&0xff, n&0xff)
}

func (a *addresses) service(ctx context.Context, name cache.ObjectName) error {
	service, err := a.services.Services(name.Namespace).Get(name.Name)
	if err != nil {
		return err
	}
	waiting := service.Spec.Type == corev1.ServiceTypeLoadBalancer && service.Spec.LoadBalancerClass == nil && len(service.Status.LoadBalancer.Ingress) == 0
	if !waiting || service.DeletionTimestamp != nil {
		return nil
	}
	mode := corev1.LoadBalancerIPModeVIP
	service = service.DeepCopy()
	service.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: a.next(), IPMode: &mode}}
	_, err = a.clients.Services.CoreV1().Services(name.Namespace).UpdateStatus(ctx, service, metav1.UpdateOptions{})
	return err
}

func (a *addresses) ingress(ctx context.Context, name cache.ObjectName) error {
	ingress, err := a.ingresses.Ingresses(name.Namespace).Get(name.Name)
	if err != nil || ingress.DeletionTimestamp != nil || len(ingress.Status.LoadBalancer.Ingress) > 0 {
		return err
	}
	ingress = ingress.DeepCopy()
	ingress.Status.LoadBalancer.Ingress = []networkingv1.IngressLoadBalancerIngress{{IP: a.next()}}
	_, err = a.clients.Ingresses.NetworkingV1().Ingresses(name.Namespace).UpdateStatus(ctx, ingress, metav1.UpdateOptions{})
	return err
}
