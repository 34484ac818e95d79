// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who gets in, by the rules of API Gateway as plainly as they can be said. */
final class LetIn {

    static final String OFFICE = "203.0.113.7";
    static final String ELSEWHERE = "198.51.100.9";

    private LetIn() {}

    /**
     * A call.
     *
     * @param who {@code anonymous}, {@code declared} (signs, and its own policies allow it), {@code other} (signs), {@code token} (an authorizer
     *     allows it)
     */
    record Call(MethodKey method, String who, String from, boolean hasKey) {}

    static Set<Call> calls(Configuration configuration) {
        return calls(configuration.methods(), configuration.document());
    }

    static Set<Call> calls(Map<MethodKey, MethodState> methods, List<Statement> document) {
        var in = new HashSet<Call>();
        methods.forEach((key, asks) -> {
            for (var who : List.of("anonymous", "declared", "other", "token")) {
                for (var from : List.of(OFFICE, ELSEWHERE)) {
                    for (var hasKey : List.of(true, false)) {
                        if ((hasKey || !asks.keyRequired()) && passes(document, key, asks, who, from)) {
                            in.add(new Call(key, who, from, hasKey));
                        }
                    }
                }
            }
        });
        return in;
    }

    private static boolean passes(List<Statement> document, MethodKey key, MethodState asks, String who, String from) {
        var signs = asks.authorization().equals("AWS_IAM");
        var isSigned = who.equals("declared") || who.equals("other");
        if (signs && !isSigned) {
            return false;
        }
        var passesItself = asks.isOpen()
                || (signs && who.equals("declared"))
                || (asks.authorization().equals("CUSTOM") && who.equals("token"));
        if (document.isEmpty()) {
            return passesItself;
        }
        var outcome = decide(
                document,
                signs
                        ? new Principal.User(new Arn("aws", "iam", "", FakeApi.ACCOUNT, "user/" + who))
                        : new Principal.Anonymous(),
                key,
                Map.of("aws:SourceIp", List.of(from)));
        return outcome == Decision.Outcome.ALLOWED
                || (outcome != Decision.Outcome.EXPLICIT_DENY && passesItself && !asks.isOpen());
    }

    /** What a document alone says of a call of {@code prod}. */
    static Decision.Outcome decide(
            List<Statement> document, Principal who, MethodKey key, Map<String, List<String>> context) {
        return Evaluator.evaluate(
                        new Request(
                                ExecuteApi.INVOKE,
                                ExecuteApi.requestArn(
                                        "aws", "eu-west-1", FakeApi.ACCOUNT, "a1b2c3", "prod", key.verb(), key.path()),
                                who,
                                context),
                        Policies.none()
                                .withResource(Attached.of("document", PolicyDocument.of(document)))
                                .withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW))
                .outcome();
    }
}
