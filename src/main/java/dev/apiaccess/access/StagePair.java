// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A stage in two states; on one side it may not be there. */
final class StagePair {

    private final @Nullable Inquiry before;
    private final @Nullable Inquiry after;
    private final Map<String, DeployedMethod> old;
    private final Map<String, DeployedMethod> now;

    /** Paths at which a method is there, gone or other than before. */
    private final Set<String> touched = new HashSet<>();

    StagePair(Optional<Inquiry> before, Optional<Inquiry> after) {
        this.before = before.orElse(null);
        this.after = after.orElse(null);
        this.old = methods(this.before);
        this.now = methods(this.after);
        Stream.of(old, now)
                .flatMap(methods -> methods.keySet().stream())
                .filter(name -> !Objects.equals(old.get(name), now.get(name)))
                .forEach(name -> touched.add(name.substring(name.indexOf(' ') + 1)));
    }

    private static Map<String, DeployedMethod> methods(@Nullable Inquiry inquiry) {
        var methods = new LinkedHashMap<String, DeployedMethod>();
        if (inquiry != null) {
            inquiry.stage().methods().forEach(method -> methods.put(method.verb() + " " + method.path(), method));
        }
        return methods;
    }

    Optional<Inquiry> before() {
        return Optional.ofNullable(before);
    }

    Optional<Inquiry> after() {
        return Optional.ofNullable(after);
    }

    /** Those of the newer state in its order, then those that are gone. */
    List<String> methods() {
        return Stream.concat(now.keySet().stream(), old.keySet().stream())
                .distinct()
                .toList();
    }

    Optional<DeployedMethod> before(String method) {
        return Optional.ofNullable(old.get(method));
    }

    Optional<DeployedMethod> after(String method) {
        return Optional.ofNullable(now.get(method));
    }

    /** Whether the methods are known on one side only, so that nothing about calls can be compared. */
    boolean isHalfRead() {
        return before != null
                && after != null
                && (before.stage().unread() == null) != (after.stage().unread() == null);
    }

    /** Whether everything but the methods is the same for every caller. */
    boolean isAlike() {
        return before != null
                && after != null
                && before.api().isPrivate() == after.api().isPrivate()
                && before.api().region().equals(after.api().region())
                && hasSamePolicy()
                && Objects.equals(before.stage().unread(), after.stage().unread())
                && opens(before) == opens(after);
    }

    boolean hasSamePolicy() {
        return before != null
                && after != null
                && Objects.equals(before.stage().policy(), after.stage().policy())
                && before.stage().policyDeployed() == after.stage().policyDeployed();
    }

    private static boolean opens(Inquiry inquiry) {
        var key = inquiry.terms().key();
        return key != null && inquiry.opens(key);
    }

    /** Whether a call of the method may meet other methods than before, or the same one with other rules. */
    boolean isTouched(String method) {
        var path = method.substring(method.indexOf(' ') + 1);
        return touched.contains(path) || (!touched.isEmpty() && Witnesses.isTemplate(path));
    }

    /** Whether the same is asked of every caller, since policies of callers count on neither side. */
    boolean isForAll(String method) {
        return (before == null || old.containsKey(method))
                && (after == null || now.containsKey(method))
                && Stream.concat(before(method).stream(), after(method).stream())
                        .noneMatch(one -> one.authorization().equals(DeployedMethod.AWS_IAM))
                && Stream.of(before(), after())
                        .flatMap(Optional::stream)
                        .noneMatch(inquiry -> inquiry.api().isPrivate());
    }

    /** {@code orders (abc123def4) prod}. */
    String name() {
        var inquiry = after != null ? after : Objects.requireNonNull(before);
        return inquiry.api().name() + " (" + inquiry.api().id() + ") "
                + inquiry.stage().name();
    }
}
