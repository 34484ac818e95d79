// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Canonical;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyLimits;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import dev.apiaccess.protect.Openings.Opening;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The calls that make an API as a protection wants it, in an order in which no state between is more open than the start, nor refuses whom
 * both start and end let in, also when somebody else deploys in between: authorizers, which no method has yet; methods that leave NONE or
 * move to another authorizer of the object, statements that come, a deployment, its stages; then statements that go and methods that open again, and their deployment. A stage with a canary is not moved: it would say what it
 * serves of a part of its calls only.
 *
 * @param steps in order; what follows a deployment that is not made yet is planned when it is
 * @param pending by stage, what others would open there with the deployment that was made, which keeps it from being served
 * @param unread stages whose deployment was not read, so that nothing is deployed
 * @param behind stages that do not serve what the protection wants
 * @param excess characters that the resource policy would have too many while what comes stands beside what is there, so that nothing is
 *     written into it; 0 where there is room
 * @param rollback how the stages stand to the deployment that they shall go back to; while somebody asks for that, nothing is deployed, and
 *     nothing opens in the configuration either
 */
public record ProtectionPlan(
        List<ProtectionStep> steps,
        SortedMap<String, List<String>> pending,
        SortedSet<String> unread,
        SortedSet<String> behind,
        int excess,
        Rollback rollback) {

    public ProtectionPlan {
        steps = List.copyOf(steps);
    }

    /** Where nothing is rolled back. */
    public ProtectionPlan(
            List<ProtectionStep> steps,
            SortedMap<String, List<String>> pending,
            SortedSet<String> unread,
            SortedSet<String> behind,
            int excess) {
        this(steps, pending, unread, behind, excess, Rollback.NONE);
    }

    /** Where the resource policy has room. */
    public ProtectionPlan(
            List<ProtectionStep> steps,
            SortedMap<String, List<String>> pending,
            SortedSet<String> unread,
            SortedSet<String> behind) {
        this(steps, pending, unread, behind, 0);
    }

    /** What to do next, given what is there. */
    public static ProtectionPlan of(Wanted wanted, ApiState state) {
        return new Draft(wanted, state).plan();
    }

    private static final class Draft {

        private final Wanted wanted;
        private final ApiState state;
        private final List<ProtectionStep> steps = new ArrayList<>();
        private final SortedMap<String, List<String>> pending = new TreeMap<>();
        private final SortedSet<String> unread = new TreeSet<>();
        private final SortedSet<String> behind = new TreeSet<>();
        private Configuration next;
        private int excess;

        Draft(Wanted wanted, ApiState state) {
            this.wanted = wanted;
            this.state = state;
            next = state.present();
        }

        ProtectionPlan plan() {
            var rollback = Rollback.of(wanted, state);
            if (rollback.isAsked()) {
                rollBack(rollback);
                return new ProtectionPlan(steps, pending, unread, behind, excess, rollback);
            }
            close();
            var isServed = serve();
            // What opens comes after what closes is served: who deploys in between publishes nothing that was not asked
            // for.
            if (isServed || !wanted.deploys()) {
                open();
                if (isServed) {
                    serve();
                }
            }
            var all = new ArrayList<ProtectionStep>();
            wanted.authorizers().made().forEach(one -> all.add(new ProtectionStep.CreateAuthorizer(one)));
            all.addAll(steps);
            return new ProtectionPlan(all, pending, unread, behind, excess);
        }

        /** The stages go first, since that is what people wait for; what is closed beside it waits for its deployment. */
        private void rollBack(Rollback rollback) {
            look();
            if (!rollback.isRefused() && unread.isEmpty() && wanted.deploys()) {
                rollback.left()
                        .forEach(stage -> steps.add(new ProtectionStep.MoveStage(
                                stage, Objects.requireNonNull(state.stages().get(stage)), rollback.to())));
            }
            close();
            behind.clear();
            look();
        }

        private void close() {
            wanted.closed().forEach((method, to) -> {
                var from = next.methods().get(method);
                // What a rollback is to undo may be the authorizer that is moved to, which may let in others.
                var mayMove = wanted.rolledBack().isEmpty();
                if (from != null
                        && !from.equals(to)
                        && wanted.mayChange(method, from, to)
                        && (mayMove || from.isClosedBy(to))) {
                    steps.add(
                            from.isClosedBy(to)
                                    ? new ProtectionStep.CloseMethod(method, from, to)
                                    : new ProtectionStep.MoveMethod(method, from, to));
                    next = next.withMethod(method, to);
                }
            });
            var ours = new ArrayList<>(wanted.statements());
            // What bears an id of ours and says something else was changed by others: a document has each id once.
            next.ours().stream()
                    .filter(one -> ours.stream().noneMatch(other -> Objects.equals(other.sid(), one.sid())))
                    .filter(one -> !wanted.rolledBack().isEmpty() || mayBeServed(one))
                    .forEach(ours::add);
            write(ours, next.ours().stream().allMatch(one -> isLike(one, ours)));
        }

        /** What no stage serves need not stay until something is deployed: it would come into force with that, and go again. */
        private boolean mayBeServed(Statement ours) {
            return state.stages().keySet().stream().anyMatch(stage -> {
                var served = served(stage);
                return served == null || isLike(ours, served.ours());
            });
        }

        private void open() {
            write(wanted.statements(), false);
            wanted.reopened().forEach((method, to) -> {
                var from = next.methods().get(method);
                if (from != null && from.equals(to.from())) {
                    steps.add(new ProtectionStep.ReopenMethod(method, from, to.to()));
                    next = next.withMethod(method, to.to());
                }
            });
        }

        private void write(List<Statement> ours, boolean closes) {
            var all = new ArrayList<>(next.foreign());
            all.addAll(ours);
            // Some accounts have a higher quota; what is there has room.
            var most = Math.max(PolicyLimits.REST_API_POLICY_LENGTH, ResourceDocument.length(next.document()));
            excess = Math.max(excess, ResourceDocument.length(all) - most);
            if (excess == 0 && !isSame(next.ours(), ours)) {
                steps.add(new ProtectionStep.WriteStatements(ours, closes));
                next = next.withOurs(ours);
            }
        }

        /** @return whether the stages serve what is wanted, with the steps so far */
        private boolean serve() {
            look();
            if (behind.isEmpty() && unread.isEmpty()) {
                return true;
            }
            var movable = new TreeSet<>(behind);
            movable.removeAll(state.canaries().keySet());
            if (wanted.deploys() && !movable.isEmpty()) {
                publish(movable);
            }
            return false;
        }

        /** Which stages that may be moved do not serve what is wanted, and of which that is not known. */
        private void look() {
            for (var stage : state.stages().keySet()) {
                if (wanted.stages().contains(stage) && !wanted.left().contains(stage)) {
                    var served = served(stage);
                    if (served == null || isUnread(served)) {
                        unread.add(stage);
                    } else if (!serves(served)) {
                        behind.add(stage);
                    }
                }
            }
        }

        /** What a deployment holds is known when it is made: it is compared then, and served after that. */
        private void publish(SortedSet<String> stages) {
            var made = steps.isEmpty() ? made() : null;
            if (made == null) {
                steps.add(new ProtectionStep.Deploy());
                return;
            }
            for (var stage : stages) {
                var openings = openings(Objects.requireNonNull(served(stage)), made);
                if (openings.isEmpty() || state.made().equals(wanted.consented())) {
                    var from = Objects.requireNonNull(state.stages().get(stage));
                    steps.add(new ProtectionStep.MoveStage(stage, from, state.made()));
                } else {
                    pending.put(stage, openings);
                }
            }
        }

        /** The deployment that we made of what is there; null where there is none. */
        private @Nullable Configuration made() {
            var made = state.deployments().get(state.made());
            return made != null && made.methods().equals(next.methods()) && isSame(made.document(), next.document())
                    ? made
                    : null;
        }

        private @Nullable Configuration served(String stage) {
            return state.deployments().get(state.stages().getOrDefault(stage, ""));
        }

        /** Whether nobody knows which authorizer a stage has where one is wanted: deploying again and again would not tell either. */
        private boolean isUnread(Configuration served) {
            return wanted.authorizers().uses().keySet().stream().anyMatch(method -> {
                var there = served.methods().get(method);
                return there != null && there.isUnread() && wanted.closed().containsKey(method);
            });
        }

        /** Whether a stage has what the protection wants; what others have not published yet is theirs. */
        private boolean serves(Configuration served) {
            return isSame(served.ours(), next.ours())
                    && wanted.closed().entrySet().stream().allMatch(method -> {
                        var there = served.methods().get(method.getKey());
                        var now = next.methods().get(method.getKey());
                        return there == null || there.equals(now) || asksFor(method, there);
                    })
                    && wanted.reopened().keySet().stream().allMatch(method -> {
                        var there = served.methods().get(method);
                        return there == null || there.equals(next.methods().get(method));
                    });
        }

        /** Whether a stage asks for what was made of a method; an authorizer that the object did not give it is not looked at. */
        private boolean asksFor(Map.Entry<MethodKey, MethodState> method, MethodState there) {
            var to = method.getValue();
            var isGiven = wanted.authorizers().uses().containsKey(method.getKey());
            return (there.keyRequired() || !to.keyRequired())
                    && (to.isOpen()
                            || (to.authorization().equals(there.authorization())
                                    && (!isGiven || to.authorizer().equals(there.authorizer()))));
        }

        /** What a deployment would open in a stage beyond what is declared. */
        private List<String> openings(Configuration served, Configuration coming) {
            var all = new ArrayList<String>();
            for (var opening : Openings.between(served.methods(), coming.methods())) {
                if (!isDeclared(opening, coming) && !isMoved(opening, served, coming)) {
                    all.add(opening.method().verb() + " " + opening.method().path() + ": " + opening.words());
                }
            }
            served.foreign().stream()
                    .filter(one -> one.effect() == Effect.DENY && !isLike(one, coming.foreign()))
                    .forEach(one -> all.add("resource policy: a Deny of others would go" + named(one)));
            coming.foreign().stream()
                    .filter(one -> one.effect() == Effect.ALLOW && !isLike(one, served.foreign()))
                    .forEach(one -> all.add("resource policy: an Allow of others would come" + named(one)));
            if (coming.document().isEmpty() && !served.foreign().isEmpty()) {
                all.add("resource policy: it would be empty, so that nothing keeps callers out");
            }
            // An Allow of ours is for where nothing was before: beside what others wrote it opens what their silence
            // keeps closed.
            coming.ours().stream()
                    .filter(one ->
                            one.effect() == Effect.ALLOW && !served.foreign().isEmpty() && !isLike(one, served.ours()))
                    .forEach(one -> all.add("resource policy: an Allow beside what others wrote" + named(one)));
            return List.copyOf(all);
        }

        private static String named(Statement statement) {
            return statement.sid() == null ? "" : " (" + statement.sid() + ")";
        }

        /** A method that is declared open may be as open as that, for its own calls. */
        private boolean isDeclared(Opening opening, Configuration coming) {
            var method = opening.method();
            var reopening = wanted.reopened().get(method);
            var declared =
                    reopening != null ? reopening.to() : wanted.declaredOpen().get(method);
            var then = coming.methods().get(method);
            return declared != null && then != null && !opening.isMoved() && declared.isClosedBy(then);
        }

        /** From one authorizer of the object to another, or to other scopes, for its own calls. */
        private boolean isMoved(Opening opening, Configuration served, Configuration coming) {
            var method = opening.method();
            var now = served.methods().get(method);
            var then = coming.methods().get(method);
            return !opening.isMoved()
                    && now != null
                    && then != null
                    && Objects.equals(wanted.closed().get(method), then)
                    && wanted.authorizers().mayMove(method, now, then);
        }

        private static boolean isLike(Statement one, List<Statement> others) {
            return others.stream()
                    .anyMatch(other -> Objects.equals(one.sid(), other.sid()) && Canonical.sameMeaning(one, other));
        }

        private static boolean isSame(List<Statement> one, List<Statement> other) {
            return one.size() == other.size() && one.stream().allMatch(each -> isLike(each, other));
        }
    }
}
