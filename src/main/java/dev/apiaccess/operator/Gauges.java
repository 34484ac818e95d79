// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.reactions.AwsSide;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.status.GrantLook;
import dev.apiaccess.status.KeyQuotas;
import dev.apiaccess.status.ObjectCounts;
import dev.apiaccess.status.QuotaUses;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The current state in numbers, for metrics. */
public final class Gauges {

    private final AwsSide aws;
    private final UnitExecutor executor;
    private final ObjectStore objects;
    private final Snapshots snapshots;
    private final GrantLook grants;

    Gauges(AwsSide aws, UnitExecutor executor, ObjectStore objects, Snapshots snapshots, GrantLook grants) {
        this.aws = aws;
        this.executor = executor;
        this.objects = objects;
        this.snapshots = snapshots;
        this.grants = grants;
    }

    /** Counts of objects by their statuses. */
    public ObjectCounts census() {
        return new ObjectCounts(objects);
    }

    /** Number of units that are busy or wait for a retry. */
    public long busyUnits() {
        return executor.busy();
    }

    /** The longest time over all accounts since the last complete sweep; empty while none is swept. */
    public Optional<Duration> sweepAge() {
        return aws.sweeper().age();
    }

    /** The earliest end of the credentials in use, as far as known. */
    public Optional<Instant> credentialsEnd() {
        return aws.accounts().credentialsEnd();
    }

    /**
     * The largest share of the attachment quota used by a principal of the kind to which we attach something, including attachments of
     * others; empty when there is none.
     */
    public OptionalDouble attachmentsUsed(PrincipalRef.Kind kind) {
        return aws.accounts().all().stream()
                .flatMap(account -> aws.world().iam(account.accountId()).stream())
                .flatMapToDouble(slice -> slice.owned().keySet().stream()
                        .map(UnitKey.PolicyUnit::principal)
                        .filter(principal -> principal.kind() == kind)
                        .mapToDouble(principal -> (double) slice.attachments().getOrDefault(principal.identity(), 0)
                                / slice.quotas().of(kind)))
                .max();
    }

    /** The largest used share of each AWS quota over all accounts and regions, by name of the quota. */
    public Map<String, Double> quotasUsed() {
        var shares = new HashMap<String, Double>();
        for (var account : aws.accounts().all()) {
            for (var use : QuotaUses.of(aws.world(), account.accountId(), account.regions())) {
                shares.merge(String.valueOf(use.quota()), QuotaUses.share(use), Math::max);
            }
        }
        return shares;
    }

    /** The state of our keys' quotas. */
    public KeyQuotas keyQuotas() {
        return KeyQuotas.of(aws.accounts().all().stream()
                .flatMap(account -> aws.world().readings().usages(account.accountId()).stream())
                .toList());
    }

    /** The known usage of each quota by the key of each grant. */
    public List<KeyQuotas.OfGrant> grantQuotas() {
        var snapshot = snapshots.take();
        return objects.grants().stream()
                .flatMap(grant -> grants.budgets(grant, snapshot).stream()
                        .map(budget -> new KeyQuotas.OfGrant(
                                grant.getMetadata().getNamespace(),
                                grant.getMetadata().getName(),
                                budget.plan().namespace() + "/" + budget.plan().name(),
                                budget.usage().used(),
                                budget.quota().limit())))
                .toList();
    }
}
