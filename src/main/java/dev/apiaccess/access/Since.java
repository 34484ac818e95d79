// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who gained or lost what between two states of an account. Only what can differ is decided: calls whose caller's policies, stage and API are
 * the same in both are the same.
 */
public final class Since {

    /** A state of an account, with the APIs that are asked about. */
    public record Side(Account account, List<RestApi> apis, Terms terms) {
        public Side {
            apis = List.copyOf(apis);
        }

        private Side in(Organization organization) {
            return new Side(account.in(organization), apis, terms);
        }
    }

    /**
     * A caller in both states; on one side there may be no such principal.
     *
     * @param isSame whether all that decides about its calls is the same
     * @param hasSamePolicies whether what it has itself is
     */
    private record CallerPair(
            String name, @Nullable Caller before, @Nullable Caller after, boolean isSame, boolean hasSamePolicies) {}

    private final Side before;
    private final Side after;
    private final boolean isUnderSame;
    private final List<Shift> shifts = new ArrayList<>();
    private final Set<String> moved = new HashSet<>();

    private Since(Side before, Side after) {
        this.before = before;
        this.after = after;
        this.isUnderSame = Objects.equals(
                before.account().organization().documents(),
                after.account().organization().documents());
    }

    /** Compares two states of one account. */
    public static Differences between(Side before, Side after) {
        if (!before.account().id().equals(after.account().id())
                || !before.account().partition().equals(after.account().partition())) {
            throw new IllegalArgumentException("two accounts: "
                    + before.account().id() + ", " + after.account().id());
        }
        var was = before.account().organization();
        var is = after.account().organization();
        // What one side does not know of the organization is taken from the other, so that only what is known differs.
        var told = new Since(
                        was instanceof Organization.NotSeen ? before.in(is) : before,
                        is instanceof Organization.NotSeen ? after.in(was) : after)
                .differences();
        return told.with(Notices.of(was, is));
    }

    private Differences differences() {
        var stages = stages();
        var identities = identities();
        for (var stage : stages) {
            if (!stage.isHalfRead()) {
                compare(stage, identities);
            }
        }
        var idle = (int) identities.stream()
                .filter(one -> !one.hasSamePolicies() && one.before() != null && one.after() != null)
                .filter(one -> !moved.contains(one.name()))
                .count();
        return new Differences(Notices.of(before, after, stages), shifts, idle, !isUnderSame);
    }

    private List<StagePair> stages() {
        var old = inquiries(before);
        var now = inquiries(after);
        var names = new LinkedHashSet<>(now.keySet());
        names.addAll(old.keySet());
        return names.stream()
                .map(name -> new StagePair(Optional.ofNullable(old.get(name)), Optional.ofNullable(now.get(name))))
                .toList();
    }

    private static Map<String, Inquiry> inquiries(Side side) {
        var inquiries = new LinkedHashMap<String, Inquiry>();
        for (var api : side.apis()) {
            for (var stage : api.stages()) {
                inquiries.put(api.id() + "/" + stage.name(), new Inquiry(side.account(), api, stage, side.terms()));
            }
        }
        return inquiries;
    }

    private List<CallerPair> identities() {
        var old = byName(before.account());
        var now = byName(after.account());
        var names = new LinkedHashSet<>(now.keySet());
        names.addAll(old.keySet());
        return names.stream()
                .map(name -> {
                    var was = old.get(name);
                    var is = now.get(name);
                    return new CallerPair(
                            name,
                            was == null ? null : Caller.of(before.account(), was),
                            is == null ? null : Caller.of(after.account(), is),
                            isUnderSame && Objects.equals(was, is),
                            Objects.equals(was, is));
                })
                .toList();
    }

    private static Map<String, Identity> byName(Account account) {
        var all = new LinkedHashMap<String, Identity>();
        account.identities().forEach(identity -> all.put(identity.spoken(), identity));
        return all;
    }

    private static CallerPair same(Caller caller) {
        return new CallerPair(caller.spoken(), caller, caller, true, true);
    }

    private void compare(StagePair stage, List<CallerPair> identities) {
        var asked =
                stage.methods().stream().filter(method -> isOpen(stage, method)).toList();
        var anybody = shifts(stage, same(Caller.anybody()), asked);
        var member = Caller.anybodyInTheAccount(after.account());
        var inTheAccount = shifts(
                stage,
                new CallerPair(
                        member.spoken(),
                        Caller.anybodyInTheAccount(before.account()),
                        member,
                        isUnderSame,
                        isUnderSame),
                signed(stage, isUnderSame ? asked : stage.methods()));
        var signed = shifts(stage, same(Caller.anybodySigned(after.account())), signed(stage, asked));
        var named = new ArrayList<Map<String, Shift>>();
        // Caller by caller: what stands for the paths of a template is worked out once for each.
        for (var one : identities) {
            var methods = one.isSame() ? asked : stage.methods();
            named.add(shifts(stage, one, signed(stage, methods)));
        }
        for (var method : stage.methods()) {
            var every = anybody.get(method);
            var some = inTheAccount.get(method);
            var others = new ArrayList<Shift>();
            Stream.concat(Stream.of(inTheAccount, signed), named.stream())
                    .flatMap(all -> Stream.ofNullable(all.get(method)))
                    .forEach(others::add);
            others.removeIf(shift -> isOfAll(shift, stage));
            others.forEach(shift -> moved.add(shift.caller()));
            if (every != null) {
                var alike = others.stream().filter(every::isAs).count();
                others.removeIf(every::isAs);
                shifts.add(every.withOthers((int) alike));
            } else if (some != null) {
                others.remove(some);
                var alike = others.stream().filter(some::isAs).count();
                others.removeIf(some::isAs);
                shifts.add(some.withOthers((int) alike));
            }
            shifts.addAll(others);
        }
    }

    /** Whether a principal came or went that has no more of the method than everybody of the account. */
    private static boolean isOfAll(Shift shift, StagePair stage) {
        if (shift.before().isPresent() == shift.after().isPresent()
                || stage.before().isEmpty()
                || stage.after().isEmpty()) {
            return false;
        }
        var seen = shift.seen();
        var anybody = seen.inquiry()
                .can(
                        Caller.anybodyInTheAccount(seen.inquiry().account()),
                        shift.method().verb(),
                        shift.method().path());
        return anybody.extent() == seen.reply().extent()
                && requirements(anybody).equals(requirements(seen.reply()));
    }

    private static Set<Formula> requirements(Reply reply) {
        return reply.samples().stream()
                .map(sample -> sample.answer().requirement())
                .collect(Collectors.toSet());
    }

    /** Whether the answer to a caller who is the same can be another. */
    private static boolean isOpen(StagePair stage, String method) {
        return !stage.isAlike() || stage.isTouched(method);
    }

    /** Those of which not everybody is asked the same. */
    private static List<String> signed(StagePair stage, List<String> methods) {
        return methods.stream().filter(method -> !stage.isForAll(method)).toList();
    }

    private Map<String, Shift> shifts(StagePair stage, CallerPair caller, List<String> methods) {
        var found = new LinkedHashMap<String, Shift>();
        for (var method : methods) {
            var meant = stage.after(method).or(() -> stage.before(method)).orElseThrow();
            var was = seen(stage.before(), caller.before(), meant);
            var is = seen(stage.after(), caller.after(), meant);
            new Cell(was, is, missing -> isSilent(stage, missing))
                    .shift(caller.name(), meant)
                    .ifPresent(shift -> found.put(method, shift));
        }
        return found;
    }

    /** Also where the stage has no such method: another one may take its calls. */
    private static Optional<Shift.Seen> seen(
            Optional<Inquiry> inquiry, @Nullable Caller caller, DeployedMethod method) {
        return caller == null
                ? Optional.empty()
                : inquiry.map(asked -> new Shift.Seen(asked, caller, asked.can(caller, method.verb(), method.path())));
    }

    /** Whether what is missing may be another thing in each of the states, though it is called the same. */
    private static boolean isSilent(StagePair stage, Missing missing) {
        return switch (Gap.of(missing)) {
            case POLICY_NOT_KNOWN_DEPLOYED -> !stage.hasSamePolicy();
            case CONDITION_NOT_GIVEN -> missing instanceof Missing.Key(var _, var condition) && condition == null;
            case SESSION_NOT_GIVEN, AWS_DOES_NOT_SAY -> true;
            case POLICY_NOT_READABLE,
                    POLICIES_OF_OTHER_ACCOUNT,
                    ENDPOINT_POLICY_NOT_SEEN,
                    METHODS_NOT_READ,
                    AUTHORIZER_DECIDES,
                    SIMULATED_DENY,
                    API_KEY_NOT_GIVEN -> false;
        };
    }
}
