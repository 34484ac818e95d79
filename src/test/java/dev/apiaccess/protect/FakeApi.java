// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Sids;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** An API as it is read from AWS, with steps carried out on it as API Gateway does. */
final class FakeApi {

    static final String ACCOUNT = "111122223333";
    static final String MARK = Sids.prefix(new OwnerRef("ApiProtection", "orders", "orders"));
    static final FenceStatements.Place PROD =
            new FenceStatements.Place("aws", "eu-west-1", ACCOUNT, "a1b2c3", new TreeSet<>(Set.of("prod")));
    static final String ARN = "arn:aws:execute-api:eu-west-1:" + ACCOUNT + ":a1b2c3/";

    private FakeApi() {}

    /**
     * An API whose stage {@code prod} serves what it has.
     *
     * @param methods {@code GET /orders NONE}, with {@code key} behind where one is required
     */
    static ExistingApi serving(String... methods) {
        return deployed(unpublished(methods), "prod", "d0");
    }

    /** An API that has no stage. */
    static ExistingApi unpublished(String... methods) {
        var all = new TreeMap<MethodKey, ConfiguredMethod>();
        for (var text : methods) {
            var parts = List.of(text.split(" ", -1));
            all.put(key(parts.get(0) + " " + parts.get(1)), method(parts.get(2), parts.size() > 3));
        }
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                all,
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                "",
                Map.of());
    }

    static MethodKey key(String text) {
        var parts = List.of(text.split(" ", -1));
        return new MethodKey(parts.get(1), parts.get(0));
    }

    private static ConfiguredMethod method(String authorization, boolean keyRequired) {
        var authorizer = authorization.equals("CUSTOM") || authorization.startsWith("COGNITO") ? "auth1" : "";
        return new ConfiguredMethod("r1", authorization, authorizer, new TreeSet<>(), keyRequired);
    }

    /** The same after somebody changed a method. */
    static ExistingApi with(ExistingApi api, String text) {
        var parts = List.of(text.split(" ", -1));
        return api.withMethod(key(parts.get(0) + " " + parts.get(1)), method(parts.get(2), parts.size() > 3));
    }

    /** The same after somebody wrote its resource policy. */
    static ExistingApi withPolicy(ExistingApi api, Optional<String> policy) {
        return api.withListed(api.listed().withPolicy(policy));
    }

    /** The same as another kind of endpoint. */
    static ExistingApi with(ExistingApi api, ListedApi.EndpointType type, boolean isDualStack) {
        var listed = api.listed();
        return api.withListed(new ListedApi(
                listed.api(),
                listed.policy(),
                new ListedApi.Endpoint(type, isDualStack),
                listed.hasDefaultEndpoint(),
                listed.keySource(),
                listed.state()));
    }

    /** The same after somebody deployed it to a stage. */
    static ExistingApi deployed(ExistingApi api, String stage, String id) {
        return kept(api, id, api.made(), id).withStage(stage, stage(api, stage).on(id));
    }

    private static ShownStage stage(ExistingApi api, String stage) {
        return Optional.ofNullable(api.stages().get(stage)).orElseGet(() -> ShownStage.of(""));
    }

    private static ExistingApi kept(ExistingApi api, String id, List<MadeDeployment> made, String newest) {
        var methods = new HashMap<MethodKey, ServedMethod>();
        api.methods().forEach((key, one) -> methods.put(key, new ServedMethod(one.authorization(), one.keyRequired())));
        var deployments = new TreeMap<>(api.deployments());
        // API Gateway writes resources out when it stores a policy.
        deployments.put(
                id,
                new DeployedApi(
                        methods,
                        api.listed().policy().map(text -> text.replace("execute-api:/", ARN)),
                        authorizers(api)));
        return new ExistingApi(
                api.listed(), api.methods(), api.stages(), deployments, made, newest, api.tags(), api.authorizers());
    }

    /** What an export has: those that are known by their ids. */
    private static Map<MethodKey, DeployedAuthorizer> authorizers(ExistingApi api) {
        var all = new HashMap<MethodKey, DeployedAuthorizer>();
        api.methods().forEach((key, one) -> {
            var known = api.authorizers().get(one.authorizerId());
            if (known != null) {
                all.put(key, new DeployedAuthorizer(known.definition(), one.scopes()));
            }
        });
        return all;
    }

    /** The same with one more authorizer, which answers. */
    static ExistingApi with(ExistingApi api, String id, Authorizer definition) {
        return with(api, new ExistingAuthorizer(id, definition, new ExistingAuthorizer.Trial.Answered()));
    }

    static ExistingApi with(ExistingApi api, ExistingAuthorizer authorizer) {
        var more = new TreeMap<>(api.authorizers());
        more.put(authorizer.id(), authorizer);
        return api.withAuthorizers(more);
    }

    /** The same with a method under an authorizer. */
    static ExistingApi under(ExistingApi api, String method, String authorization, String id, String... scopes) {
        var now = Objects.requireNonNull(api.methods().get(key(method)));
        return api.withMethod(key(method), now.withAuthorizer(authorization, id, new TreeSet<>(Set.of(scopes))));
    }

    /** The same after a step of ours. */
    static ExistingApi after(ExistingApi api, ProtectionStep step) {
        return switch (step) {
            case ProtectionStep.CloseMethod close -> changed(api, close.method(), close.from(), close.to());
            case ProtectionStep.MoveMethod move -> changed(api, move.method(), move.from(), move.to());
            case ProtectionStep.CreateAuthorizer create ->
                with(api, "a" + (api.authorizers().size() + 1), create.made().definition());
            case ProtectionStep.ReopenMethod open -> changed(api, open.method(), open.from(), open.to());
            case ProtectionStep.WriteStatements write ->
                withPolicy(
                        api,
                        ResourceDocument.of(api.listed().policy(), PROD, MARK).with(write.ours()));
            case ProtectionStep.Deploy _ -> {
                var id = "d" + api.deployments().size();
                yield kept(api, id, List.of(new MadeDeployment(id, Instant.EPOCH, api.digest())), id);
            }
            case ProtectionStep.MoveStage move ->
                api.withStage(move.stage(), stage(api, move.stage()).on(move.to()));
        };
    }

    private static ExistingApi changed(ExistingApi api, MethodKey key, MethodState from, MethodState to) {
        var now = Objects.requireNonNull(api.methods().get(key));
        if (!now.authorization().equals(from.authorization()) || now.keyRequired() != from.keyRequired()) {
            throw new AssertionError(key + " is " + now + " and not " + from);
        }
        var next = now.keyRequired() == to.keyRequired() ? now : now.withKeyRequired(to.keyRequired());
        if (to.hasAuthorizer() && !to.authorizer().equals(from.authorizer())) {
            var asked = List.of(to.authorizer().split(" ", -1));
            return api.withMethod(
                    key,
                    next.withAuthorizer(
                            to.authorization(),
                            api.authorizers().values().stream()
                                    .filter(one -> one.definition().digest().equals(to.asks()))
                                    .findFirst()
                                    .orElseThrow()
                                    .id(),
                            new TreeSet<>(asked.subList(1, asked.size()))));
        }
        return api.withMethod(
                key,
                now.authorization().equals(to.authorization()) ? next : next.withAuthorization(to.authorization()));
    }

    /** The present configuration with everything that a look reads of it. */
    static ApiState state(ExistingApi api) {
        return ApiStates.of(api, PROD, MARK);
    }
}
