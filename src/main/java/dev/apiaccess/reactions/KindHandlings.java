// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.status.ObjectLooks;
import dev.apiaccess.status.UnownedUnits;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The handling of each kind: one entry for each line of {@link Kinds}. */
public final class KindHandlings {

    private final Consumer<HasMetadata> hasten;
    private final List<KindHandling<?>> all;

    /**
     * @param hasten makes the next reconcile of an object as urgent as a revocation
     * @param seen receives units seen in AWS that no object owns
     */
    public KindHandlings(ObjectLooks looks, Consumer<HasMetadata> hasten, Consumer<UnownedUnits> seen) {
        this.hasten = hasten;
        all = List.of(
                new KindHandling<>(
                        AwsConnection.class,
                        KindHandling.View.SHARED,
                        (connection, _) -> {
                            var assessment = looks.connections().assess(connection);
                            assessment.unowned().ifPresent(seen);
                            return differs(assessment, connection.getStatus());
                        },
                        KindHandling.noUnit()),
                new KindHandling<>(
                        ApiAccessPolicy.class,
                        KindHandling.View.OF_NAMESPACE,
                        (policy, view) -> turned(policy, looks.policies().assess(policy, view)),
                        KindHandling.noUnit()),
                new KindHandling<>(
                        ApiRateLimit.class,
                        KindHandling.View.SHARED,
                        (limit, view) -> turned(limit, looks.limits().assess(limit, view)),
                        (limit, place) -> Optional.of(new UnitKey.UsagePlanUnit(
                                place.accountId(),
                                place.region(),
                                limit.getMetadata().getNamespace(),
                                limit.getMetadata().getName()))),
                new KindHandling<>(
                        ApiKeyGrant.class,
                        KindHandling.View.SHARED,
                        (grant, view) -> looks.grants().needsReconcile(grant, view),
                        (grant, place) -> Optional.of(new UnitKey.ApiKeyUnit(
                                place.accountId(),
                                place.region(),
                                grant.getMetadata().getNamespace(),
                                grant.getMetadata().getName()))),
                new KindHandling<>(
                        ApiProtection.class,
                        KindHandling.View.SHARED,
                        (protection, view) ->
                                turned(protection, looks.protections().assess(protection, view)),
                        (protection, place) -> hasAlarms(protection)
                                ? Optional.of(new UnitKey.AlarmUnit(
                                        place.accountId(),
                                        place.region(),
                                        protection.getMetadata().getNamespace(),
                                        protection.getMetadata().getName()))
                                : Optional.empty()));
        var listed = Kinds.ALL.stream().map(kind -> kind.type()).toList();
        if (!all.stream().map(KindHandling::type).toList().equals(listed)) {
            throw new IllegalStateException("what is done with a kind belongs beside it: " + listed);
        }
    }

    /** Whether a protection wants alarms, or had some. */
    static boolean hasAlarms(ApiProtection protection) {
        var status = protection.getStatus();
        return !protection.getSpec().alarms().isEmpty()
                || (status != null && !status.alarms().isEmpty());
    }

    /** In the order of {@link Kinds#ALL}. */
    List<KindHandling<?>> all() {
        return all;
    }

    /** Whether an object differs; where that takes access away, it is reconciled before the rest. */
    private <S extends CommonStatus> boolean turned(CustomResource<?, S> object, Assessment<S> assessment) {
        if (assessment.submit().containsValue(Priority.REVOKE)) {
            hasten.accept(object);
        }
        return differs(assessment, object.getStatus());
    }

    /** Whether an assessment differs from status or has something to submit. */
    static boolean differs(Assessment<?> assessment, @Nullable Object status) {
        return !assessment.status().equals(status) || !assessment.submit().isEmpty();
    }
}
