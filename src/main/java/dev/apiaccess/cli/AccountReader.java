// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.cli.AccountReading.Api;
import dev.apiaccess.cli.AccountReading.Iam;
import dev.apiaccess.cli.AccountReading.InRegion;
import dev.apiaccess.cli.AccountReading.Keys;
import dev.apiaccess.cli.AccountReading.Part;
import dev.apiaccess.cli.AccountReading.Stage;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import dev.apiaccess.port.IamPort.AccountDetails;
import dev.apiaccess.port.IamPort.Holder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads an account from AWS, each part as far as the rights go. It changes nothing. */
final class AccountReader {

    /**
     * What is read.
     *
     * @param api name or id; empty for all
     * @param stage empty for all
     * @param single whether only one API is asked about, so that the stages of several need not be read
     * @param keys whether the keys are read, and not only the plans that a stage is in
     */
    record Scope(List<String> regions, Optional<String> api, Optional<String> stage, boolean single, boolean keys) {}

    private static final int MOST_PAGES = 1_000;

    private final AwsAccess access;
    private final PatientCalls calls;
    private final Scope scope;
    private final List<AwsFailure> failures = new ArrayList<>();
    private @Nullable AwsFailure unseen;

    AccountReader(AwsAccess access, PatientCalls calls, Scope scope) {
        this.access = access;
        this.calls = calls;
        this.scope = scope;
    }

    /** Why service control policies are not seen; empty where they are. That is none of the {@link #failures}: no part of the account is missing. */
    Optional<AwsFailure> unseen() {
        return Optional.ofNullable(unseen);
    }

    /** Why some parts could not be read. */
    List<AwsFailure> failures() {
        return failures;
    }

    AccountReading read(String partition, String account) throws InterruptedException {
        var iam = part(this::iam);
        var regions = new ArrayList<InRegion>();
        for (var region : scope.regions()) {
            var gateway = access.gateway(region);
            var apis = part(() -> apis(region, gateway));
            var keys = part(() -> keys(region, gateway));
            regions.add(new InRegion(region, apis, keys));
        }
        var organization = new OrganizationReader(access.organization(), calls);
        var read = organization.read(account);
        unseen = organization.failure().orElse(null);
        return new AccountReading(partition, account, iam, regions, read);
    }

    private interface Reading<T> {
        T read() throws InterruptedException;
    }

    private <T> Part<T> part(Reading<T> reading) throws InterruptedException {
        try {
            return Part.of(reading.read());
        } catch (AwsFailure failure) {
            failures.add(failure);
            return Part.unread(MissingRights.why(failure));
        }
    }

    private Iam iam() throws InterruptedException {
        var port = access.iam();
        var holders = new ArrayList<Holder>();
        var attachments = new HashMap<PrincipalRef, Set<String>>();
        var documents = new HashMap<String, String>();
        String marker = null;
        for (var page = 0; page < MOST_PAGES; page++) {
            var at = marker;
            AccountDetails details =
                    calls.call("", Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, () -> port.accountDetails(at, true));
            holders.addAll(details.holders());
            attachments.putAll(details.attachments());
            documents.putAll(details.documents());
            marker = details.next();
            if (marker == null) {
                return new Iam(holders, attachments, documents);
            }
        }
        throw new AwsFailure(
                AwsFailure.Kind.LIMIT_EXCEEDED,
                Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS,
                "TooManyPages",
                "more than " + MOST_PAGES + " pages",
                null,
                null);
    }

    private List<Api> apis(String region, GatewayPort gateway) throws InterruptedException {
        var listed = calls.all(region, Operation.GET_REST_APIS, gateway::getRestApis);
        var named = listed.stream().filter(this::isAskedAbout).toList();
        var apis = new ArrayList<Api>();
        for (var one : named.isEmpty() ? listed : named) {
            // Of several only the names are needed, to ask which one is meant.
            var looks = !named.isEmpty() && (!scope.single() || named.size() == 1);
            apis.add(new Api(
                    one,
                    looks
                            ? part(() -> stages(region, gateway, one.api().id()))
                            : Part.unread("several APIs are there, and none was named")));
        }
        return apis;
    }

    private boolean isAskedAbout(ListedApi listed) {
        return scope.api()
                .map(wanted -> wanted.equals(listed.api().id())
                        || wanted.equals(listed.api().name()))
                .orElse(true);
    }

    private Map<String, Stage> stages(String region, GatewayPort gateway, String api) throws InterruptedException {
        var deployments = new HashMap<String, Part<Optional<Map<MethodKey, ServedMethod>>>>();
        var stages = new TreeMap<String, Stage>();
        var shown = calls.call(region, Operation.GET_STAGES, () -> gateway.getStages(api));
        for (var entry : new TreeMap<>(shown).entrySet()) {
            var name = entry.getKey();
            if (scope.stage().isPresent() && !scope.stage().get().equals(name)) {
                stages.put(name, new Stage(entry.getValue(), Part.unread(NOT_ASKED), null, Part.unread(NOT_ASKED)));
                continue;
            }
            var methods = deployment(region, gateway, api, entry.getValue().deploymentId(), deployments);
            var canary = entry.getValue().canaryDeploymentId();
            var ofCanary = canary.isEmpty() ? null : deployment(region, gateway, api, canary.get(), deployments);
            var export = part(() -> calls.call(region, Operation.GET_EXPORT, () -> gateway.getExport(api, name)));
            stages.put(name, new Stage(entry.getValue(), methods, ofCanary, export));
        }
        return stages;
    }

    private static final String NOT_ASKED = "it was not asked for";

    /** Several stages often show one deployment. */
    private Part<Optional<Map<MethodKey, ServedMethod>>> deployment(
            String region,
            GatewayPort gateway,
            String api,
            String id,
            Map<String, Part<Optional<Map<MethodKey, ServedMethod>>>> known)
            throws InterruptedException {
        var there = known.get(id);
        if (there == null) {
            there = id.isEmpty()
                    ? Part.<Optional<Map<MethodKey, ServedMethod>>>unread("it shows no deployment")
                    : part(() -> calls.call(region, Operation.GET_DEPLOYMENT, () -> gateway.getDeployment(api, id)));
            known.put(id, there);
        }
        return there;
    }

    private Keys keys(String region, GatewayPort gateway) throws InterruptedException {
        var plans = calls.all(region, Operation.GET_USAGE_PLANS, gateway::getUsagePlans);
        if (!scope.keys()) {
            return new Keys(plans, List.of(), Map.of());
        }
        var keys = calls.all(region, Operation.GET_API_KEYS, gateway::getApiKeys);
        var members = new TreeMap<String, List<String>>();
        for (var plan : plans) {
            if (scope.api().isEmpty() || isInPlan(plan.plan().stages().keySet())) {
                members.put(
                        plan.id(),
                        calls.all(
                                region,
                                Operation.GET_USAGE_PLAN_KEYS,
                                position -> gateway.getUsagePlanKeys(plan.id(), position)));
            }
        }
        return new Keys(plans, keys, members);
    }

    /** By the id only: a plan does not know names, and to read more plans than needed is no mistake. */
    private boolean isInPlan(Set<ApiStage> stages) {
        return scope.api()
                .map(api -> !api.matches("[a-z0-9]{10}")
                        || stages.stream().anyMatch(stage -> stage.apiId().equals(api)))
                .orElse(true);
    }
}
