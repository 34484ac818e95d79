// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitSpec;
import dev.apiaccess.api.LimitedApi;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.RateLimitedApi;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.OneLine;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks an ApiRateLimit, in the order of the methods of {@link #of}. */
public final class UsagePlanIntents {

    private UsagePlanIntents() {}

    public static Verdict<UsagePlanIntent> of(ApiRateLimit limit, Surroundings around) {
        var status = limit.getStatus();
        var bound = status == null ? null : status.connection();
        return Unknowns.none(limit.getSpec())
                .then(spec -> Bindings.of(spec, bound, around))
                .then(binding -> mayAsk(limit, binding)
                        .then(_ -> entries(limit, binding))
                        .then(entries -> admitted(limit, binding, entries)));
    }

    public static OwnerRef owner(ApiRateLimit limit) {
        return new OwnerRef(
                "ApiRateLimit",
                limit.getMetadata().getNamespace(),
                limit.getMetadata().getName());
    }

    private static Verdict<Tenant> mayAsk(ApiRateLimit limit, Binding binding) {
        return Admission.admit(binding, request(limit.getSpec(), List.of()), limit);
    }

    /**
     * The entries of a limit.
     *
     * @param missing those whose API does not exist
     */
    private record Entries(String region, List<Resolved> resolved, List<UsagePlanIntent.MissingStage> missing) {}

    private static Verdict<Entries> entries(ApiRateLimit limit, Binding binding) {
        var resolved = new ArrayList<Resolved>();
        var missing = new ArrayList<UsagePlanIntent.MissingStage>();
        var regions = new TreeSet<String>();
        for (var entry : limit.getSpec().apis()) {
            var kept = kept(limit, entry);
            var found = Targets.region(entry, binding).then(region -> {
                regions.add(region);
                return Targets.find(entry, binding, kept);
            });
            switch (found) {
                case Verdict.Wanted<Targets.Found>(var target) -> resolved.add(new Resolved(entry, target));
                case Verdict.Rejected<Targets.Found> rejected -> {
                    var why = new LeftOut(
                            rejected.reason(), "apis[" + entry.name() + "]: " + rejected.message(), rejected.waiting());
                    if (rejected.reason() != Reason.TargetNotFound) {
                        return why.rejected();
                    }
                    missing.add(new UsagePlanIntent.MissingStage(
                            entry.name(),
                            kept,
                            named(entry),
                            entry.stage(),
                            methods(entry),
                            kept == null ? isForgotten(limit) : Targets.exists(kept, entry, binding),
                            why));
                }
            }
        }
        if (regions.size() > 1) {
            return Verdict.rejected(
                    Reason.Invalid, "a usage plan lies in one region: make one ApiRateLimit for each region");
        }
        var seen = new HashSet<String>();
        for (var one : resolved) {
            if (!seen.add(one.found().api().id() + ":" + one.entry().stage())) {
                return Verdict.rejected(
                        Reason.Invalid,
                        "apis[" + one.entry().name() + "] is the same stage as an entry before it: remove one of them");
            }
        }
        return Verdict.wanted(new Entries(regions.first(), resolved, missing));
    }

    private static String named(RateLimitedApi entry) {
        return Objects.requireNonNullElse(entry.restApiName(), Objects.requireNonNullElse(entry.restApiId(), ""));
    }

    private static Verdict<UsagePlanIntent> admitted(ApiRateLimit limit, Binding binding, Entries entries) {
        var stages = entries.resolved().stream()
                .map(one -> new Admission.ApiStages(
                        one.found().api(), List.of(one.entry().stage())))
                .toList();
        return Admission.admit(binding, request(limit.getSpec(), stages), limit)
                .then(tenant -> deployed(limit, binding, tenant, entries));
    }

    private static Verdict<UsagePlanIntent> deployed(
            ApiRateLimit limit, Binding binding, Tenant tenant, Entries entries) {
        var stages = new ArrayList<UsagePlanIntent.LimitedStage>();
        var missing = new ArrayList<>(entries.missing());
        for (var one : entries.resolved()) {
            var api = one.found().api();
            var stage = one.entry().stage();
            switch (Targets.missing(one.found(), List.of(stage), binding)) {
                case Verdict.Rejected<SortedMap<String, LeftOut>> rejected -> {
                    return rejected.as();
                }
                case Verdict.Wanted<SortedMap<String, LeftOut>>(var gone) -> {
                    var why = gone.get(stage);
                    if (why == null) {
                        stages.add(new UsagePlanIntent.LimitedStage(
                                one.entry().name(), api.id(), api.name(), stage, methods(one.entry())));
                    } else {
                        missing.add(new UsagePlanIntent.MissingStage(
                                one.entry().name(), api.id(), api.name(), stage, methods(one.entry()), false, why));
                    }
                }
            }
        }
        if (stages.isEmpty() && !isMade(limit)) {
            // A plan that opens nothing is not made: there is nothing yet that could be left out of it.
            return missing.getFirst().why().rejected();
        }
        var spec = limit.getSpec();
        return Verdict.wanted(new UsagePlanIntent(
                owner(limit),
                Objects.requireNonNullElse(limit.getMetadata().getUid(), ""),
                binding.connectionName(),
                tenant,
                binding.accountId(),
                entries.region(),
                throttle(spec),
                quota(spec),
                List.copyOf(stages),
                List.copyOf(missing)));
    }

    /** Whether what the entries were resolved to was lost with the status: then any stage of the plan may be meant. */
    private static boolean isForgotten(ApiRateLimit limit) {
        return limit.getStatus() == null || limit.getStatus().targets().isEmpty();
    }

    private static boolean isMade(ApiRateLimit limit) {
        var status = limit.getStatus();
        return status != null && status.usagePlanId() != null;
    }

    private static Map<MethodKey, Throttle> methods(RateLimitedApi entry) {
        var methods = new HashMap<MethodKey, Throttle>();
        entry.methods()
                .forEach(method -> methods.put(
                        new MethodKey(method.path(), method.method().name()),
                        new Throttle(Admission.perSecond(method.rate()), method.burst())));
        return methods;
    }

    private static Admission.Request request(ApiRateLimitSpec spec, List<Admission.ApiStages> stages) {
        var throttles = new ArrayList<Throttle>();
        var plan = throttle(spec);
        if (plan != null) {
            // Without a rate of the plan every other method is unlimited, however tight single ones are.
            throttles.add(plan);
            for (var api : spec.apis()) {
                api.methods()
                        .forEach(method ->
                                throttles.add(new Throttle(Admission.perSecond(method.rate()), method.burst())));
            }
        }
        return new Admission.Request(
                EnumSet.of(Permission.RateLimit),
                spec.apis(),
                stages,
                new TreeSet<>(),
                new TreeMap<>(),
                throttles,
                quota(spec),
                true);
    }

    private static @Nullable Throttle throttle(ApiRateLimitSpec spec) {
        var rate = spec.rate();
        return rate == null
                ? null
                : new Throttle(Admission.perSecond(rate), Objects.requireNonNullElse(spec.burst(), rate.requests()));
    }

    private static @Nullable Quota quota(ApiRateLimitSpec spec) {
        var quota = spec.quota();
        return quota == null
                ? null
                : new Quota(
                        quota.requests(),
                        switch (quota.period()) {
                            case Day -> Quota.Period.DAY;
                            case Week -> Quota.Period.WEEK;
                            case Month, UNKNOWN -> Quota.Period.MONTH;
                        });
    }

    private static @Nullable String kept(ApiRateLimit limit, RateLimitedApi entry) {
        var status = limit.getStatus();
        if (status == null || Annotated.retarget(limit, status.retargeted()).isPresent()) {
            return null;
        }
        var name = entry.restApiName();
        if (name == null) {
            return status.targets().stream().anyMatch(target -> Objects.equals(target.restApiId(), entry.restApiId()))
                    ? entry.restApiId()
                    : null;
        }
        // A status shows names on one line.
        var key = OneLine.of(entry.name() + "/" + name);
        return status.targets().stream()
                .filter(target -> key.equals(target.name()))
                .map(LimitedApi::restApiId)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private record Resolved(RateLimitedApi entry, Targets.Found found) {}
}
