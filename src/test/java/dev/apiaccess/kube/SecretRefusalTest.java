// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.kube.SecretRefusal.Cause;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

/** Words of the API server, Kubernetes 1.36. */
class SecretRefusalTest {

    @Test
    void aMissingRight() {
        assertThat(of(
                        403,
                        "secrets is forbidden: User \"system:serviceaccount:apiaccess-system:apiaccess\" cannot create"
                                + " resource \"secrets\" in API group \"\" in the namespace \"shop\""))
                .isEqualTo(new SecretRefusal(Cause.RIGHT, ""));
        assertThat(of(
                        403,
                        "secrets \"app-key\" is forbidden: User \"operator\" cannot get resource \"secrets\" in API group"
                                + " \"\" in the namespace \"shop\""))
                .isEqualTo(new SecretRefusal(Cause.RIGHT, ""));
    }

    @Test
    void aNamespaceThatIsBeingDeleted() {
        assertThat(of(
                        403,
                        "secrets \"app-apiaccess\" is forbidden: unable to create new content in namespace shop because"
                                + " it is being terminated"))
                .isEqualTo(new SecretRefusal(Cause.TERMINATING, ""));
        assertThat(SecretRefusal.of(new KubernetesClientException(
                        "refused",
                        403,
                        new StatusBuilder()
                                .withMessage("in other words")
                                .withNewDetails()
                                .addNewCause(
                                        "metadata.namespace",
                                        "namespace shop is being terminated",
                                        "NamespaceTerminating")
                                .endDetails()
                                .build())))
                .contains(new SecretRefusal(Cause.TERMINATING, ""));
    }

    @Test
    void aQuotaWithItsNumbers() {
        assertThat(of(
                        403,
                        "secrets \"app-apiaccess\" is forbidden: exceeded quota: few, requested: secrets=1, used:"
                                + " secrets=5, limited: secrets=5"))
                .isEqualTo(new SecretRefusal(
                        Cause.QUOTA, "exceeded quota: few, requested: secrets=1, used: secrets=5, limited: secrets=5"));
        assertThat(of(403, "secrets \"app-apiaccess\" is forbidden: status unknown for quota: few, resources: secrets"))
                .isEqualTo(new SecretRefusal(Cause.QUOTA, "status unknown for quota: few, resources: secrets"));
    }

    /** What admission says may repeat what was sent, so only who says it is told; its code is what its author chose. */
    @Test
    void admissionByNameAndNotByItsWords() {
        for (var code : new int[] {400, 403, 422}) {
            assertThat(of(code, "admission webhook \"secrets.example.com\" denied the request: value c2VjcmV0 is weak"))
                    .isEqualTo(new SecretRefusal(Cause.ADMISSION, "admission webhook \"secrets.example.com\""));
            assertThat(of(
                            code,
                            "secrets \"app-key\" is forbidden: ValidatingAdmissionPolicy 'owner' with binding 'owner-shop'"
                                    + " denied request: c2VjcmV0 has no label owner"))
                    .isEqualTo(new SecretRefusal(
                            Cause.ADMISSION, "ValidatingAdmissionPolicy 'owner' with binding 'owner-shop'"));
        }
        assertThat(of(403, "secrets \"app-key\" is forbidden: some plugin does not like c2VjcmV0"))
                .isEqualTo(new SecretRefusal(Cause.ADMISSION, "an admission plugin of the API server"));
    }

    @Test
    void whatPassesByItselfIsNoRefusal() {
        assertThat(SecretRefusal.of(failure(409, "the object has been modified")))
                .isEmpty();
        assertThat(SecretRefusal.of(failure(500, "etcdserver: request timed out")))
                .isEmpty();
        assertThat(SecretRefusal.of(new KubernetesClientException("connection refused")))
                .isEmpty();
    }

    private static SecretRefusal of(int code, String message) {
        return SecretRefusal.of(failure(code, message)).orElseThrow();
    }

    private static KubernetesClientException failure(int code, String message) {
        return new KubernetesClientException(
                "Failure executing: POST",
                code,
                new StatusBuilder().withMessage(message).build());
    }
}
