// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.IamPort;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Reads the tags of things one by one: no bulk listing has them. */
public final class TagReading {

    /** How many unproven things are read at once: anything may bear our mark. */
    private static final int MOST = 100;

    /**
     * What was read.
     *
     * @param tags by id or ARN
     * @param gone things that AWS no longer has, whatever the last listing shows
     */
    public record Read(Map<String, Map<String, String>> tags, Set<String> gone) {}

    private final Accounts accounts;

    /** @param accounts whose budgets are used */
    public TagReading(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Tags by id or ARN of everything that bears the mark of a unit, the proven first. */
    Map<String, Map<String, String>> all(Accounts.Account account, UnitKey unit, Observed observed, Caller caller)
            throws InterruptedException {
        return read(account, unit, caller, observed.ids()).tags();
    }

    /** Tags of the things whose owner is not known yet. */
    public Read unread(Accounts.Account account, UnitKey unit, Observed observed, Caller caller)
            throws InterruptedException {
        return read(account, unit, caller, observed.unread());
    }

    private Read read(Accounts.Account account, UnitKey unit, Caller caller, List<String> things)
            throws InterruptedException {
        var tags = new HashMap<String, Map<String, String>>();
        var gone = new HashSet<String>();
        for (var id : things.subList(0, Math.min(things.size(), MOST))) {
            one(account, unit, caller, id).ifPresentOrElse(found -> tags.put(id, found), () -> gone.add(id));
        }
        return new Read(tags, gone);
    }

    private Optional<Map<String, String>> one(Accounts.Account account, UnitKey unit, Caller caller, String id)
            throws InterruptedException {
        var access = account.access();
        return switch (unit) {
            case UnitKey.PolicyUnit _, UnitKey.ClaimUnit _ ->
                call(
                                account,
                                "",
                                Operation.GET_POLICY,
                                caller,
                                () -> access.iam().getPolicy(id))
                        .map(IamPort.PolicyHead::tags);
            case UnitKey.UsagePlanUnit plan ->
                call(
                                account,
                                plan.region(),
                                Operation.GET_USAGE_PLAN,
                                caller,
                                () -> access.gateway(plan.region()).getUsagePlan(id))
                        .map(GatewayPort.Tagged::tags);
            case UnitKey.RestApiUnit api ->
                call(
                                account,
                                api.region(),
                                Operation.GET_REST_API,
                                caller,
                                () -> access.gateway(api.region()).getRestApi(id))
                        .map(GatewayPort.Tagged::tags);
            case UnitKey.AlarmUnit alarms ->
                call(
                        account,
                        alarms.region(),
                        Operation.LIST_TAGS_FOR_RESOURCE,
                        caller,
                        () -> access.alarms(alarms.region()).tags(id));
            case UnitKey.ApiKeyUnit key ->
                call(
                                account,
                                key.region(),
                                Operation.GET_API_KEY,
                                caller,
                                () -> access.gateway(key.region()).getApiKey(id))
                        .map(GatewayPort.Tagged::tags);
        };
    }

    private <T> Optional<T> call(
            Accounts.Account account, String region, Operation operation, Caller caller, Supplier<Optional<T>> call)
            throws InterruptedException {
        return accounts.call(account, region, operation, caller, call);
    }
}
