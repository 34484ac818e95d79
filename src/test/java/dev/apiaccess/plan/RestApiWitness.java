// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.plan.Effects.Answer;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One API of API Gateway, told a second time and as plainly as possible: it knows nothing of what a change is for, only its operations, and
 * refuses those that AWS refuses.
 *
 * @param api what is there, with all deployments that there are
 * @param moment how many deployments there were
 */
record RestApiWitness(ExistingApi api, int moment) {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    /** What AWS answers, and what is there then. */
    record Reply(RestApiWitness after, Answer answer) {}

    /** Somebody who calls. */
    record Call(MethodKey method, String who, String from, boolean key) {}

    Reply call(RestApiChange change) {
        return switch (change) {
            case RestApiChange.UpdateMethod one -> done(api.withMethod(one.method(), patched(one)));
            case RestApiChange.WritePolicy one -> {
                var listed = api.listed().withPolicy(one.policy());
                one.policy().ifPresent(text -> PolicyReader.readForeign(text, PolicyKind.RESOURCE));
                yield new Reply(with(api.withListed(listed)), new Answer.Written(listed));
            }
            case RestApiChange.Deploy one -> {
                var id = "d" + (moment + 1);
                var at = NOON.plusSeconds(10L * moment);
                var made = new MadeDeployment(id, at, one.configuration());
                yield new Reply(
                        deployed(
                                id,
                                Stream.concat(Stream.of(made), api.made().stream())
                                        .toList()),
                        new Answer.Deployed(id, at));
            }
            case RestApiChange.CreateAuthorizer one -> {
                refuseIf(
                        api.authorizers().values().stream()
                                .anyMatch(other -> other.definition()
                                        .name()
                                        .equals(one.definition().name())),
                        change,
                        "there is one of that name");
                var made = new ExistingAuthorizer(
                        "a" + (api.authorizers().size() + 1),
                        one.definition(),
                        new ExistingAuthorizer.Trial.Answered());
                var all = new TreeMap<>(api.authorizers());
                all.put(made.id(), made);
                yield new Reply(with(api.withAuthorizers(all)), new Answer.Authorized(made));
            }
            case RestApiChange.RemoveAuthorizer one -> {
                refuseIf(
                        api.methods().values().stream()
                                .anyMatch(method -> method.authorizerId().equals(one.authorizerId())),
                        change,
                        "a method has it");
                var others = new TreeMap<>(api.authorizers());
                others.remove(one.authorizerId());
                yield done(api.withAuthorizers(others));
            }
            case RestApiChange.UpdateStage one -> done(api.withStage(one.stage(), patched(one)));
            case RestApiChange.RemoveDeployment one -> {
                refuseIf(shown().contains(one.deploymentId()), change, "a stage shows it");
                refuseIf(!api.deployments().containsKey(one.deploymentId()), change, "there is none");
                var others = new TreeMap<>(api.deployments());
                others.remove(one.deploymentId());
                yield done(api.withDeployments(
                        others,
                        api.made().stream()
                                .filter(made -> !made.id().equals(one.deploymentId()))
                                .toList()));
            }
        };
    }

    /** After a deployment by somebody else, which the stage shows at once. */
    RestApiWitness deployedByOthers(String stage) {
        var id = "d" + (moment + 1);
        var deployed = deployed(id, api.made());
        return new RestApiWitness(
                deployed.api()
                        .withStage(
                                stage,
                                Objects.requireNonNull(api.stages().get(stage)).on(id)),
                deployed.moment());
    }

    /** What a read finds: what stages show, and the last deployment if it is ours and made of what is configured. */
    Observed.Api seen() {
        var known = new TreeMap<>(api.deployments());
        known.keySet().retainAll(shown());
        api.made().stream()
                .findFirst()
                .filter(one -> one.id().equals(api.newest()) && one.digest().equals(api.digest()))
                .ifPresent(one -> known.put(
                        one.id(), Objects.requireNonNull(api.deployments().get(one.id()))));
        return new Observed.Api(List.of(api.withDeployments(known, api.made())));
    }

    /** What a stage serves. */
    DeployedApi serves(String stage) {
        return Objects.requireNonNull(api.deployments()
                .get(Objects.requireNonNull(api.stages().get(stage)).deploymentId()));
    }

    /** What is configured, as a deployment would have it. */
    DeployedApi configured() {
        var methods = new HashMap<MethodKey, ServedMethod>();
        api.methods().forEach((key, one) -> methods.put(key, new ServedMethod(one.authorization(), one.keyRequired())));
        return new DeployedApi(methods, api.listed().policy(), authorizers());
    }

    private Map<MethodKey, DeployedAuthorizer> authorizers() {
        var authorizers = new HashMap<MethodKey, DeployedAuthorizer>();
        api.methods().forEach((key, one) -> {
            if (!one.authorizerId().isEmpty()) {
                authorizers.put(
                        key,
                        new DeployedAuthorizer(
                                Objects.requireNonNull(api.authorizers().get(one.authorizerId()))
                                        .definition(),
                                one.scopes()));
            }
        });
        return authorizers;
    }

    private RestApiWitness deployed(String id, List<MadeDeployment> made) {
        var all = new TreeMap<>(api.deployments());
        all.put(id, configured());
        return new RestApiWitness(
                new ExistingApi(
                        api.listed(),
                        api.methods(),
                        api.stages(),
                        all,
                        made,
                        id,
                        Objects.requireNonNull(api.tags()),
                        api.authorizers()),
                moment + 1);
    }

    private Reply done(ExistingApi after) {
        return new Reply(with(after), new Answer.Done());
    }

    private RestApiWitness with(ExistingApi other) {
        return new RestApiWitness(other, moment);
    }

    private Set<String> shown() {
        var shown = new HashSet<String>();
        api.stages().values().forEach(stage -> shown.add(stage.deploymentId()));
        return shown;
    }

    private ConfiguredMethod patched(RestApiChange.UpdateMethod change) {
        var method = api.methods().get(change.method());
        refuseIf(method == null || change.operations().isEmpty(), change, "nothing to do");
        var patched = Objects.requireNonNull(method);
        for (var one : change.operations()) {
            refuseIf(!one.op().equals("replace") && !one.path().equals("/authorizationScopes"), change, "only replace");
            patched = switch (one.path()) {
                case "/authorizationType" -> patched.withAuthorization(text(one));
                case "/apiKeyRequired" -> patched.withKeyRequired(Boolean.parseBoolean(text(one)));
                case "/authorizerId" -> {
                    refuseIf(!api.authorizers().containsKey(text(one)), change, "no such authorizer");
                    yield patched.withAuthorizer(patched.authorization(), text(one), patched.scopes());
                }
                case "/authorizationScopes" -> {
                    var scopes = new TreeSet<>(patched.scopes());
                    refuseIf(
                            one.op().equals("add") ? !scopes.add(text(one)) : !scopes.remove(text(one)),
                            change,
                            "scope " + text(one));
                    yield patched.withAuthorizer(patched.authorization(), patched.authorizerId(), scopes);
                }
                default -> throw new Witness.Refused(change, "no such path: " + one.path());
            };
        }
        var hasAuthorizer = !Set.of("NONE", "AWS_IAM").contains(patched.authorization());
        refuseIf(hasAuthorizer == patched.authorizerId().isEmpty(), change, "an authorizer goes with " + patched);
        return patched;
    }

    private ShownStage patched(RestApiChange.UpdateStage change) {
        var stage = Objects.requireNonNull(api.stages().get(change.stage()));
        refuseIf(change.operations().isEmpty(), change, "nothing to do");
        var deployment = stage.deploymentId();
        var settings = new TreeMap<>(stage.settings());
        var destination =
                stage.accessLog().map(ShownStage.AccessLog::destination).orElse("");
        var format = stage.accessLog().map(ShownStage.AccessLog::format).orElse("");
        for (var one : change.operations()) {
            if (one.path().equals("/deploymentId")) {
                refuseIf(!api.deployments().containsKey(text(one)), change, "no such deployment");
                deployment = text(one);
            } else if (one.path().equals("/accessLogSettings/destinationArn")) {
                destination = text(one);
            } else if (one.path().equals("/accessLogSettings/format")) {
                format = text(one);
            } else if (one.path().equals("/accessLogSettings")) {
                destination = "";
                format = "";
            } else {
                setting(change, one, settings);
            }
        }
        return stage.on(deployment)
                .with(
                        destination.isEmpty()
                                ? Optional.empty()
                                : Optional.of(new ShownStage.AccessLog(destination, format)),
                        settings);
    }

    private static void setting(
            RestApiChange change, PatchOperation operation, TreeMap<MethodKey, MethodSetting> settings) {
        var parts = List.of(operation.path().substring(1).split("/", -1));
        var path = parts.get(0).replace("~1", "/").replace("~0", "~");
        var key = new MethodKey(path.equals("*") ? "/*" : path, parts.get(1));
        if (operation.op().equals("remove")) {
            refuseIf(settings.remove(key) == null, change, "no such entry");
            return;
        }
        var all = settings.getOrDefault(
                ShownStage.EACH_METHOD,
                new MethodSetting(Optional.of(new Throttle(10_000, 5_000)), false, "OFF", false));
        var now = settings.getOrDefault(key, all);
        var limit = now.throttle().orElse(new Throttle(10_000, 5_000));
        if (text(operation).equals("-1")) {
            settings.put(key, now.unlimited());
            return;
        }
        settings.put(
                key,
                switch (String.join("/", parts.subList(2, parts.size()))) {
                    case "throttling/rateLimit" ->
                        new MethodSetting(
                                Optional.of(new Throttle(Double.parseDouble(text(operation)), limit.burstLimit())),
                                now.metrics(),
                                now.logging(),
                                now.dataTrace());
                    case "throttling/burstLimit" ->
                        new MethodSetting(
                                Optional.of(new Throttle(limit.rateLimit(), Integer.parseInt(text(operation)))),
                                now.metrics(),
                                now.logging(),
                                now.dataTrace());
                    case "metrics/enabled" ->
                        new MethodSetting(
                                now.throttle(), Boolean.parseBoolean(text(operation)), now.logging(), now.dataTrace());
                    case "logging/loglevel" ->
                        new MethodSetting(now.throttle(), now.metrics(), text(operation), now.dataTrace());
                    case "logging/dataTrace" ->
                        new MethodSetting(
                                now.throttle(), now.metrics(), now.logging(), Boolean.parseBoolean(text(operation)));
                    default -> throw new Witness.Refused(change, "no such setting: " + operation.path());
                });
    }

    private static String text(PatchOperation operation) {
        return Objects.requireNonNull(operation.value());
    }

    private static void refuseIf(boolean refused, RestApiChange change, String why) {
        if (refused) {
            throw new Witness.Refused(change, why);
        }
    }

    /** Who gets in, by the rules of API Gateway. */
    static Set<Call> letIn(DeployedApi api) {
        var in = new HashSet<Call>();
        api.methods().forEach((key, method) -> {
            for (var who : List.of("anonymous", "declared", "other", "one", "two")) {
                for (var from : List.of("203.0.113.7", "203.0.113.200", "198.51.100.9")) {
                    for (var hasKey : List.of(true, false)) {
                        if ((hasKey || !method.keyRequired()) && passes(api, key, method, who, from)) {
                            in.add(new Call(key, who, from, hasKey));
                        }
                    }
                }
            }
        });
        return in;
    }

    private static boolean passes(DeployedApi api, MethodKey key, ServedMethod method, String who, String from) {
        var signs = method.authorization().equals("AWS_IAM");
        if (signs && !who.equals("declared") && !who.equals("other")) {
            return false;
        }
        var authorizer = api.authorizers().get(key);
        // An authorizer lets in who bears its token, and is silent about the others.
        var hasToken = authorizer != null && authorizer.definition().uri().equals(who);
        @Nullable String policy = api.policy().orElse(null);
        if (policy == null) {
            return method.authorization().equals("NONE") || hasToken || (signs && who.equals("declared"));
        }
        var principal = signs
                ? new Principal.User(new Arn("aws", "iam", "", RestApiSamples.ACCOUNT, "user/" + who))
                : new Principal.Anonymous();
        var outcome = Evaluator.evaluate(
                        new Request(
                                ExecuteApi.INVOKE,
                                ExecuteApi.requestArn(
                                        "aws",
                                        "eu-west-1",
                                        RestApiSamples.ACCOUNT,
                                        "a1b2c3",
                                        "prod",
                                        key.verb(),
                                        key.path()),
                                principal,
                                Map.of("aws:SourceIp", List.of(from))),
                        Policies.none()
                                .withResource(
                                        Attached.of("document", PolicyReader.readForeign(policy, PolicyKind.RESOURCE)))
                                .withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW))
                .outcome();
        return outcome != Decision.Outcome.EXPLICIT_DENY
                && (outcome == Decision.Outcome.ALLOWED || hasToken || (signs && who.equals("declared")));
    }
}
