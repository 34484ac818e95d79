// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import dev.apiaccess.iam.PrincipalMatcher.Reach;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How statements go together. First the statements that apply are {@link #add}ed, each with whether it does; then {@link #requirement} says
 * whether the request is allowed.
 */
final class Combination {

    /** Whether boundaries and session policies limit what a resource policy grants to everybody. */
    private static final Formula BEYOND = Formula.open(new Missing.Undocumented(
            "whether boundaries and session policies limit what a resource policy grants to everybody"));

    private final Principal caller;
    private final Policies policies;
    private final boolean crossAccount;
    private final Map<Layer, Formula> allowed = new EnumMap<>(Layer.class);
    private final Map<Reach, Formula> granted = new EnumMap<>(Reach.class);
    private final List<Formula> levels = new ArrayList<>();
    private Formula denied = Formula.Known.FALSE;

    /**
     * Without statements.
     *
     * @param crossAccount whether the resource belongs to another account than the caller
     */
    Combination(Principal caller, Policies policies, boolean crossAccount) {
        this.caller = caller;
        this.policies = policies;
        this.crossAccount = crossAccount;
        var scps = policies.scps();
        for (var level = 0; scps != null && level < scps.size(); level++) {
            levels.add(Formula.Known.FALSE);
        }
    }

    /** Adds a statement, or a document that cannot be read, which counts as one of either effect. */
    void add(Layer layer, int level, Effect effect, Reach reach, Formula applies) {
        if (effect == Effect.DENY) {
            denied = denied.or(applies);
            return;
        }
        if (layer == Layer.SCP) {
            levels.set(level, levels.get(level).or(applies));
        }
        allowed.merge(layer, applies, (one, other) -> one.or(other));
        if (layer == Layer.RESOURCE) {
            granted.merge(reach, applies, (one, other) -> one.or(other));
        }
    }

    /** Whether some statement of a layer allows it. */
    Formula allowed(Layer layer) {
        return Objects.requireNonNullElse(allowed.get(layer), Formula.Known.FALSE);
    }

    /** Whether a layer that limits lets it through; one without a document limits nothing. */
    Formula within(Layer layer) {
        var limits = switch (layer) {
            case BOUNDARY -> policies.boundary() != null;
            case SESSION -> policies.session() != null;
            case ENDPOINT -> policies.endpoint() != null;
            case SCP, RESOURCE, IDENTITY -> true;
        };
        return limits ? allowed(layer) : Formula.Known.TRUE;
    }

    /** Whether the service control policies of every level let it through. */
    Formula withinScps() {
        var all = Formula.Known.TRUE;
        if (PrincipalMatcher.isSubjectToScps(caller)) {
            for (var level : levels) {
                all = all.and(level);
            }
        }
        return all;
    }

    /** Whether a statement of the resource policy grants it without the identity policies. */
    Formula alone() {
        var limits = within(Layer.BOUNDARY).and(within(Layer.SESSION));
        return granted(Reach.SELF)
                .or(granted(Reach.ROLE).and(limits))
                .or(granted(Reach.EVERYONE).or(granted(Reach.UNSETTLED)).and(limits.or(BEYOND)));
    }

    /** Whether a statement of the resource policy that reaches the caller so grants it, limits apart. */
    Formula granted(Reach reach) {
        return Objects.requireNonNullElse(granted.get(reach), Formula.Known.FALSE);
    }

    /** Whether it is granted, denials and the limits of the account and the endpoint apart. */
    Formula granted() {
        var resource = allowed(Layer.RESOURCE);
        if (caller instanceof Principal.Anonymous) {
            return resource;
        }
        var byIdentity = caller instanceof Principal.Root
                ? Formula.Known.TRUE
                : allowed(Layer.IDENTITY).and(within(Layer.BOUNDARY)).and(within(Layer.SESSION));
        if (crossAccount) {
            return resource.and(byIdentity);
        }
        var either = alone().or(byIdentity);
        return policies.rule() == Policies.ResourceRule.RESOURCE_MUST_ALLOW ? resource.and(either) : either;
    }

    /** Whether the request is allowed. */
    Formula requirement() {
        return denied.not().and(within(Layer.ENDPOINT)).and(withinScps()).and(granted());
    }
}
