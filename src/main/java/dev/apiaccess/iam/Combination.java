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
 *
 * @param <T> the truth of one request or of many
 */
final class Combination<T extends Logic<T>> {

    private final T yes;
    private final T no;
    private final T beyond;
    private final Principal caller;
    private final Policies policies;
    private final boolean crossAccount;
    private final Map<Layer, T> allowed = new EnumMap<>(Layer.class);
    private final Map<Reach, T> granted = new EnumMap<>(Reach.class);
    private final List<T> levels = new ArrayList<>();
    private T denied;

    /**
     * Without statements.
     *
     * @param yes what is true
     * @param no what is false
     * @param beyond whether boundaries and session policies limit what a resource policy grants to everybody: not known
     * @param crossAccount whether the resource belongs to another account than the caller
     */
    Combination(T yes, T no, T beyond, Principal caller, Policies policies, boolean crossAccount) {
        this.yes = yes;
        this.no = no;
        this.beyond = beyond;
        this.caller = caller;
        this.policies = policies;
        this.crossAccount = crossAccount;
        this.denied = no;
        var scps = policies.scps();
        for (var level = 0; scps != null && level < scps.size(); level++) {
            levels.add(no);
        }
    }

    /** Adds a statement, or a document that cannot be read, which counts as one of either effect. */
    void add(Layer layer, int level, Effect effect, Reach reach, T applies) {
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
    T allowed(Layer layer) {
        return Objects.requireNonNullElse(allowed.get(layer), no);
    }

    /** Whether a layer that limits lets it through; one without a document limits nothing. */
    T within(Layer layer) {
        var limits = switch (layer) {
            case BOUNDARY -> policies.boundary() != null;
            case SESSION -> policies.session() != null;
            case ENDPOINT -> policies.endpoint() != null;
            case SCP, RESOURCE, IDENTITY -> true;
        };
        return limits ? allowed(layer) : yes;
    }

    /** Whether the service control policies of every level let it through. */
    T withinScps() {
        return PrincipalMatcher.isSubjectToScps(caller) ? levels.stream().reduce(yes, Logic::and) : yes;
    }

    /** Whether a statement of the resource policy grants it without the identity policies. */
    T alone() {
        var limits = within(Layer.BOUNDARY).and(within(Layer.SESSION));
        return granted(Reach.SELF)
                .or(granted(Reach.ROLE).and(limits))
                .or(granted(Reach.EVERYONE).or(granted(Reach.UNSETTLED)).and(limits.or(beyond)));
    }

    /** Whether a statement of the resource policy that reaches the caller so grants it, limits apart. */
    T granted(Reach reach) {
        return Objects.requireNonNullElse(granted.get(reach), no);
    }

    /** Whether it is granted, denials and the limits of the account and the endpoint apart. */
    T granted() {
        var resource = allowed(Layer.RESOURCE);
        if (caller instanceof Principal.Anonymous) {
            return resource;
        }
        var byIdentity = caller instanceof Principal.Root
                ? yes
                : allowed(Layer.IDENTITY).and(within(Layer.BOUNDARY)).and(within(Layer.SESSION));
        if (crossAccount) {
            return resource.and(byIdentity);
        }
        var either = alone().or(byIdentity);
        return policies.rule() == Policies.ResourceRule.RESOURCE_MUST_ALLOW ? resource.and(either) : either;
    }

    /** Whether the request is allowed. */
    T requirement() {
        return denied.not().and(within(Layer.ENDPOINT)).and(withinScps()).and(granted());
    }
}
