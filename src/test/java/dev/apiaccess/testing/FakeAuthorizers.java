// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static dev.apiaccess.testing.FakeIam.refuse;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The authorizers of the REST APIs of a region in memory. A function may be called until a test says that it may not. */
final class FakeAuthorizers {

    private final Map<String, TreeMap<String, ExistingAuthorizer>> all = new HashMap<>();
    private final Set<String> refused = new HashSet<>();
    private final Set<String> admitted = new HashSet<>();
    private boolean refusesAll;
    private int ids;

    /** API Gateway may not call what is behind this from now on, or may again. */
    void refuses(String uri, boolean does) {
        var _ = does ? refused.add(uri) : refused.remove(uri);
        var _ = does ? admitted.remove(uri) : admitted.add(uri);
    }

    /** API Gateway may call nothing that a test does not admit. */
    void refusesAll() {
        refusesAll = true;
    }

    List<ExistingAuthorizer> of(String apiId) {
        return List.copyOf(all.getOrDefault(apiId, new TreeMap<>()).values());
    }

    /** Somebody changes one. */
    void put(String apiId, ExistingAuthorizer authorizer) {
        all.computeIfAbsent(apiId, _ -> new TreeMap<>()).put(authorizer.id(), authorizer);
    }

    ExistingAuthorizer create(String apiId, Authorizer definition) {
        refuse(
                of(apiId).stream().anyMatch(one -> one.definition().name().equals(definition.name())),
                AwsFailure.Kind.INVALID,
                Operation.CREATE_AUTHORIZER,
                "Authorizer name must be unique");
        var made = new ExistingAuthorizer("auth" + ++ids, definition, new Trial.Untried());
        put(apiId, made);
        return made;
    }

    ExistingAuthorizer delete(String apiId, String id, SortedMap<MethodKey, ConfiguredMethod> methods) {
        refuse(
                methods.values().stream()
                        .anyMatch(method -> method.authorizerId().equals(id)),
                AwsFailure.Kind.CONFLICT,
                Operation.DELETE_AUTHORIZER,
                "a method has it");
        var was = there(apiId, id, Operation.DELETE_AUTHORIZER);
        all.getOrDefault(apiId, new TreeMap<>()).remove(id);
        return was;
    }

    Trial test(String apiId, String id) {
        var uri =
                there(apiId, id, Operation.TEST_INVOKE_AUTHORIZER).definition().uri();
        return refused.contains(uri) || (refusesAll && !uri.isEmpty() && !admitted.contains(uri))
                ? new Trial.Failed(
                        "Execution failed due to configuration error: Invalid permissions on Lambda function")
                : new Trial.Answered();
    }

    /** Whether a method may have it: with a type that asks nobody it has none. */
    boolean fits(String apiId, ConfiguredMethod method) {
        var kind = method.authorization();
        return kind.equals("NONE")
                || kind.equals("AWS_IAM")
                || of(apiId).stream()
                        .filter(one -> one.id().equals(method.authorizerId()))
                        .anyMatch(one ->
                                kind.equals("CUSTOM") != one.definition().type().equals(Authorizer.POOLS));
    }

    /** What a deployment keeps. */
    Map<MethodKey, DeployedAuthorizer> deployed(String apiId, SortedMap<MethodKey, ConfiguredMethod> methods) {
        var kept = new HashMap<MethodKey, DeployedAuthorizer>();
        methods.forEach((key, method) -> of(apiId).stream()
                .filter(one -> one.id().equals(method.authorizerId()))
                .forEach(one -> kept.put(key, new DeployedAuthorizer(one.definition(), method.scopes()))));
        return kept;
    }

    private ExistingAuthorizer there(String apiId, String id, Operation operation) {
        return of(apiId).stream()
                .filter(one -> one.id().equals(id))
                .findFirst()
                .orElseThrow(() -> FakeCalls.failure(AwsFailure.Kind.NOT_FOUND, operation, "no " + id));
    }
}
