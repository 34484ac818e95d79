// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Stances;
import dev.apiaccess.model.Settings;
import dev.apiaccess.rotation.Expiry;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/** How objects end: what stays in AWS, whose deletion is held, and which grants are over. */
public final class Endings {

    private final Retention retention;
    private final DeletionBrake brake;
    private final Settings settings;
    private final Clock clock;

    /** @param lost whether people have to put the account of a connection within reach again */
    Endings(ObjectStore objects, Predicate<AwsConnection> lost, Settings settings, Clock clock) {
        retention = new Retention(objects, lost);
        brake = new DeletionBrake(objects, retention, settings.brakeWindow(), clock);
        this.settings = settings;
        this.clock = clock;
    }

    /** What stays in AWS. */
    public Retention retention() {
        return retention;
    }

    /** Whose deletion is held. */
    public DeletionBrake brake() {
        return brake;
    }

    /** When a grant ends; warning and keeping go by AWS's clock. */
    public Expiry expiry(ApiKeyGrant grant) {
        return new Expiry(
                Optional.ofNullable(grant.getSpec().expiresAt()).map(Instant::parse),
                settings.expiryWarning(),
                settings.expiredKept());
    }

    /** Whether the end of a grant has come, from when on its keys do not work. */
    public boolean hasEnded(ApiKeyGrant grant) {
        return expiry(grant).ended(clock.instant());
    }

    /** What decides how an object stands, beside the object itself. */
    Stances.Beside of(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return new Stances.Beside(
                () -> retention.keeps(object),
                () -> brake.holds(object),
                () -> object instanceof ApiKeyGrant grant && expiry(grant).state(clock.instant()) == Expiry.State.OVER);
    }
}
