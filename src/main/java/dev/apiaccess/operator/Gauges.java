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

/** How things stand, in numbers, for whoever publishes them. */
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

    /** The objects by what their statuses say. */
    public ObjectCounts census() {
        return new ObjectCounts(objects);
    }

    /** Units with something to do or waiting for a retry. */
    public long busyUnits() {
        return executor.busy();
    }

    /** Time since the last complete look at the account where that is longest ago; empty while none is looked at. */
    public Optional<Duration> sweepAge() {
        return aws.sweeper().age();
    }

    /** When the first of the credentials that are in use ends, as far as that is known. */
    public Optional<Instant> credentialsEnd() {
        return aws.accounts().credentialsEnd();
    }

    /**
     * The largest share of the managed policies that AWS lets a principal of the kind carry which one of those has that we attach
     * something to, whoever attached the others; empty when there is none.
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

    /** The largest shares of AWS's quotas that are used in some account and region, by the name of the quota. */
    public Map<String, Double> quotasUsed() {
        var shares = new HashMap<String, Double>();
        for (var account : aws.accounts().all()) {
            for (var use : QuotaUses.of(aws.world(), account.accountId(), account.regions())) {
                shares.merge(String.valueOf(use.quota()), QuotaUses.share(use), Math::max);
            }
        }
        return shares;
    }

    /** How our keys stand to their quotas. */
    public KeyQuotas keyQuotas() {
        return KeyQuotas.of(aws.accounts().all().stream()
                .flatMap(account -> aws.world().readings().usages(account.accountId()).stream())
                .toList());
    }

    /** The use of each quota by the key of each grant, where it is known. */
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
