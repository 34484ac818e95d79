// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Stances;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.Sids;
import dev.apiaccess.rotation.Expiry;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** How objects end: what stays in AWS, which deletions are held, and which grants are over. */
public final class Endings {

    private final Retention retention;
    private final DeletionBrake brake;
    private final Settings settings;
    private final Clock clock;

    /** @param lost whether the account of a connection is out of reach until people act */
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

    /** The brake that holds deletions. */
    public DeletionBrake brake() {
        return brake;
    }

    /** The expiry of a grant; warning and keeping go by AWS's clock. */
    public Expiry expiry(ApiKeyGrant grant) {
        return new Expiry(
                Optional.ofNullable(grant.getSpec().expiresAt()).map(Instant::parse),
                settings.expiryWarning(),
                settings.expiredKept());
    }

    /** Whether a grant has reached its end, from when on its keys do not work. */
    public boolean hasEnded(ApiKeyGrant grant) {
        return expiry(grant).ended(clock.instant());
    }

    /** The time of day. */
    Instant now() {
        return clock.instant();
    }

    /** How long a policy that is in AWS may be unknown to parts of it. */
    Duration settling() {
        return settings.policySettleTime();
    }

    /** Patterns of ARNs of roles that may be passed on to API Gateway. */
    List<String> passRoles() {
        return settings.passRoles();
    }

    /** The mark of an object's statements in documents that clusters share. */
    String mark(OwnerRef owner) {
        return Sids.mark(settings.clusterId(), owner);
    }

    /** What decides the stance of an object, beside the object itself. */
    Stances.Beside of(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return new Stances.Beside(
                () -> retention.keeps(object),
                () -> brake.holds(object),
                () -> object instanceof ApiKeyGrant grant && expiry(grant).state(clock.instant()) == Expiry.State.OVER);
    }
}
