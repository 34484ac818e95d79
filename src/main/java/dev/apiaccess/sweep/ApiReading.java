// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.call.Pages;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.Page;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one REST API whole: its configuration, its stages, and what they have deployed. */
public final class ApiReading {

    private static final int MOST_PAGES = 50;

    private final Accounts accounts;
    private final Naming naming;

    /**
     * @param accounts whose budgets are used
     * @param naming by which deployments of this cluster are known
     */
    public ApiReading(Accounts accounts, Naming naming) {
        this.accounts = accounts;
        this.naming = naming;
    }

    /**
     * The API as it is now. A deployment never changes, so one that stages showed before is not read again; one that a stage shows and that
     * could not be read is left out.
     *
     * @param before what this class read of it before; empty where nothing was
     * @return empty where there is no such API
     * @throws AwsFailure where a part could not be read, authorizers apart: a part is never taken for the whole
     */
    public Optional<ExistingApi> read(
            Accounts.Account account, UnitKey.RestApiUnit unit, Caller caller, Optional<ExistingApi> before)
            throws InterruptedException {
        return read(account, unit, caller, before, AuthorizerReading.Quest.of(true, known(before)));
    }

    /**
     * The same without reading authorizers where none is asked for.
     *
     * @param quest what is asked of its authorizers
     */
    public Optional<ExistingApi> read(
            Accounts.Account account,
            UnitKey.RestApiUnit unit,
            Caller caller,
            Optional<ExistingApi> before,
            AuthorizerReading.Quest quest)
            throws InterruptedException {
        return new One(account, unit, caller, quest).read(before, null);
    }

    /** @param stages as they were listed already */
    Optional<ExistingApi> read(
            Accounts.Account account,
            UnitKey.RestApiUnit unit,
            Optional<ExistingApi> before,
            Map<String, ShownStage> stages,
            AuthorizerReading.Quest quest)
            throws InterruptedException {
        return new One(account, unit, Caller.SWEEP, quest).read(before, stages);
    }

    private static Map<String, ExistingAuthorizer> known(Optional<ExistingApi> before) {
        return before.<Map<String, ExistingAuthorizer>>map(ExistingApi::authorizers)
                .orElse(Map.of());
    }

    private final class One {

        private final Accounts.Account account;
        private final UnitKey.RestApiUnit unit;
        private final Caller caller;
        private final GatewayPort gateway;
        private final AuthorizerReading.Quest quest;
        private final String id;

        One(Accounts.Account account, UnitKey.RestApiUnit unit, Caller caller, AuthorizerReading.Quest quest) {
            this.quest = quest;
            this.account = account;
            this.unit = unit;
            this.caller = caller;
            this.gateway = account.access().gateway(unit.region());
            this.id = unit.apiId();
        }

        Optional<ExistingApi> read(Optional<ExistingApi> before, @Nullable Map<String, ShownStage> listed)
                throws InterruptedException {
            var api = call(Operation.GET_REST_API, () -> gateway.getRestApi(id));
            if (api.isEmpty()) {
                return Optional.empty();
            }
            var stages = listed == null ? stages() : listed;
            var methods = methods();
            var all = all(Operation.GET_DEPLOYMENTS, position -> gateway.getDeployments(id, position));
            var made = made(all);
            var present = authorized(new ExistingApi(
                    api.get().value(),
                    methods,
                    new TreeMap<>(stages),
                    new TreeMap<>(),
                    made,
                    newest(all, made),
                    api.get().tags()));
            return Optional.of(deployed(present, before)
                    .withExports(before.map(ExistingApi::exports).orElse(KeptExports.NONE)));
        }

        /** With its authorizers, where they are asked for. A missing right to read them keeps nothing else from being known. */
        private ExistingApi authorized(ExistingApi api) throws InterruptedException {
            var isUsed = api.methods().values().stream()
                    .anyMatch(method -> !method.authorizerId().isEmpty());
            return quest.isAsked(isUsed)
                    ? new AuthorizerReading(accounts, account, unit, caller).read(api, quest)
                    : api;
        }

        private SortedMap<MethodKey, ConfiguredMethod> methods() throws InterruptedException {
            var methods = new TreeMap<MethodKey, ConfiguredMethod>();
            for (var resource : all(Operation.GET_RESOURCES, position -> gateway.getResources(id, position))) {
                resource.methods().forEach((verb, method) -> methods.put(new MethodKey(resource.path(), verb), method));
            }
            return methods;
        }

        private List<MadeDeployment> made(List<GatewayPort.Deployment> all) {
            return all.stream()
                    .flatMap(one -> naming.deployedDigest(one.description()).stream()
                            .map(digest -> new MadeDeployment(one.id(), one.createdAt(), digest)))
                    .sorted(Comparator.comparing(MadeDeployment::createdAt)
                            .thenComparing(MadeDeployment::id)
                            .reversed())
                    .toList();
        }

        /** Times are whole seconds: of those made in one, one of others counts as the later, so that ours is not taken for the last. */
        private static String newest(List<GatewayPort.Deployment> all, List<MadeDeployment> made) {
            var ours = made.stream().map(MadeDeployment::id).toList();
            return all.stream()
                    .max(Comparator.comparing(GatewayPort.Deployment::createdAt)
                            .thenComparing(one -> !ours.contains(one.id()))
                            .thenComparing(GatewayPort.Deployment::id))
                    .map(GatewayPort.Deployment::id)
                    .orElse("");
        }

        private ExistingApi deployed(ExistingApi present, Optional<ExistingApi> before) throws InterruptedException {
            var known = before.map(ApiReading::shown).orElse(Map.of());
            var deployments = new TreeMap<String, DeployedApi>();
            var exported = new HashMap<String, String>();
            for (var stage : present.stages().entrySet()) {
                var deployment = stage.getValue().deploymentId();
                stage.getValue().canaryDeploymentId().ifPresent(canary -> keep(deployments, canary, known));
                keep(deployments, deployment, known);
                if (!deployment.isEmpty() && !deployments.containsKey(deployment)) {
                    var read = export(stage.getKey(), deployment);
                    if (read.isPresent()) {
                        deployments.put(deployment, read.get());
                        exported.put(stage.getKey(), deployment);
                    }
                }
            }
            last(present, before).ifPresent(one -> deployments.putIfAbsent(one.getKey(), one.getValue()));
            var proven = present.withDeployments(deployments, present.made());
            return exported.isEmpty() ? proven : confirmed(proven, exported);
        }

        private static void keep(
                Map<String, DeployedApi> deployments, String deployment, Map<String, DeployedApi> known) {
            var read = known.get(deployment);
            if (read != null) {
                deployments.put(deployment, read);
            }
        }

        private Optional<DeployedApi> export(String stage, String deployment) throws InterruptedException {
            var methods = call(Operation.GET_DEPLOYMENT, () -> gateway.getDeployment(id, deployment));
            if (methods.isEmpty()) {
                return Optional.empty();
            }
            return call(Operation.GET_EXPORT, () -> gateway.getExport(id, stage))
                    .map(export -> new DeployedApi(methods.get(), export.policy(), export.authorizers()));
        }

        /**
         * An export is asked for by stage and not by deployment: of a stage that was moved meanwhile nobody knows whose it is, and a
         * deployment is never read again.
         */
        private ExistingApi confirmed(ExistingApi read, Map<String, String> exported) throws InterruptedException {
            var now = stages();
            var deployments = new TreeMap<>(read.deployments());
            exported.forEach((stage, deployment) -> {
                var shown = now.get(stage);
                if (shown == null || !shown.deploymentId().equals(deployment)) {
                    deployments.remove(deployment);
                }
            });
            return new ExistingApi(
                    read.listed(),
                    read.methods(),
                    new TreeMap<>(now),
                    deployments,
                    read.made(),
                    read.newest(),
                    read.tags(),
                    read.authorizers(),
                    read.exports(),
                    read.unreadAuthorizers());
        }

        /**
         * The last deployment of ours where no stage shows it. No call shows its resource policy and authorizers: they are the present ones
         * where the configuration is, after the deployment, still the one that it was made of.
         */
        private Optional<Map.Entry<String, DeployedApi>> last(ExistingApi present, Optional<ExistingApi> before)
                throws InterruptedException {
            var ours = present.made().stream().findFirst();
            if (ours.isEmpty()
                    || present.stages().values().stream()
                            .anyMatch(stage ->
                                    stage.deploymentId().equals(ours.get().id()))) {
                return Optional.empty();
            }
            var last = ours.get();
            var known =
                    before.flatMap(one -> Optional.ofNullable(one.deployments().get(last.id())));
            if (known.isPresent() || !last.digest().equals(present.digest())) {
                return known.map(one -> Map.entry(last.id(), one));
            }
            return call(Operation.GET_DEPLOYMENT, () -> gateway.getDeployment(id, last.id()))
                    .map(methods -> Map.entry(
                            last.id(), new DeployedApi(methods, present.listed().policy(), present.asked())));
        }

        private Map<String, ShownStage> stages() throws InterruptedException {
            return call(Operation.GET_STAGES, () -> gateway.getStages(id));
        }

        private <T> T call(Operation operation, Supplier<T> call) throws InterruptedException {
            return accounts.call(account, unit.region(), operation, caller, call);
        }

        private <T> List<T> all(Operation operation, Function<@Nullable String, Page<T>> page)
                throws InterruptedException {
            return Pages.all(accounts, account, unit.region(), operation, caller, page, MOST_PAGES);
        }
    }

    /** What was read of the deployments that stages showed: the policies of others are concluded, and are read once a stage shows them. */
    private static Map<String, DeployedApi> shown(ExistingApi api) {
        var shown = new HashMap<String, DeployedApi>();
        for (var stage : api.stages().values()) {
            Stream.concat(Stream.of(stage.deploymentId()), stage.canaryDeploymentId().stream())
                    .forEach(deployment -> Optional.ofNullable(api.deployments().get(deployment))
                            .ifPresent(read -> shown.put(deployment, read)));
        }
        return shown;
    }

    /** What stages show of deployments of ours, by id. */
    static Map<String, DeployedApi> shownOfOurs(ExistingApi api) {
        var shown = new HashMap<String, DeployedApi>();
        for (var made : api.made()) {
            var read = api.deployments().get(made.id());
            if (read != null
                    && api.stages().values().stream()
                            .anyMatch(stage -> stage.deploymentId().equals(made.id()))) {
                shown.put(made.id(), read);
            }
        }
        return shown;
    }

    /** Whether all that stages show was read; what a canary shows can be read only while it is the stage's own. */
    static boolean isWhole(ExistingApi api) {
        return api.stages().values().stream()
                .map(ShownStage::deploymentId)
                .allMatch(
                        deployment -> deployment.isEmpty() || api.deployments().containsKey(deployment));
    }
}
