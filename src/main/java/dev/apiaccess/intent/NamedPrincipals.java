// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.model.PrincipalRef;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The principals that rules name: how they are written, and what prevents each of them. */
public final class NamedPrincipals {

    private NamedPrincipals() {}

    /** The identity of a principal as a rule writes it ({@link PrincipalRef#identity()}); empty where it is none. */
    public static Optional<String> identity(String text) {
        var resource = text.startsWith("arn:") ? Arn.tryParse(text).map(Arn::resource) : Optional.of(text);
        return resource.flatMap(PrincipalRef::ofArnResource).map(PrincipalRef::identity);
    }

    /** Principals as they are written, which need not exist. */
    static Verdict<SortedSet<PrincipalRef>> written(ApiAccessPolicy policy, Binding binding) {
        var named = new TreeSet<PrincipalRef>();
        for (var rule : policy.getSpec().rules()) {
            for (var text : rule.principals()) {
                var parsed = parse(text, rule.name(), binding);
                switch (parsed) {
                    case Verdict.Wanted<PrincipalRef>(var principal) -> named.add(principal);
                    case Verdict.Rejected<PrincipalRef> rejected -> {
                        return rejected.as();
                    }
                }
            }
        }
        return Verdict.wanted(named);
    }

    /** A principal of the account to which a policy can be attached. */
    static Verdict<PrincipalRef> parse(String text, String rule, Binding binding) {
        return named(text, rule, binding)
                .then(principal -> ServiceRoles.refusal(principal)
                        .<Verdict<PrincipalRef>>map(
                                why -> Verdict.rejected(Reason.Invalid, "rule " + rule + ": " + why))
                        .orElseGet(() -> Verdict.wanted(principal)));
    }

    private static Verdict<PrincipalRef> named(String text, String rule, Binding binding) {
        if (!text.startsWith("arn:")) {
            return Verdict.wanted(PrincipalRef.parse(text));
        }
        var arn = Arn.tryParse(text);
        var principal = arn.flatMap(one -> PrincipalRef.ofArnResource(one.resource()));
        if (arn.isEmpty() || principal.isEmpty() || !arn.get().service().equals("iam")) {
            return Verdict.rejected(
                    Reason.Invalid,
                    "rule " + rule + ": " + text
                            + " is not the ARN of a role, user or group: write role/<path>/<name>, user/<path>/<name> or group/<path>/<name>");
        }
        if (!arn.get().partition().equals(binding.account().partition())) {
            return Verdict.rejected(
                    Reason.Invalid,
                    "rule " + rule + ": " + text + " is of partition "
                            + arn.get().partition() + " and account "
                            + binding.accountId() + " of " + binding.account().partition() + ": write "
                            + principal.get().text());
        }
        return arn.get().account().equals(binding.accountId())
                ? Verdict.wanted(principal.get())
                : Verdict.rejected(
                        Reason.Invalid,
                        "rule " + rule + ": " + text + " belongs to another account than " + binding.accountId()
                                + ": name a principal of this account, grants across accounts are not supported yet");
    }

    /** Where principals are known by their ids: refuses one that was made anew under a name that had access. */
    static Optional<LeftOut> madeAnew(PrincipalRef principal, Binding binding, MadeAnew madeAnew, Tenant tenant) {
        var actual = binding.account().principals().orElse(Map.of()).get(principal.identity());
        // One under another path is reported like one that does not exist.
        return madeAnew.before(principal)
                .filter(_ -> actual != null && actual.path().equals(principal.path()))
                .map(before -> new LeftOut(
                        Reason.PrincipalNotFound,
                        principal.text() + " was deleted and made anew (its id was " + before + " and is "
                                + binding.account().principalIds().get(principal.identity()) + "), and tenant "
                                + tenant.name()
                                + " knows principals by their ids: set the annotation apiaccess.dev/retarget to a new"
                                + " value to grant it the same",
                        true));
    }

    static LeftOut notThere(PrincipalRef principal, Binding binding) {
        return new LeftOut(
                Reason.PrincipalNotFound,
                "there is no " + principal.text() + " in account " + binding.accountId()
                        + ": create it, or correct the rule",
                true);
    }

    static Optional<LeftOut> absent(PrincipalRef principal, Binding binding, Map<String, PrincipalRef> known) {
        var actual = known.get(principal.identity());
        if (actual == null
                || (!actual.path().equals(principal.path()) && !Admission.mayKnow(binding.tenants(), actual))) {
            return Optional.of(notThere(principal, binding));
        }
        return actual.path().equals(principal.path())
                ? Optional.empty()
                : Optional.of(new LeftOut(
                        Reason.PrincipalNotFound,
                        "there is no " + principal.text() + ": did you mean " + actual.text() + "?",
                        false));
    }

    /** How many managed policies each principal would carry, for those that exist and would get one more. */
    static SortedMap<PrincipalRef, Integer> carried(Binding binding, SortedSet<PrincipalRef> named) {
        var known = binding.account().principals().orElse(Map.of());
        var carried = new TreeMap<PrincipalRef, Integer>();
        for (var principal : named) {
            var actual = known.get(principal.identity());
            var count = actual == null ? 0 : binding.account().slots().with(actual);
            if (actual != null && count > 0) {
                carried.put(actual, count);
            }
        }
        return carried;
    }

    /** AWS limits how many policies are attached to a principal. */
    static Optional<LeftOut> noSlot(PrincipalRef principal, Binding binding, SortedMap<PrincipalRef, Integer> carried) {
        return carried.entrySet().stream()
                .filter(one -> one.getKey().identity().equals(principal.identity()))
                .filter(one -> one.getValue()
                        > binding.account().slots().quotas().of(one.getKey().kind()))
                .map(one -> new LeftOut(
                        Reason.SlotsExhausted,
                        one.getKey().text() + " carries " + (one.getValue() - 1) + " managed policies and AWS takes "
                                + binding.account()
                                        .slots()
                                        .quotas()
                                        .of(one.getKey().kind())
                                + ": detach one that is not needed, or raise the quota of account "
                                + binding.accountId(),
                        false))
                .findFirst();
    }
}
