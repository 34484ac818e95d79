// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Rate;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.TargetsApi;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.api.TenantApi;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.Throttle;
import io.fabric8.kubernetes.client.CustomResource;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Whether a tenant admits a request. Entries that match a namespace are alternatives; one of them has to admit the whole request. */
final class Admission {

    /** In place of a stage: an Allow in all stages, present and future. */
    static final String EVERY_STAGE = "*";

    private Admission() {}

    /**
     * What an object asks for.
     *
     * @param may words that are needed
     * @param named APIs as they are written, which need not exist
     * @param apis those that were found, with their stages; empty before any lookup
     * @param carried how many managed policies each principal would carry, for those that would get one more
     * @param throttles every requested rate limit, empty when some method would have none
     * @param quota null when none is requested
     */
    record Request(
            Set<Permission> may,
            List<? extends TargetsApi> named,
            List<ApiStages> apis,
            SortedSet<PrincipalRef> principals,
            SortedMap<PrincipalRef, Integer> carried,
            List<Throttle> throttles,
            @Nullable Quota quota,
            boolean limited) {

        /** A request that concerns no principal. */
        static Request of(Set<Permission> may) {
            return new Request(may, List.of(), List.of(), new TreeSet<>(), new TreeMap<>(), List.of(), null, false);
        }
    }

    /**
     * An API that was found.
     *
     * @param stages {@link #EVERY_STAGE} for all of them, present and future; empty where any admitted one will do
     */
    record ApiStages(RestApi api, List<String> stages) {}

    /** The first tenant that admits a request of an object and has a place for it. */
    static Verdict<Tenant> admit(
            Binding binding, Request request, CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return admit(binding, request, object, _ -> Optional.empty());
    }

    /** @param further why a tenant does not admit the rest of what the object asks for, empty when it does */
    static Verdict<Tenant> admit(
            Binding binding,
            Request request,
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object,
            Function<Tenant, Optional<String>> further) {
        var refusals = new ArrayList<String>();
        var full = new ArrayList<String>();
        for (var tenant : binding.tenants()) {
            var refusal = refusal(tenant, request).or(() -> further.apply(tenant));
            var noPlace = refusal.isEmpty() ? Places.refusal(tenant, binding, object) : Optional.<String>empty();
            if (refusal.isEmpty() && noPlace.isEmpty()) {
                return Verdict.wanted(tenant);
            }
            refusal.ifPresent(why -> refusals.add("tenant " + tenant.name() + " " + why));
            noPlace.ifPresent(why -> full.add("tenant " + tenant.name() + " " + why));
        }
        if (!full.isEmpty()) {
            return Verdict.rejected(
                    Reason.LimitReached,
                    "AwsConnection " + binding.connectionName() + ": " + String.join("; ", full)
                            + ": delete one that is not needed, or ask the platform team for more");
        }
        return Verdict.rejected(
                Reason.NotPermitted,
                "AwsConnection " + binding.connectionName() + ": " + String.join("; ", refusals)
                        + ": ask the platform team to admit it, or ask for less");
    }

    /** Whether a principal may be named in messages: a principal that may not be used is not revealed. */
    static boolean mayKnow(List<Tenant> tenants, PrincipalRef principal) {
        return tenants.stream()
                .flatMap(tenant -> tenant.principals().stream())
                .anyMatch(pattern -> NamePattern.matches(pattern, principal.text()));
    }

    /** Why a tenant does not admit a request, empty when it does. */
    static Optional<String> refusal(Tenant tenant, Request request) {
        for (var word : request.may()) {
            if (!tenant.may().contains(word)) {
                return Optional.of("may not " + word);
            }
        }
        for (var principal : request.principals()) {
            if (tenant.principals().stream().noneMatch(pattern -> NamePattern.matches(pattern, principal.text()))) {
                return Optional.of("does not admit principal " + principal.text());
            }
        }
        for (var target : request.named()) {
            if (tenant.apis().stream().noneMatch(pattern -> mayMean(pattern, target))) {
                var name = target.restApiName();
                return Optional.of("does not admit API " + (name == null ? target.restApiId() : name));
            }
        }
        for (var target : request.apis()) {
            if (target.stages().isEmpty() && !admits(tenant, target.api())) {
                return Optional.of("does not admit API " + target.api().name() + " ("
                        + target.api().id() + ")");
            }
            for (var stage : target.stages()) {
                if (!admits(tenant, target.api(), stage)) {
                    return Optional.of("does not admit API " + target.api().name() + " ("
                            + target.api().id() + "), "
                            + (stage.equals(EVERY_STAGE)
                                    ? "every stage (its stages list no \"*\" for it)"
                                    : "stage " + stage));
                }
            }
        }
        return slots(tenant, request).or(() -> limits(tenant, request));
    }

    private static Optional<String> slots(Tenant tenant, Request request) {
        var limits = tenant.limits();
        var most = limits == null ? null : limits.policiesPerPrincipal();
        if (most == null) {
            return Optional.empty();
        }
        return request.carried().entrySet().stream()
                .filter(one -> one.getValue() > most)
                .findFirst()
                .map(one -> "admits at most " + most + " managed policies on a principal, "
                        + one.getKey().text() + " carries " + (one.getValue() - 1) + " already");
    }

    /** Names are compared with names and ids with ids, so that a refusal does not reveal whether such an API exists. */
    private static boolean mayMean(TenantApi pattern, TargetsApi target) {
        var id = target.restApiId();
        var name = target.restApiName();
        return (id == null || pattern.restApiId() == null || NamePattern.matches(pattern.restApiId(), id))
                && (name == null || pattern.restApiName() == null || NamePattern.matches(pattern.restApiName(), name));
    }

    /** Whether a tenant may name an API, in any stage. */
    static boolean admits(Tenant tenant, RestApi api) {
        return tenant.apis().stream().anyMatch(pattern -> admits(pattern, api));
    }

    private static boolean admits(TenantApi pattern, RestApi api) {
        var id = pattern.restApiId();
        var name = pattern.restApiName();
        return (id != null || name != null)
                && (id == null || NamePattern.matches(id, api.id()))
                && (name == null || NamePattern.matches(name, api.name()));
    }

    static boolean admits(Tenant tenant, RestApi api, String stage) {
        return tenant.apis().stream().anyMatch(pattern -> admits(pattern, api, stage));
    }

    private static boolean admits(TenantApi pattern, RestApi api, String stage) {
        if (stage.equals(EVERY_STAGE)) {
            // A tenant entry with some stages, or with all that existed, does not open each new one at once.
            return admits(pattern, api) && pattern.stages().contains(EVERY_STAGE);
        }
        return admits(pattern, api)
                && (pattern.stages().isEmpty()
                        || pattern.stages().stream().anyMatch(one -> NamePattern.matches(one, stage)));
    }

    private static Optional<String> limits(Tenant tenant, Request request) {
        var limits = tenant.limits();
        if (limits == null || !request.limited()) {
            return Optional.empty();
        }
        var rate = limits.rate();
        if (rate != null) {
            // Values in AWS are compared too, and their last digits are not ours.
            var most = perSecond(rate) + Throttle.TOLERANCE;
            var above = request.throttles().stream()
                    .map(Throttle::rateLimit)
                    .filter(one -> one > most)
                    .findFirst();
            if (request.throttles().isEmpty() || above.isPresent()) {
                return Optional.of(
                        "admits at most " + rate.requests() + " requests per " + most(rate) + " (limits.rate)"
                                + above.map(one -> ", and rate asks for " + number(one) + " a second")
                                        .orElse(", and the usage plan has no rate (set rate and burst)"));
            }
        }
        var burst = limits.burst();
        var wider = request.throttles().stream()
                .map(Throttle::burstLimit)
                .filter(one -> burst != null && one > burst)
                .findFirst();
        if (burst != null && (request.throttles().isEmpty() || wider.isPresent())) {
            return Optional.of("admits a burst of at most " + burst + " (limits.burst)"
                    + wider.map(one -> ", and burst asks for " + one)
                            .orElse(", and the usage plan has none (set rate and burst)"));
        }
        var perDay = limits.quotaPerDay();
        var quota = request.quota();
        if (perDay != null && (quota == null || quota.limit() > perDay * days(quota.period()))) {
            return Optional.of("admits a quota of at most " + perDay + " a day (limits.quotaPerDay)"
                    + (quota == null
                            ? ", and the usage plan has none (set quota)"
                            : ", and quota asks for " + quota.limit() + " a "
                                    + quota.period().name().toLowerCase(java.util.Locale.ROOT)));
        }
        return Optional.empty();
    }

    private static String number(double rate) {
        return BigDecimal.valueOf(rate)
                .setScale(4, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString();
    }

    private static String most(Rate rate) {
        return switch (rate.per()) {
            case SECOND -> "1s";
            case MINUTE -> "1m";
            default -> "1h";
        };
    }

    /** Days of a period, of the shortest month, so that no month allows more a day than the tenant may. */
    private static int days(Quota.Period period) {
        return switch (period) {
            case DAY -> 1;
            case WEEK -> 7;
            case MONTH -> 28;
        };
    }

    static double perSecond(Rate rate) {
        return switch (rate.per()) {
            case SECOND, UNKNOWN -> rate.requests();
            case MINUTE -> rate.requests() / 60.0;
            case HOUR -> rate.requests() / 3600.0;
        };
    }
}
