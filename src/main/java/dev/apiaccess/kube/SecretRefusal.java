// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusCause;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Why the API server refuses to write or show a Secret. Many refusals have the same code as a missing right.
 *
 * @param by what refused it, without any content of the Secret: admission policies and webhooks may repeat what was sent
 */
public record SecretRefusal(Cause cause, String by) {

    /** The cause, which decides who can fix it. */
    public enum Cause {
        /** The operator lacks the right. */
        RIGHT,
        /** The namespace is being deleted: nothing has to be fixed. */
        TERMINATING,
        /** A ResourceQuota of the namespace is used up, or not computed yet. */
        QUOTA,
        /** An admission policy, webhook or plugin of the cluster. */
        ADMISSION
    }

    private static final int FORBIDDEN = 403;
    private static final int LONGEST = 300;
    private static final Pattern RIGHT =
            Pattern.compile("User \".*\" cannot [a-z]+ resource \"secrets\"", Pattern.DOTALL);
    private static final Pattern QUOTA =
            Pattern.compile("(exceeded quota|failed quota|status unknown for quota): .*", Pattern.DOTALL);
    private static final Pattern DENIED = Pattern.compile(
            "(admission webhook \"[^\"]+\"|ValidatingAdmissionPolicy '[^']+' with binding '[^']+') denied (the )?request");

    /** The refusal in an exception; empty when it is none, such as a conflict. */
    public static Optional<SecretRefusal> of(KubernetesClientException e) {
        var status = Optional.ofNullable(e.getStatus());
        var said = Objects.requireNonNullElse(status.map(Status::getMessage).orElse(e.getMessage()), "");
        var denied = DENIED.matcher(said);
        if (denied.find()) {
            return refusal(Cause.ADMISSION, denied.group(1));
        }
        if (e.getCode() != FORBIDDEN) {
            return Optional.empty();
        }
        if (RIGHT.matcher(said).find()) {
            return refusal(Cause.RIGHT, "");
        }
        if (status.filter(SecretRefusal::terminating).isPresent() || said.contains("because it is being terminated")) {
            return refusal(Cause.TERMINATING, "");
        }
        var quota = QUOTA.matcher(said);
        return quota.find()
                ? refusal(Cause.QUOTA, quota.group())
                : refusal(Cause.ADMISSION, "an admission plugin of the API server");
    }

    private static Optional<SecretRefusal> refusal(Cause cause, String by) {
        return Optional.of(new SecretRefusal(cause, by.length() > LONGEST ? by.substring(0, LONGEST) + "…" : by));
    }

    private static boolean terminating(Status status) {
        return status.getDetails() != null
                && status.getDetails().getCauses().stream()
                        .map(StatusCause::getReason)
                        .anyMatch("NamespaceTerminating"::equals);
    }
}
