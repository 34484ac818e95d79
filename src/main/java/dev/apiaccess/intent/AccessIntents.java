// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicySpec;
import dev.apiaccess.api.ApiTarget;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.api.Rule;
import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OneLine;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Checks an ApiAccessPolicy, in the order of the methods of {@link #of}. */
public final class AccessIntents {

    /** Marks a shortened object in memory; never written to the cluster. */
    private static final String SHORTENED = "apiaccess.dev/shortened";

    private AccessIntents() {}

    public static Verdict<AccessIntent> of(ApiAccessPolicy policy, Surroundings around) {
        var status = policy.getStatus();
        var bound = status == null ? null : status.connection();
        return Unknowns.none(policy.getSpec())
                .then(spec -> shortened(policy)
                        .<Verdict<ApiAccessPolicySpec>>map(why -> Verdict.rejected(Reason.TooLarge, why))
                        .orElseGet(() -> possible(spec, PolicySize.of(spec))))
                .then(spec -> Bindings.of(spec, bound, around))
                .then(binding -> NamedPrincipals.written(policy, binding)
                        .then(named -> mayAsk(policy, binding, named)
                                .then(_ -> target(policy, binding))
                                .then(found -> admitted(policy, binding, found, named)
                                        .then(first -> stages(policy, binding, found)
                                                .then(stages -> there(policy, binding, found, named, first)
                                                        .then(there -> Verdict.wanted(
                                                                intent(policy, binding, found, stages, there))))))))
                .then(intent -> possible(intent, PolicySize.of(intent)));
    }

    /**
     * Shortens an object whose rules alone are longer than AWS takes: only its principals, the beginning of its rules and the reason
     * for its refusal are kept, since its spec cannot be used and may be a quarter of a megabyte. A shortened object stays so, whatever
     * its rules look like.
     */
    public static void shorten(ApiAccessPolicy policy) {
        var spec = policy.getSpec();
        if (spec == null || !spec.unknownFields().isEmpty() || shortened(policy).isPresent()) {
            return;
        }
        PolicySize.of(spec).ifPresent(tooLong -> {
            policy.setSpec(spec.withRules(spec.rules().stream()
                    .map(rule -> rule.withPaths(rule.paths().stream().limit(1).toList()))
                    .toList()));
            mark(policy, tooLong.text());
        });
    }

    /** Why an object was shortened, and is refused; empty when it was not. */
    public static Optional<String> shortened(ApiAccessPolicy policy) {
        return Annotated.text(policy, SHORTENED);
    }

    /** Notes on an object why it was shortened. */
    public static void mark(ApiAccessPolicy policy, String why) {
        var annotations =
                new HashMap<>(Objects.requireNonNullElse(policy.getMetadata().getAnnotations(), Map.of()));
        annotations.put(SHORTENED, why);
        policy.getMetadata().setAnnotations(annotations);
    }

    /** Rejects what AWS never takes: looking at it costs less than rendering it. */
    private static <T> Verdict<T> possible(T value, Optional<PolicySize.TooLong> tooLong) {
        return tooLong.<Verdict<T>>map(why -> Verdict.rejected(Reason.TooLarge, why.text()))
                .orElseGet(() -> Verdict.wanted(value));
    }

    /**
     * The stages that are named.
     *
     * @param there those that the API has: an Allow holds in them
     * @param missing those that it does not have
     */
    private record Stages(List<String> there, SortedMap<String, LeftOut> missing) {}

    /** A Deny of every stage needs no stage, and does not wait for any. */
    private static Verdict<Stages> stages(ApiAccessPolicy policy, Binding binding, Targets.Found found) {
        var target = policy.getSpec().api();
        if (!target.everyStage()) {
            return Targets.missing(found, target.stages(), binding)
                    .then(missing -> Verdict.wanted(new Stages(
                            target.stages().stream()
                                    .filter(stage -> !missing.containsKey(stage))
                                    .toList(),
                            missing)));
        }
        return onlyDenies(policy)
                ? Verdict.wanted(new Stages(List.of(), new TreeMap<>()))
                : Targets.everyStage(found, binding)
                        .then(all -> Verdict.wanted(new Stages(
                                all,
                                all.isEmpty()
                                        ? new TreeMap<>(Map.of(
                                                Admission.EVERY_STAGE,
                                                new LeftOut(
                                                        Reason.TargetNotFound,
                                                        "API " + found.api().name() + " ("
                                                                + found.api().id()
                                                                + ") has no stage yet: deploy it first",
                                                        true)))
                                        : new TreeMap<>())));
    }

    private static boolean onlyDenies(ApiAccessPolicy policy) {
        return policy.getSpec().rules().stream().allMatch(rule -> rule.effect() == RuleEffect.Deny);
    }

    public static OwnerRef owner(ApiAccessPolicy policy) {
        return new OwnerRef(
                "ApiAccessPolicy",
                policy.getMetadata().getNamespace(),
                policy.getMetadata().getName());
    }

    /** Whether some rule names a principal, compared by IAM's identity. */
    public static boolean mentions(ApiAccessPolicy policy, PrincipalRef principal) {
        return mentioned(policy).anyMatch(principal.identity()::equals);
    }

    /** The principals that some rule names, by IAM's identity. */
    public static Stream<String> mentioned(ApiAccessPolicy policy) {
        return policy.getSpec().rules().stream().flatMap(AccessIntents::mentioned);
    }

    static Stream<String> mentioned(Rule rule) {
        return rule.principals().stream()
                .map(text -> text.startsWith("arn:") ? text.substring(text.lastIndexOf(':') + 1) : text)
                .flatMap(text -> PrincipalRef.ofArnResource(text).stream())
                .map(PrincipalRef::identity);
    }

    /** Checked before any lookup, so that an account that does not admit the object reveals nothing. */
    private static Verdict<Tenant> mayAsk(ApiAccessPolicy policy, Binding binding, SortedSet<PrincipalRef> principals) {
        return Admission.admit(binding, request(policy, List.of(), principals, new TreeMap<>()), policy);
    }

    private static Admission.Request request(
            ApiAccessPolicy policy,
            List<Admission.ApiStages> apis,
            SortedSet<PrincipalRef> principals,
            SortedMap<PrincipalRef, Integer> carried) {
        var may = EnumSet.noneOf(Permission.class);
        policy.getSpec()
                .rules()
                .forEach(rule -> may.add(rule.effect() == RuleEffect.Deny ? Permission.Deny : Permission.Grant));
        return new Admission.Request(
                may, List.of(policy.getSpec().api()), apis, principals, carried, List.of(), null, false);
    }

    private static Verdict<Targets.Found> target(ApiAccessPolicy policy, Binding binding) {
        var status = policy.getStatus();
        var target = policy.getSpec().api();
        var kept = status == null
                        || Annotated.retarget(policy, status.retargeted()).isPresent()
                ? null
                : status.restApi();
        // A target that was edited to another name starts anew.
        return Targets.find(target, binding, kept != null && same(target, kept) ? kept.id() : null);
    }

    /** Compared with names as status shows them, on one line. */
    private static boolean same(ApiTarget target, ResolvedApi kept) {
        var name = target.restApiName();
        return name == null
                ? Objects.equals(kept.id(), target.restApiId())
                : OneLine.of(name).equals(kept.name());
    }

    private static Verdict<Tenant> admitted(
            ApiAccessPolicy policy, Binding binding, Targets.Found found, SortedSet<PrincipalRef> principals) {
        var target = policy.getSpec().api();
        // A Deny takes access away wherever there is some: the right to deny in one stage of an API is the right to
        // deny in all.
        var stages = new Admission.ApiStages(
                found.api(), target.everyStage() && onlyDenies(policy) ? List.of() : target.stages());
        return Admission.admit(
                binding,
                request(policy, List.of(stages), principals, NamedPrincipals.carried(binding, principals)),
                policy);
    }

    /**
     * The principals of the rules as they are in AWS.
     *
     * @param tenant the one that admits those that exist
     * @param known all principals of the account
     * @param missing those that do not exist, or that the object cannot have
     * @param hidden those of the missing ones whose real spelling the object may not know
     */
    private record There(
            Tenant tenant,
            Map<String, PrincipalRef> known,
            SortedMap<PrincipalRef, LeftOut> missing,
            Set<PrincipalRef> hidden) {}

    /** A missing principal leaves out no other. */
    private static Verdict<There> there(
            ApiAccessPolicy policy, Binding binding, Targets.Found found, SortedSet<PrincipalRef> named, Tenant first) {
        var known = binding.account().principals();
        if (known.isEmpty()) {
            return Verdict.waiting(
                    Reason.Pending, "IAM of account " + binding.accountId() + " is being read for the first time");
        }
        var missing = new TreeMap<PrincipalRef, LeftOut>();
        return spelled(policy, binding, found, named, first, missing).then(tenant -> {
            var hidden = Set.copyOf(missing.keySet());
            var madeAnew = MadeAnew.of(policy, tenant, binding.account());
            var slots = NamedPrincipals.carried(binding, named);
            for (var principal : named) {
                NamedPrincipals.absent(principal, binding, known.get())
                        .or(() -> NamedPrincipals.madeAnew(principal, binding, madeAnew, tenant))
                        .or(() -> NamedPrincipals.noSlot(principal, binding, slots))
                        .ifPresent(why -> missing.putIfAbsent(principal, why));
            }
            return Verdict.wanted(new There(tenant, known.get(), missing, hidden));
        });
    }

    /**
     * The tenant that admits the principals as IAM spells them: IAM ignores letter case, patterns do not, and what counts is which
     * principal gets access. A refusal here reads like that of a name that does not exist.
     *
     * @param missing receives those that no tenant admits under their real spelling
     */
    private static Verdict<Tenant> spelled(
            ApiAccessPolicy policy,
            Binding binding,
            Targets.Found found,
            SortedSet<PrincipalRef> named,
            Tenant first,
            SortedMap<PrincipalRef, LeftOut> missing) {
        var known = binding.account().principals().orElse(Map.of());
        var actual = new TreeSet<PrincipalRef>();
        var others = new TreeMap<PrincipalRef, PrincipalRef>();
        for (var principal : named) {
            var there = known.get(principal.identity());
            if (there == null || !there.path().equals(principal.path())) {
                actual.add(principal);
                continue;
            }
            actual.add(there);
            if (!there.text().equals(principal.text())) {
                others.put(principal, there);
            }
        }
        if (others.isEmpty()) {
            return Verdict.wanted(first);
        }
        var verdict = admitted(policy, binding, found, actual);
        if (verdict instanceof Verdict.Wanted<Tenant>) {
            return verdict;
        }
        var refused = new TreeMap<>(others);
        refused.values()
                .removeIf(one -> admitted(policy, binding, found, new TreeSet<>(List.of(one)))
                        instanceof Verdict.Wanted<Tenant>);
        // Where each is admitted, but not all by one tenant, none is.
        (refused.isEmpty() ? others : refused).forEach((principal, there) -> {
            missing.put(principal, NamedPrincipals.notThere(principal, binding));
            actual.remove(there);
        });
        return actual.isEmpty() ? Verdict.wanted(first) : admitted(policy, binding, found, actual);
    }

    private static AccessIntent intent(
            ApiAccessPolicy policy, Binding binding, Targets.Found found, Stages stages, There there) {
        return new AccessIntent(
                owner(policy),
                binding.connectionName(),
                there.tenant(),
                binding.accountId(),
                binding.account().partition(),
                found.region(),
                found.api(),
                stages.there(),
                policy.getSpec().api().everyStage(),
                grants(policy, binding, there),
                there.missing(),
                stages.missing());
    }

    /** Rules with their principals as IAM spells them. */
    private static List<AccessIntent.Grant> grants(ApiAccessPolicy policy, Binding binding, There there) {
        var grants = new ArrayList<AccessIntent.Grant>();
        for (var rule : policy.getSpec().rules()) {
            var principals = new TreeSet<PrincipalRef>();
            for (var text : rule.principals()) {
                if (NamedPrincipals.parse(text, rule.name(), binding)
                        instanceof Verdict.Wanted<PrincipalRef>(var principal)) {
                    principals.add(there.hidden().contains(principal) ? principal : actual(principal, there.known()));
                }
            }
            var effect = rule.effect() == null ? RuleEffect.Allow : rule.effect();
            grants.add(new AccessIntent.Grant(
                    rule.name(),
                    effect,
                    principals,
                    rule.methods(),
                    rule.paths(),
                    effect == RuleEffect.Deny ? rule.unless() : rule.when()));
        }
        return List.copyOf(grants);
    }

    /** A principal under another path is another one, though both cannot exist. */
    private static PrincipalRef actual(PrincipalRef principal, Map<String, PrincipalRef> known) {
        var actual = known.get(principal.identity());
        return actual != null && actual.path().equals(principal.path()) ? actual : principal;
    }
}
