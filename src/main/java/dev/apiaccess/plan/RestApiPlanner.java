// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyText;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.protect.ApiState;
import dev.apiaccess.protect.ApiStates;
import dev.apiaccess.protect.FenceStatements;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.ProtectionPlan;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.ResourceDocument;
import dev.apiaccess.protect.Rollback;
import dev.apiaccess.protect.WantedAuthorizers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Plans the changes of a REST API, in an order that opens nothing on the way. */
public final class RestApiPlanner {

    /** Deployments of ours that are kept, the newest ones. */
    static final int KEPT = 3;

    /** How often one configuration is deployed in a row: what cannot be read afterwards is not made without end. */
    private static final int MOST_ALIKE = 2;

    private static final int MOST_REMOVALS = 10;
    private static final int MOST_LINES = 100;

    private RestApiPlanner() {}

    /** What is left to do of methods, resource policy and deployments, what waits, and what is not known: nothing where there is no API. */
    public static ProtectionPlan protection(Desired.Api desired, Observed.Api observed) {
        return observed.first()
                .map(api -> ProtectionPlan.of(desired.wanted(), state(desired, api)))
                .orElseGet(() -> new ProtectionPlan(List.of(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>()));
    }

    static Plan plan(Desired.Api desired, Observed.Api observed) {
        return observed.first()
                .map(api -> new Draft(desired, api).plan())
                .orElseGet(() -> new Plan(
                        List.of(),
                        List.of(new Difference(
                                "", "restApi", "not there", desired.unit().apiId()))));
    }

    private static ApiState state(Desired.Api desired, ExistingApi api) {
        return ApiStates.of(
                api, place(desired), desired.wanted().mark(), desired.wanted().rolledBack());
    }

    private static FenceStatements.Place place(Desired.Api desired) {
        var unit = desired.unit();
        return ApiStates.place(unit.accountId(), unit.region(), unit.apiId());
    }

    private static final class Draft {

        private final Desired.Api desired;
        private final ExistingApi api;
        private final ApiState state;
        private final ProtectionPlan protection;
        private final List<Change> changes = new ArrayList<>();
        private final List<Difference> lines = new ArrayList<>();
        private final Set<String> settled = new HashSet<>();

        /** The API after the changes so far. */
        private ExistingApi next;

        private List<Statement> ours;

        Draft(Desired.Api desired, ExistingApi api) {
            this.desired = desired;
            this.api = api;
            state = state(desired, api);
            protection = ProtectionPlan.of(desired.wanted(), state);
            next = api;
            ours = state.present().ours();
        }

        Plan plan() {
            // At the quota of authorizers there is room for a new one first.
            authorizersThatAreGone();
            for (var step : protection.steps()) {
                if (opens(step)) {
                    settle();
                }
                if (!take(step)) {
                    // What follows relies on it.
                    break;
                }
            }
            settle();
            desired.wanted().stages().forEach(this::logs);
            removals();
            if (protection.rollback().isAsked()) {
                left(protection.rollback());
            } else {
                protection.behind().forEach(this::behind);
            }
            return new Plan(isWritable() ? changes : List.of(), bounded(lines));
        }

        /** AWS refuses or mixes changes while it updates an API; where it does not say, nothing is going on. */
        private boolean isWritable() {
            var status = api.listed().state().status();
            return status.isEmpty() || status.equals("AVAILABLE");
        }

        private static boolean opens(ProtectionStep step) {
            return switch (step) {
                case ProtectionStep.ReopenMethod _ -> true;
                case ProtectionStep.WriteStatements write -> !write.closes();
                case ProtectionStep.CloseMethod _,
                        ProtectionStep.MoveMethod _,
                        ProtectionStep.CreateAuthorizer _,
                        ProtectionStep.Deploy _,
                        ProtectionStep.MoveStage _ -> false;
            };
        }

        /** @return whether what follows may be planned */
        private boolean take(ProtectionStep step) {
            return switch (step) {
                case ProtectionStep.CreateAuthorizer create -> {
                    authorizer(create.made());
                    yield true;
                }
                case ProtectionStep.CloseMethod close -> method(close.method(), close.from(), close.to(), true);
                case ProtectionStep.MoveMethod move -> method(move.method(), move.from(), move.to(), false);
                case ProtectionStep.ReopenMethod reopen -> method(reopen.method(), reopen.from(), reopen.to(), false);
                case ProtectionStep.WriteStatements write -> policy(write);
                case ProtectionStep.Deploy _ -> deploy();
                case ProtectionStep.MoveStage move -> {
                    stage(move.stage(), move.to());
                    yield true;
                }
            };
        }

        /** Methods that wait for it are closed when it is there and noted: nothing that is planned now relies on it. */
        private void authorizer(WantedAuthorizers.Made made) {
            var isThere = api.authorizers().values().stream()
                    .anyMatch(one ->
                            one.definition().name().equals(made.definition().name()));
            if (isThere) {
                return;
            }
            var name = "authorizers[" + made.name() + "]";
            var fields = made.isCorrection()
                    ? made.changed().stream()
                            .map(field -> new Difference("", name + "." + field.name(), field.found(), field.wanted()))
                            .toList()
                    : List.of(new Difference("", name, "none", "made"));
            changes.add(new RestApiChange.CreateAuthorizer(api.id(), made.definition(), fields));
            lines.addAll(fields);
        }

        private boolean method(MethodKey key, MethodState from, MethodState to, boolean closes) {
            var before = next.methods().get(key);
            var use = Optional.ofNullable(desired.wanted().authorizers().uses().get(key));
            var edit = before == null ? Optional.<MethodEdit>empty() : MethodEdit.of(key, before, from, to, use);
            edit.ifPresent(one -> {
                next = next.withMethod(key, one.after());
                changes.add(new RestApiChange.UpdateMethod(
                        api.id(), key, one.after(), one.operations(), closes, one.fields()));
                lines.addAll(one.fields());
            });
            return edit.isPresent();
        }

        private boolean policy(ProtectionStep.WriteStatements write) {
            var found = next.listed().policy();
            var mark = desired.wanted().mark();
            if (ResourceDocument.of(found, place(desired), mark).trouble().isPresent()) {
                return false;
            }
            var before = ours;
            var document = PolicyText.replace(found, one -> ResourceDocument.isOurs(one, mark), write.ours());
            var fields = ChangeText.statements(PolicyDocument.of(before), PolicyDocument.of(write.ours())).stream()
                    .map(line -> line.of("policy"))
                    .toList();
            ours = write.ours();
            next = next.withListed(next.listed().withPolicy(document));
            changes.add(new RestApiChange.WritePolicy(api.id(), document, write.closes(), fields));
            lines.addAll(fields);
            return true;
        }

        private boolean deploy() {
            if (isDeployedEnough()) {
                return false;
            }
            changes.add(new RestApiChange.Deploy(api.id(), next.digest()));
            return true;
        }

        private boolean isDeployedEnough() {
            var made = next.made();
            return !made.isEmpty()
                    && made.getFirst().id().equals(next.newest())
                    && made.stream()
                                    .takeWhile(one -> one.digest().equals(next.digest()))
                                    .count()
                            >= MOST_ALIKE;
        }

        /** The settings of the stages that need no other change before. */
        private void settle() {
            desired.wanted().stages().stream()
                    .filter(stage -> api.stages().containsKey(stage) && !settled.contains(stage))
                    .forEach(stage -> stage(stage, ""));
        }

        /** The logs of a stage. AWS may refuse them, and nothing waits for that ({@link Change#isAlone}). */
        private void logs(String name) {
            var stage = next.stages().get(name);
            if (stage == null) {
                return;
            }
            var edit = StageSettings.of(name, stage, desired.stages());
            if (!edit.operations().isEmpty()) {
                next = next.withStage(name, edit.after());
                changes.add(new RestApiChange.UpdateStage(
                        api.id(), name, edit.after(), edit.operations(), false, edit.fields()));
            }
            lines.addAll(edit.fields());
        }

        /**
         * The changes of a stage but for its logs, in one call.
         *
         * @param deployment to which it is moved; empty for the one that it has
         */
        private void stage(String name, String deployment) {
            var stage = api.stages().get(name);
            if (stage == null || !settled.add(name)) {
                return;
            }
            var edit = StageSettings.withoutLogs(name, stage, desired.stages());
            var moves = !deployment.isEmpty();
            var operations = new ArrayList<PatchOperation>();
            var fields = new ArrayList<Difference>();
            var after = edit.after();
            if (moves) {
                operations.add(new PatchOperation("replace", "/deploymentId", deployment));
                fields.add(new Difference("", deploymentOf(name), stage.deploymentId(), deployment));
                after = after.on(deployment);
            }
            operations.addAll(edit.operations());
            fields.addAll(edit.fields());
            if (!operations.isEmpty()) {
                next = next.withStage(name, after);
                changes.add(
                        new RestApiChange.UpdateStage(api.id(), name, after, List.copyOf(operations), moves, fields));
            }
            lines.addAll(edit.fields());
        }

        private void behind(String stage) {
            var to = state.made().isEmpty() ? "a deployment of what is configured" : state.made();
            lines.add(new Difference("", deploymentOf(stage), state.stages().getOrDefault(stage, ""), to));
        }

        /** Stages that go where somebody wants them to stay. */
        private void left(Rollback rollback) {
            if (!rollback.isRefused()) {
                rollback.left()
                        .forEach(stage -> lines.add(new Difference(
                                "", deploymentOf(stage), state.stages().getOrDefault(stage, ""), rollback.to())));
            }
        }

        private static String deploymentOf(String stage) {
            return "stages[" + stage + "].deploymentId";
        }

        private void authorizersThatAreGone() {
            desired.wanted().authorizers().gone().forEach(id -> {
                var authorizer = next.authorizers().get(id);
                var isAsked = next.methods().values().stream()
                        .anyMatch(method -> method.authorizerId().equals(id));
                if (authorizer != null && !isAsked) {
                    changes.add(new RestApiChange.RemoveAuthorizer(api.id(), id));
                    lines.add(new Difference(
                            "", "authorizers[" + authorizer.definition().name() + "]", "there", "gone"));
                }
            });
        }

        /** Deployments of ours beyond the newest ones, which nothing shows any more. */
        private void removals() {
            var shown = new HashSet<String>();
            for (var stages : List.of(api.stages(), next.stages())) {
                stages.values().forEach(stage -> {
                    shown.add(stage.deploymentId());
                    stage.canaryDeploymentId().ifPresent(shown::add);
                });
            }
            api.made().stream()
                    .skip(KEPT)
                    .filter(one -> !shown.contains(one.id())
                            && !one.id().equals(desired.wanted().rolledBack()))
                    .limit(MOST_REMOVALS)
                    .forEach(one -> changes.add(new RestApiChange.RemoveDeployment(api.id(), one.id())));
        }
    }

    private static List<Difference> bounded(List<Difference> lines) {
        if (lines.size() <= MOST_LINES) {
            return lines;
        }
        var some = new ArrayList<>(lines.subList(0, MOST_LINES));
        some.add(new Difference("", "more fields", "" + (lines.size() - MOST_LINES), "none"));
        return some;
    }
}
