// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static java.util.stream.Collectors.toMap;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.RequestId;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Reads and changes the remaining quota of keys, within the account's budget and with a line in the audit log. */
public final class QuotaCalls {

    private static final int MOST_PAGES = 500;

    private final Accounts accounts;
    private final Function<UnitKey, List<Author>> authors;
    private final Naming naming;
    private final Audit audit;
    private final Clock clock;

    public QuotaCalls(Accounts accounts, Function<UnitKey, List<Author>> authors, Naming naming, Clock clock) {
        this.accounts = accounts;
        this.authors = authors;
        this.naming = naming;
        this.audit = new Audit(naming.clusterId());
        this.clock = clock;
    }

    /** The first day of the current period. */
    public LocalDate begin(Quota quota) {
        return quota.period().first(today());
    }

    /** The usage of a plan's quota by these keys in the current period; AWS may leave out keys that were never used. */
    public Map<String, KeyUsage> read(
            UnitKey.ApiKeyUnit unit, String planId, Quota quota, Set<String> keyIds, Priority priority)
            throws InterruptedException {
        var account = account(unit);
        var gateway = account.access().gateway(unit.region());
        var first = begin(quota);
        var usage = Pages.all(
                accounts,
                account,
                unit.region(),
                Operation.GET_USAGE,
                new Caller(unit.namespace(), priority),
                position -> gateway.getUsage(planId, first, today(), keyIds, position),
                MOST_PAGES);
        var known = new HashMap<String, KeyUsage>();
        keyIds.forEach(id -> known.put(id, new KeyUsage(id, 0, quota.limit())));
        known.putAll(usage.stream().collect(toMap(KeyUsage::keyId, one -> one, (_, later) -> later)));
        return Map.copyOf(known);
    }

    /** Sets what a key has left; only {@link #read} shows whether AWS took it. */
    public void leave(UnitKey.ApiKeyUnit unit, String planId, String keyId, long left) throws InterruptedException {
        var account = account(unit);
        var change = new ApiKeyChange.UpdateUsage(planId, keyId, left);
        var request = new RequestId();
        var began = clock.instant();
        AwsFailure failure = null;
        try {
            accounts.call(
                    account,
                    unit.region(),
                    Operation.UPDATE_USAGE,
                    new Caller(unit.namespace(), Priority.USER_CHANGE),
                    () -> request.of(() -> Applier.apply(account.access(), naming, unit, change)));
        } catch (AwsFailure refused) {
            failure = refused;
            throw refused;
        } finally {
            audit.tell(new Audit.Write(
                    began, unit, change, Priority.USER_CHANGE, false, authors.apply(unit), request, failure));
        }
    }

    private Accounts.Account account(UnitKey.ApiKeyUnit unit) {
        return accounts.reach(unit.accountId())
                .orElseThrow(() -> new AwsFailure(
                        AwsFailure.Kind.UNAVAILABLE,
                        Operation.GET_USAGE,
                        "NoConnection",
                        "no usable connection to account " + unit.accountId(),
                        null,
                        null));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
