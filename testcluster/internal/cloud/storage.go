package cloud

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	storagev1 "k8s.io/api/storage/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
)

const (
	storageClass = "standard"
	provisioner  = "testcluster.mizzen.dev/volumes"

	defaultClassAnnotation  = "storageclass.kubernetes.io/is-default-class"
	provisionedByAnnotation = "pv.kubernetes.io/provisioned-by"
	boundAnnotation         = "pv.kubernetes.io/bind-completed"
)

// DefaultStorageClass is the class of every claim that names none; claims of other classes wait for ever.
func DefaultStorageClass() *storagev1.StorageClass {
	reclaim, binding := corev1.PersistentVolumeReclaimDelete, storagev1.VolumeBindingImmediate
	return &storagev1.StorageClass{
		ObjectMeta:        metav1.ObjectMeta{Name: storageClass, Annotations: map[string]string{defaultClassAnnotation: "true"}},
		Provisioner:       provisioner,
		ReclaimPolicy:     &reclaim,
		VolumeBindingMode: &binding,
	}
}

// storage makes a volume for each claim of the default class, and takes it away with the claim.
type storage struct {
	client  kubernetes.Interface
	claims  corelisters.PersistentVolumeClaimLister
	volumes corelisters.PersistentVolumeLister
}

func (s *storage) bind(ctx context.Context, name cache.ObjectName) error {
	claim, err := s.claims.PersistentVolumeClaims(name.Namespace).Get(name.Name)
	if err != nil || claim.DeletionTimestamp != nil || claim.Status.Phase == corev1.ClaimBound {
		return err
	}
	volume := volumeFor(claim)
	ours := claim.Spec.StorageClassName != nil && *claim.Spec.StorageClassName == storageClass
	if !ours || (claim.Spec.VolumeName != "" && claim.Spec.VolumeName != volume.Name) {
		return nil
	}
	made, err := s.client.CoreV1().PersistentVolumes().Create(ctx, volume, metav1.CreateOptions{})
	if apierrors.IsAlreadyExists(err) {
		made, err = s.client.CoreV1().PersistentVolumes().Get(ctx, volume.Name, metav1.GetOptions{})
	}
	if err != nil {
		return err
	}
	if made.Status.Phase != corev1.VolumeBound {
		made.Status.Phase = corev1.VolumeBound
		if _, err := s.client.CoreV1().PersistentVolumes().UpdateStatus(ctx, made, metav1.UpdateOptions{}); err != nil {
			return err
		}
	}
	return s.markBound(ctx, claim.DeepCopy(), volume)
}

func (s *storage) markBound(ctx context.Context, claim *corev1.PersistentVolumeClaim, volume *corev1.PersistentVolume) error {
	claims := s.client.CoreV1().PersistentVolumeClaims(claim.Namespace)
	if claim.Spec.VolumeName == "" {
		claim.Spec.VolumeName = volume.Name
		metav1.SetMetaDataAnnotation(&claim.ObjectMeta, boundAnnotation, "yes")
		updated, err := claims.Update(ctx, claim, metav1.UpdateOptions{})
		if err != nil {
			return err
		}
		claim = updated
	}
	claim.Status.Phase = corev1.ClaimBound
	claim.Status.AccessModes = volume.Spec.AccessModes
	claim.Status.Capacity = volume.Spec.Capacity
	_, err := claims.UpdateStatus(ctx, claim, metav1.UpdateOptions{})
	return err
}

// release deletes a volume made here whose claim is gone.
func (s *storage) release(ctx context.Context, name cache.ObjectName) error {
	volume, err := s.volumes.Get(name.Name)
	if err != nil || volume.Annotations[provisionedByAnnotation] != provisioner || volume.DeletionTimestamp != nil {
		return err
	}
	owner := volume.Spec.ClaimRef
	claim, err := s.claims.PersistentVolumeClaims(owner.Namespace).Get(owner.Name)
	if err == nil && claim.UID == owner.UID {
		return nil
	}
	if err != nil && !apierrors.IsNotFound(err) {
		return err
	}
	released := volume.DeepCopy()
	released.Status.Phase = corev1.VolumeReleased // a bound volume is protected against deletion
	if _, err := s.client.CoreV1().PersistentVolumes().UpdateStatus(ctx, released, metav1.UpdateOptions{}); err != nil {
		return err
	}
	return s.client.CoreV1().PersistentVolumes().Delete(ctx, volume.Name, metav1.DeleteOptions{})
}

func volumeFor(claim *corev1.PersistentVolumeClaim) *corev1.PersistentVolume {
	name := "pvc-" + string(claim.UID)
	return &corev1.PersistentVolume{
		ObjectMeta: metav1.ObjectMeta{Name: name, Annotations: map[string]string{provisionedByAnnotation: provisioner}},
		Spec: corev1.PersistentVolumeSpec{
			Capacity:                      corev1.ResourceList{corev1.ResourceStorage: claim.Spec.Resources.Requests[corev1.ResourceStorage]},
			AccessModes:                   claim.Spec.AccessModes,
			VolumeMode:                    claim.Spec.VolumeMode,
			StorageClassName:              storageClass,
			PersistentVolumeReclaimPolicy: corev1.PersistentVolumeReclaimDelete,
			PersistentVolumeSource:        corev1.PersistentVolumeSource{HostPath: &corev1.HostPathVolumeSource{Path: "/testcluster/" + name}},
			ClaimRef: &corev1.ObjectReference{
				Kind: "PersistentVolumeClaim", APIVersion: "v1", Namespace: claim.Namespace, Name: claim.Name, UID: claim.UID,
			},
		},
	}
}

func (l *loop) addVolumeOf(deleted any) {
	if last, ok := deleted.(cache.DeletedFinalStateUnknown); ok {
		deleted = last.Obj
	}
	if claim, ok := deleted.(*corev1.PersistentVolumeClaim); ok && claim.Spec.VolumeName != "" {
		l.queue.Add(cache.NewObjectName("", claim.Spec.VolumeName))
	}
}
