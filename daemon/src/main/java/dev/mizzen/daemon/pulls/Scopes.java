package dev.mizzen.daemon.pulls;

import dev.mizzen.reconcile.model.Gvk;
import dev.mizzen.reconcile.model.Manifest;
import dev.mizzen.reconcile.model.ObjectRef;
import java.util.Set;

/** Which of Kubernetes' own kinds are in no namespace; of others it is taken that they are in one. Asks no cluster. */
final class Scopes {
    private static final Set<String> CLUSTER = Set.of(
            "Namespace",
            "Node",
            "PersistentVolume",
            "ClusterRole.rbac.authorization.k8s.io",
            "ClusterRoleBinding.rbac.authorization.k8s.io",
            "CustomResourceDefinition.apiextensions.k8s.io",
            "APIService.apiregistration.k8s.io",
            "MutatingWebhookConfiguration.admissionregistration.k8s.io",
            "ValidatingWebhookConfiguration.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicy.admissionregistration.k8s.io",
            "ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io",
            "MutatingAdmissionPolicy.admissionregistration.k8s.io",
            "MutatingAdmissionPolicyBinding.admissionregistration.k8s.io",
            "IngressClass.networking.k8s.io",
            "StorageClass.storage.k8s.io",
            "CSIDriver.storage.k8s.io",
            "CSINode.storage.k8s.io",
            "VolumeAttachment.storage.k8s.io",
            "VolumeAttributesClass.storage.k8s.io",
            "PriorityClass.scheduling.k8s.io",
            "RuntimeClass.node.k8s.io",
            "DeviceClass.resource.k8s.io",
            "ResourceSlice.resource.k8s.io",
            "CertificateSigningRequest.certificates.k8s.io",
            "ClusterTrustBundle.certificates.k8s.io",
            "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io",
            "FlowSchema.flowcontrol.apiserver.k8s.io");

    private Scopes() {}

    /** The identity of an object that is applied into {@code namespace} where it names none. */
    static ObjectRef ref(Manifest manifest, String namespace) {
        Gvk kind = manifest.gvk();
        String in = manifest.namespace().isEmpty() ? namespace : manifest.namespace();
        return new ObjectRef(kind.group(), kind.kind(), CLUSTER.contains(kind.groupKind()) ? "" : in, manifest.name());
    }
}
