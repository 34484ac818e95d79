// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.measure;

import dev.apiaccess.access.ApiPlace;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.DeclaredRule;
import dev.apiaccess.access.Identity;
import dev.apiaccess.access.Measure;
import dev.apiaccess.access.Measured;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Assumption;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.DeployedPolicyNote;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.world.ExportSlice;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.HeldSlice;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.World;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Measures the rules of policies on what was read of AWS. An answer is kept as long as nothing changes of what it follows from, so that a
 * look at an object that nobody touched costs a comparison.
 */
public final class Effectiveness {

    private final World world;
    private final ServedStages stages = new ServedStages();
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    public Effectiveness(World world) {
        this.world = world;
    }

    /**
     * The policy of the namespace for a principal, as AWS has it now.
     *
     * @param arn of the policy
     */
    public record InForce(String arn, PolicyDocument document) {}

    private record Named(PrincipalRef principal, Optional<Identity> identity, InForce own) {}

    /**
     * What an answer follows from.
     *
     * @param at the hour in which rules with times of their own are asked, for others the day: documents of others may have times
     */
    private record Asked(
            List<AccessIntent.Grant> grants, List<Measure.Stage> stages, List<Named> principals, Instant at) {}

    private record Kept(Asked asked, List<Measured> rules) {}

    private record Region(GatewaySlice gateway, MethodSlice methods, ExportSlice exports, HeldSlice held) {}

    /**
     * What the rules of a policy come to.
     *
     * @param inForce principals for which AWS has what the policy declares
     */
    public RuleEffects of(
            ApiAccessPolicy policy,
            AccessIntent intent,
            SortedMap<PrincipalRef, InForce> inForce,
            Optional<AwsConnection> connection,
            Instant now) {
        if (inForce.isEmpty()) {
            return new RuleEffects.Nothing();
        }
        var region = region(intent);
        if (region.isEmpty()) {
            return new RuleEffects.Unread();
        }
        var assumed = connection
                .filter(one -> one.getSpec().assumptions().contains(Assumption.PolicyDeployed))
                .isPresent();
        var served = served(intent, region.get(), connection, assumed);
        var named = new ArrayList<Named>();
        inForce.forEach((principal, own) ->
                named.add(new Named(principal, region.get().held().of(principal.identity()), own)));
        var asked = new Asked(
                intent.grants(),
                served.stream().map(ServedStages.Served::stage).toList(),
                named,
                now.truncatedTo(hasTimes(intent) ? ChronoUnit.HOURS : ChronoUnit.DAYS));
        var soon = served.stream().anyMatch(ServedStages.Served::soon)
                || named.stream()
                        .anyMatch(one ->
                                region.get().held().isUnfinished(one.principal().identity()));
        return new RuleEffects.Found(rules(policy, intent, asked), soon, assumed);
    }

    private static boolean hasTimes(AccessIntent intent) {
        return intent.grants().stream()
                .map(AccessIntent.Grant::conditions)
                .anyMatch(when -> when != null && (when.notBefore() != null || when.notAfter() != null));
    }

    private List<Measured> rules(ApiAccessPolicy policy, AccessIntent intent, Asked asked) {
        var uid = String.valueOf(policy.getMetadata().getUid());
        var known = kept.get(uid);
        if (known != null && known.asked().equals(asked)) {
            return known.rules();
        }
        var measure = new Measure(asked.stages());
        var parties = new TreeMap<PrincipalRef, Measure.Party>();
        asked.principals().forEach(one -> parties.put(one.principal(), party(intent, one)));
        var rules = new ArrayList<Measured>();
        for (var grant : asked.grants()) {
            var callers = grant.principals().stream()
                    .flatMap(principal -> Stream.ofNullable(parties.get(principal)))
                    .toList();
            var circumstances = grant.effect() == RuleEffect.Deny
                    ? List.of(Map.<String, List<String>>of())
                    : Circumstances.of(grant.conditions(), asked.at());
            if (!callers.isEmpty() && !circumstances.isEmpty()) {
                rules.add(measure.of(declared(grant, circumstances), callers));
            }
        }
        kept.put(uid, new Kept(asked, List.copyOf(rules)));
        return rules;
    }

    private static DeclaredRule declared(AccessIntent.Grant grant, List<Map<String, List<String>>> circumstances) {
        var verbs = new HashSet<String>();
        grant.verbs().forEach(verb -> verbs.add(verb.name()));
        return new DeclaredRule(grant.rule(), grant.effect() == RuleEffect.Allow, verbs, grant.paths(), circumstances);
    }

    /** The policy of the namespace is taken as it is now: the listing may be older. */
    private static Measure.Party party(AccessIntent intent, Named named) {
        var own = named.own();
        var partition = intent.partition();
        var account = intent.accountId();
        var spoken = named.principal().text();
        var beside = named.identity()
                .map(identity -> Caller.of(partition, account, identity.without(own.arn())))
                .orElseGet(() -> Caller.of(
                        partition,
                        account,
                        Identity.unread(spoken, "they are read with the next look at the account")));
        var policies = beside.policies();
        var all = new ArrayList<>(policies.identity());
        all.add(Attached.of(own.arn(), own.document()));
        return new Measure.Party(
                new Caller(spoken, beside.principal(), policies.withIdentity(all), beside.anySession()),
                policies,
                own.arn());
    }

    private List<ServedStages.Served> served(
            AccessIntent intent, Region region, Optional<AwsConnection> connection, boolean assumed) {
        var apiId = intent.api().id();
        var place = new ApiPlace(intent.partition(), intent.region(), intent.accountId(), apiId);
        var listed = Optional.ofNullable(region.gateway().shown().get(apiId));
        var shown = region.gateway().stages().getOrDefault(apiId, Map.of());
        var noted = connection.map(one -> noted(one, apiId)).orElse(List.of());
        var served = new ArrayList<ServedStages.Served>();
        for (var name : intent.everyStage() ? new TreeSet<>(shown.keySet()) : intent.stages()) {
            var stage = new ApiStage(apiId, name);
            var methods = region.methods().stages().get(stage);
            var policy = region.exports().stages().get(stage);
            served.add(stages.of(
                    place,
                    stage,
                    new ServedStages.Read(
                            listed,
                            shown.getOrDefault(name, ShownStage.of("")),
                            methods,
                            policy,
                            noted,
                            assumed,
                            methods == null
                                    ? region.methods().trouble()
                                    : policy == null ? region.exports().trouble() : "")));
        }
        return served;
    }

    /** The notes of an API in the status of a connection. */
    private static List<DeployedPolicyNote> noted(AwsConnection connection, String apiId) {
        return connection.getStatus() == null
                ? List.of()
                : connection.getStatus().apis().stream()
                        .filter(note -> note.apiId().equals(apiId))
                        .toList();
    }

    private Optional<Region> region(AccessIntent intent) {
        var readings = world.readings();
        return world.gateway(intent.accountId(), intent.region())
                .flatMap(gateway -> readings.methods(intent.accountId(), intent.region())
                        .flatMap(methods -> readings.exports(intent.accountId(), intent.region())
                                .flatMap(exports -> readings.held(intent.accountId())
                                        .map(held -> new Region(gateway, methods, exports, held)))));
    }

    /** Forgets the answers for objects that no longer exist. */
    public void keepOnly(Set<String> uids, Collection<String> accounts) {
        kept.keySet().retainAll(uids);
        stages.keepOnly(Set.copyOf(accounts));
    }

    /** What is noted of the APIs of a region that objects name; what was noted of others stays as long as they exist. */
    public static Stream<DeployedPolicyNote> notes(GatewaySlice slice, List<DeployedPolicyNote> before) {
        return slice.apis().stream().flatMap(api -> {
            var known = before.stream()
                    .filter(note -> note.apiId().equals(api.id()))
                    .toList();
            var listed = slice.shown().get(api.id());
            return (listed == null
                            ? known
                            : DeployedPolicies.note(
                                    listed,
                                    slice.stages()
                                            .getOrDefault(api.id(), Map.of())
                                            .values(),
                                    known))
                    .stream();
        });
    }
}
