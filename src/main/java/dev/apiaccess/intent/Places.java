// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Tenant;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How many objects a namespace may have through a tenant. An object that was admitted once keeps its place, so that a lower number
 * takes nothing away; the others come in order of creation.
 */
public final class Places {

    /** The kinds that count. */
    public enum Kind {
        POLICY(ApiAccessPolicy.class),
        LIMIT(ApiRateLimit.class),
        GRANT(ApiKeyGrant.class),
        PROTECTION(ApiProtection.class);

        private final Class<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>> type;

        Kind(Class<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>> type) {
            this.type = type;
        }

        /** The class of its objects. */
        public Class<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>> type() {
            return type;
        }

        /** The kind of an object that counts. */
        public static Kind of(Object object) {
            for (var kind : values()) {
                if (kind.type.isInstance(object)) {
                    return kind;
                }
            }
            return POLICY;
        }
    }

    /** The objects of the namespace that the checks read. */
    public interface Neighbours {

        /** A namespace with nothing in it. */
        Neighbours NONE = (_, _) -> List.of();

        /**
         * The objects of a kind.
         *
         * @param held those that {@link #hold} a place, or all others
         */
        Collection<? extends CustomResource<? extends CommonSpec, ? extends ObjectStatus>> of(Kind kind, boolean held);
    }

    /** The order in which objects get places. */
    public static final Comparator<CustomResource<?, ?>> OLDEST_FIRST =
            Comparator.<CustomResource<?, ?>, String>comparing(
                            one -> String.valueOf(one.getMetadata().getCreationTimestamp()))
                    .thenComparing(one -> one.getMetadata().getName())
                    .thenComparing(Kind::of);

    private Places() {}

    /** Whether an object was admitted before, or has something in AWS. */
    public static boolean hold(CustomResource<?, ? extends ObjectStatus> object) {
        ObjectStatus status = object.getStatus();
        return status != null && (status.admittedBy() != null || status.standsForSomething());
    }

    /** Why a tenant has no place for an object in its namespace; empty when it has one. */
    static Optional<String> refusal(
            Tenant tenant, Binding binding, CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var limits = tenant.limits();
        if (limits == null || hold(object)) {
            return Optional.empty();
        }
        var kind = Kind.of(object);
        return refusal(limits.objects(), "objects", EnumSet.allOf(Kind.class), binding, object)
                .or(() -> refusal(kind == Kind.GRANT ? limits.keys() : null, "keys", EnumSet.of(kind), binding, object))
                .or(() -> refusal(
                        kind == Kind.LIMIT ? limits.plans() : null, "plans", EnumSet.of(kind), binding, object));
    }

    private static Optional<String> refusal(
            @Nullable Integer most,
            String field,
            Set<Kind> kinds,
            Binding binding,
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return most == null || !taken(most, kinds, binding, object)
                ? Optional.empty()
                : Optional.of("admits at most " + most + " "
                        + switch (field) {
                            case "keys" -> most == 1 ? "ApiKeyGrant" : "ApiKeyGrants";
                            case "plans" -> most == 1 ? "ApiRateLimit" : "ApiRateLimits";
                            default -> most == 1 ? "object" : "objects";
                        }
                        + " in a namespace (limits." + field + "), and "
                        + object.getMetadata().getNamespace() + " has " + (most == 1 ? "it" : "them") + " already");
    }

    /** Stops counting as soon as it is known: a place behind thousands costs no more than one behind one. */
    private static boolean taken(
            int most,
            Set<Kind> kinds,
            Binding binding,
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        var left = most;
        for (var kind : kinds) {
            for (var one : binding.neighbours().of(kind, true)) {
                if (uses(one, binding) && --left <= 0) {
                    return true;
                }
            }
        }
        for (var kind : kinds) {
            for (var one : binding.neighbours().of(kind, false)) {
                if (uses(one, binding)
                        && !one.isMarkedForDeletion()
                        && OLDEST_FIRST.compare(one, object) < 0
                        && --left <= 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** An object that is not bound yet counts where it may be bound; one that only finalizers of others hold counts nowhere. */
    private static boolean uses(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Binding binding) {
        if (Ended.is(object)) {
            return false;
        }
        ObjectStatus status = object.getStatus();
        var reference = object.getSpec().connectionRef();
        var name = status != null && status.connection() != null
                ? status.connection()
                : reference == null ? binding.connectionName() : reference.name();
        return name.equals(binding.connectionName());
    }
}
