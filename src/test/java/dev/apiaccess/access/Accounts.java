// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Accounts on paper: account 111111111111, API abc123def4, stage prod. */
final class Accounts {

    static final String API = "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/";

    private Accounts() {}

    /** A statement about calls; {@code more} are further elements of it. */
    static String statement(String sid, String effect, String resource, String... more) {
        var text = new StringBuilder("{\"Sid\":\"" + sid + "\",\"Effect\":\"" + effect
                + "\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"" + resource + "\"");
        Arrays.stream(more).forEach(element -> text.append(',').append(element));
        return text.append('}').toString();
    }

    static String allow(String resource, String... more) {
        return statement("Yes", "Allow", API + resource, more);
    }

    static String deny(String resource, String... more) {
        return statement("Not", "Deny", API + resource, more);
    }

    static String document(String... statements) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":[" + String.join(",", statements) + "]}";
    }

    static Identity role(String name, String... statements) {
        return identity(Identity.Type.ROLE, name, null, statements);
    }

    static Identity user(String name, String... statements) {
        return identity(Identity.Type.USER, name, null, statements);
    }

    static Identity bounded(String name, String boundary, String... statements) {
        return identity(Identity.Type.ROLE, name, Document.ofIdentity("limits", document(boundary)), statements);
    }

    private static Identity identity(
            Identity.Type type, String name, @Nullable Document boundary, String... statements) {
        var held = statements.length == 0
                ? List.<Identity.Held>of()
                : List.of(Identity.Held.managed(
                        Optional.empty(), Document.ofIdentity("policy of " + name, document(statements))));
        return new Identity(type, name, held, boundary);
    }

    static DeployedMethod method(String verb, String path) {
        return method(verb, path, DeployedMethod.AWS_IAM);
    }

    static DeployedMethod method(String verb, String path, String authorization) {
        return new DeployedMethod(path, verb, authorization, false);
    }

    static RestApi.Stage stage(DeployedMethod... methods) {
        return new RestApi.Stage("prod", List.of(methods), null, null, true);
    }

    /** The same stage with a resource policy. */
    static RestApi.Stage with(RestApi.Stage stage, boolean deployed, String... statements) {
        return new RestApi.Stage(
                stage.name(),
                stage.methods(),
                null,
                Document.ofResource("the resource policy of API orders", document(statements)),
                deployed);
    }

    static RestApi api(RestApi.Stage stage) {
        return new RestApi("eu-west-1", "abc123def4", "orders", false, List.of(stage));
    }

    static Account account(RestApi.Stage stage, Identity... identities) {
        return new Account("aws", "111111111111", List.of(identities), List.of(api(stage)), List.of(), List.of());
    }

    /** Questions about the first stage of the first API. */
    static Inquiry inquiry(Account account, Terms terms) {
        var api = account.apis().getFirst();
        return new Inquiry(account, api, api.stages().getFirst(), terms);
    }

    static Caller caller(Account account, String words) {
        return Caller.find(account, words).orElseThrow();
    }

    static Reply can(Account account, String who, String verb, String path) {
        return inquiry(account, Terms.none()).can(caller(account, who), verb, path);
    }
}
