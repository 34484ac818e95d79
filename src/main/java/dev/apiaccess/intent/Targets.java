// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Reason;
import dev.apiaccess.api.TargetsApi;
import dev.apiaccess.api.TenantApi;
import dev.apiaccess.model.RestApi;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds the API that an object means. A found API is kept: a new API under the same name is not followed by itself. */
final class Targets {

    private Targets() {}

    /** A REST API in its region. */
    record Found(String region, RestApi api) {}

    /** @param kept id that an earlier pass resolved the name to, null when there was none or it is to be forgotten */
    static Verdict<Found> find(TargetsApi target, Binding binding, @Nullable String kept) {
        return region(target, binding).then(region -> find(target, binding, region, kept));
    }

    /** The stages that an API does not have: they have to be deployed, or nothing would be enforced there. */
    static Verdict<SortedMap<String, LeftOut>> missing(Found found, List<String> stages, Binding binding) {
        var region = binding.account().regions().get(found.region());
        var known = region == null ? null : region.stages().get(found.api().id());
        if (known == null) {
            return Verdict.waiting(
                    Reason.Pending, "the stages of API " + found.api().name() + " are being read");
        }
        var missing = new TreeMap<String, LeftOut>();
        for (var stage : stages) {
            // Whether a stage exists that it may not name is not revealed: it is refused like one that exists.
            if (!known.containsKey(stage) && isAdmitted(found.api(), stage, binding)) {
                missing.put(
                        stage,
                        new LeftOut(
                                Reason.TargetNotFound,
                                "API " + found.api().name() + " (" + found.api().id() + ") has no stage " + stage
                                        + (known.isEmpty()
                                                ? ": deploy it first"
                                                : ": deploy it" + others(found.api(), known.keySet(), binding)),
                                true));
            }
        }
        return Verdict.wanted(missing);
    }

    /** The stages that may be named instead; others are not revealed. */
    private static String others(RestApi api, Set<String> stages, Binding binding) {
        var named = stages.stream()
                .filter(stage -> isAdmitted(api, stage, binding))
                .sorted()
                .collect(Collectors.joining(", "));
        return named.isEmpty() ? " first" : ", or name one of " + named;
    }

    private static boolean isAdmitted(RestApi api, String stage, Binding binding) {
        return binding.tenants().stream().anyMatch(tenant -> Admission.admits(tenant, api, stage));
    }

    /** The stages that an API has now. */
    static Verdict<List<String>> everyStage(Found found, Binding binding) {
        return missing(found, List.of(), binding).then(_ -> {
            var region = binding.account().regions().get(found.region());
            var known = region == null ? null : region.stages().get(found.api().id());
            return Verdict.wanted(
                    known == null ? List.of() : known.keySet().stream().sorted().toList());
        });
    }

    /** The region in which an API is meant, whether it exists or not. */
    static Verdict<String> region(TargetsApi target, Binding binding) {
        var regions = binding.connection().getSpec().regions();
        var region = target.region();
        if (region == null) {
            return regions.size() == 1
                    ? Verdict.wanted(regions.getFirst())
                    : Verdict.rejected(
                            Reason.Invalid,
                            "AwsConnection " + binding.connectionName() + " has several regions: set region to one of "
                                    + String.join(", ", regions));
        }
        return regions.contains(region)
                ? Verdict.wanted(region)
                : Verdict.rejected(
                        Reason.NotPermitted,
                        "AwsConnection " + binding.connectionName() + " does not cover region " + region + ", only "
                                + String.join(", ", regions));
    }

    private static Verdict<Found> find(TargetsApi target, Binding binding, String region, @Nullable String kept) {
        var known = binding.account().regions().get(region);
        if (known == null && binding.account().denied().contains(region)) {
            return Verdict.rejected(
                    Reason.AccessDenied,
                    "AWS denies the operator API Gateway in " + region + ": see kubectl get awsc "
                            + binding.connectionName() + " -o yaml, or name another region");
        }
        if (known == null) {
            return Verdict.waiting(Reason.Pending, "API Gateway in " + region + " is being read for the first time");
        }
        var id = target.restApiId();
        if (id != null) {
            return known.apis().stream()
                    .filter(api -> api.id().equals(id))
                    .filter(api -> id.equals(kept) || admitted(api, binding))
                    .findFirst()
                    .map(api -> Verdict.wanted(new Found(region, api)))
                    .orElseGet(() -> Verdict.waiting(
                            Reason.TargetNotFound,
                            "there is no REST API " + id + " in " + region + " that AwsConnection "
                                    + binding.connectionName()
                                    + " admits: correct restApiId, or ask the platform team to admit it"));
        }
        var name = Objects.requireNonNull(target.restApiName(), "the schema asks for restApiId or restApiName");
        var named = known.apis().stream().filter(api -> api.name().equals(name)).toList();
        if (kept != null) {
            return kept(named, named.stream().anyMatch(api -> admitted(api, binding)), name, kept, region);
        }
        // A tenant that admits ids alone was not compared with the name, and does not learn of other APIs that have it.
        var mine = named.stream().filter(api -> admitted(api, binding)).toList();
        return switch (mine.isEmpty() ? 0 : named.size()) {
            case 0 ->
                Verdict.waiting(
                        Reason.TargetNotFound,
                        "there is no REST API named " + name + " in " + region
                                + (mayName(name, binding)
                                        ? ": create it, or correct restApiName"
                                        : " that AwsConnection " + binding.connectionName()
                                                + " admits: correct restApiName, or ask the platform team to admit it"));
            case 1 -> Verdict.wanted(new Found(region, named.getFirst()));
            default ->
                Verdict.rejected(
                        Reason.TargetAmbiguous,
                        "several REST APIs are named " + name + ": use restApiId with one of "
                                + mine.stream().map(RestApi::id).sorted().collect(Collectors.joining(", ")));
        };
    }

    /** Whether there is an API with an id, whatever its name. */
    static boolean exists(String id, TargetsApi target, Binding binding) {
        return region(target, binding) instanceof Verdict.Wanted<String>(var region)
                && Optional.ofNullable(binding.account().regions().get(region))
                        .filter(known ->
                                known.apis().stream().anyMatch(api -> api.id().equals(id)))
                        .isPresent();
    }

    private static boolean admitted(RestApi api, Binding binding) {
        return binding.tenants().stream().anyMatch(tenant -> Admission.admits(tenant, api));
    }

    /** Whether some tenant admits APIs of that name, so that saying that none exists reveals nothing. */
    private static boolean mayName(String name, Binding binding) {
        return binding.tenants().stream()
                .flatMap(tenant -> tenant.apis().stream())
                .map(TenantApi::restApiName)
                .anyMatch(pattern -> pattern != null && NamePattern.matches(pattern, name));
    }

    /** @param another whether another API has the name, of which the tenant may learn */
    private static Verdict<Found> kept(List<RestApi> named, boolean another, String name, String kept, String region) {
        return named.stream()
                .filter(api -> api.id().equals(kept))
                .findFirst()
                .map(api -> Verdict.wanted(new Found(region, api)))
                .orElseGet(
                        () -> Verdict.waiting(
                                Reason.TargetNotFound,
                                "REST API " + kept + " named " + name + " is gone"
                                        + (!another
                                                ? ": create it anew and set the annotation apiaccess.dev/retarget to a new value to follow it"
                                                : "; another one has the name now: set the annotation apiaccess.dev/retarget to a new value to follow it")));
    }
}
