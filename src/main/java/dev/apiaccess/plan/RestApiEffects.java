// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.iam.PolicyText;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.plan.Effects.Answer;
import dev.apiaccess.protect.ResourceDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A REST API after a change of it succeeded. */
final class RestApiEffects {

    private RestApiEffects() {}

    static Observed after(Observed.Api before, RestApiChange change, Answer answer) {
        return new Observed.Api(before.existing().stream()
                .map(one -> one.id().equals(change.apiId()) ? after(one, change, answer) : one)
                .toList());
    }

    private static ExistingApi after(ExistingApi api, RestApiChange change, Answer answer) {
        return switch (change) {
            case RestApiChange.UpdateMethod one -> api.withMethod(one.method(), one.after());
            case RestApiChange.WritePolicy one ->
                answer instanceof Answer.Written(var listed) ? api.withListed(listed) : nothing(one, answer);
            case RestApiChange.Deploy one ->
                answer instanceof Answer.Deployed deployed ? deployed(api, one, deployed) : nothing(one, answer);
            case RestApiChange.UpdateStage one -> api.withStage(one.stage(), one.after());
            case RestApiChange.CreateAuthorizer one ->
                answer instanceof Answer.Authorized(var made) ? authorized(api, made) : nothing(one, answer);
            case RestApiChange.RemoveAuthorizer one -> {
                var authorizers = new TreeMap<>(api.authorizers());
                authorizers.remove(one.authorizerId());
                yield api.withAuthorizers(authorizers);
            }
            case RestApiChange.RemoveDeployment one -> without(api, one.deploymentId());
        };
    }

    private static ExistingApi authorized(ExistingApi api, ExistingAuthorizer made) {
        var authorizers = new TreeMap<>(api.authorizers());
        authorizers.put(made.id(), made);
        return api.withAuthorizers(authorizers);
    }

    private static ExistingApi nothing(RestApiChange change, Answer answer) {
        throw new IllegalArgumentException(answer + " answers nothing: " + change.text());
    }

    /** What it has is what was configured when it was planned, until a read says otherwise. */
    private static ExistingApi deployed(ExistingApi api, RestApiChange.Deploy change, Answer.Deployed answer) {
        var deployments = new TreeMap<>(api.deployments());
        deployments.put(
                answer.id(), new DeployedApi(served(api.methods()), api.listed().policy(), authorizers(api)));
        var made = Stream.concat(
                        Stream.of(new MadeDeployment(answer.id(), answer.at(), change.configuration())),
                        api.made().stream())
                .toList();
        return new ExistingApi(
                api.listed(),
                api.methods(),
                api.stages(),
                deployments,
                made,
                answer.id(),
                api.tags(),
                api.authorizers(),
                api.exports(),
                api.unreadAuthorizers());
    }

    private static Map<MethodKey, DeployedAuthorizer> authorizers(ExistingApi api) {
        var all = new HashMap<MethodKey, DeployedAuthorizer>();
        api.methods().forEach((key, method) -> {
            var known = api.authorizers().get(method.authorizerId());
            if (known != null) {
                all.put(key, new DeployedAuthorizer(known.definition(), method.scopes()));
            }
        });
        return all;
    }

    private static Map<MethodKey, ServedMethod> served(Map<MethodKey, ConfiguredMethod> configured) {
        var methods = new HashMap<MethodKey, ServedMethod>();
        configured.forEach((key, one) -> methods.put(key, new ServedMethod(one.authorization(), one.keyRequired())));
        return methods;
    }

    private static ExistingApi without(ExistingApi api, String deployment) {
        var deployments = new TreeMap<>(api.deployments());
        deployments.remove(deployment);
        return api.withDeployments(
                deployments,
                api.made().stream().filter(one -> !one.id().equals(deployment)).toList());
    }

    /** Statements of others that were there when a document was written, and are not in the answer, as they stood there. */
    static List<String> lost(Observed.Api before, RestApiChange change, Answer answer) {
        return change instanceof RestApiChange.WritePolicy && answer instanceof Answer.Written(var listed)
                ? before.existing().stream()
                        .filter(one -> one.id().equals(change.apiId()))
                        .flatMap(one ->
                                PolicyText.missing(one.listed().policy(), listed.policy(), RestApiEffects::isOfOthers)
                                        .stream())
                        .toList()
                : List.of();
    }

    private static boolean isOfOthers(Statement statement) {
        return !ResourceDocument.isOurs(statement, "");
    }
}
