// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Layer;
import dev.apiaccess.access.Explanation.NearMiss;
import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Principal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The smallest change after which a call is answered, in a sentence, with who may make it. */
final class Change {

    private static final int MOST_TOLD = 5;

    private final Inquiry inquiry;
    private final Caller caller;

    Change(Inquiry inquiry, Caller caller) {
        this.inquiry = inquiry;
        this.caller = caller;
    }

    /** Empty for a yes. */
    Optional<String> of(Call call, Answer answer, List<NearMiss> misses) {
        return switch (answer.value()) {
            case YES -> Optional.empty();
            case UNKNOWN -> unknown(answer);
            case NO -> Optional.of(refused(call, answer, misses));
        };
    }

    private String refused(Call call, Answer answer, List<NearMiss> misses) {
        if (answer.statement().isPresent()) {
            var at = answer.statement().get();
            return "narrow the Deny so that it does not meet this call: " + told(at) + "; " + writer(at);
        }
        return switch (answer.by().orElse(Layer.IDENTITY)) {
            case ROUTE -> route(call);
            case AUTHORIZATION -> "sign the call with credentials of a principal that may make it";
            case KEY -> key();
            case RESOURCE -> inResourcePolicy(call);
            case BOUNDARY ->
                nearest(call, misses, dev.apiaccess.iam.Layer.BOUNDARY)
                        .orElseGet(() -> "allow execute-api:Invoke on " + arn(call) + " in the permissions boundary of "
                                + caller.spoken());
            case SCP ->
                "allow execute-api:Invoke on " + arn(call)
                        + " in a service control policy of each level that does not; needs"
                        + " organizations:UpdatePolicy";
            case SESSION ->
                nearest(call, misses, dev.apiaccess.iam.Layer.SESSION)
                        .orElseGet(() -> "allow execute-api:Invoke on " + arn(call)
                                + " in the policy of the session, which whoever assumes the role gives");
            case ENDPOINT, IDENTITY ->
                nearest(call, misses, dev.apiaccess.iam.Layer.IDENTITY)
                        .orElseGet(() ->
                                "allow execute-api:Invoke on " + arn(call) + " in a policy of " + caller.spoken());
        };
    }

    private String inResourcePolicy(Call call) {
        var who = caller.principal() instanceof Principal.Anonymous
                ? "everybody (Principal \"*\")"
                : caller.principal() instanceof Principal.AssumedRole session
                        ? session.roleArn().toString()
                        : caller.principal().describe();
        return "allow " + who + " execute-api:Invoke on " + arn(call) + " in the resource policy of API "
                + inquiry.api().name() + ", and deploy it to stage "
                + inquiry.stage().name() + "; needs apigateway:UpdateRestApiPolicy and a deployment";
    }

    /** By the statement that fails in one part, where there is one in the layer. */
    private Optional<String> nearest(Call call, List<NearMiss> misses, dev.apiaccess.iam.Layer layer) {
        return misses.stream()
                .filter(miss -> miss.at().layer() == layer && miss.failed().size() == 1)
                .findFirst()
                .map(miss -> {
                    var failed = miss.failed().getFirst();
                    return switch (failed.part()) {
                        case CONDITION -> "call " + failed.written() + ", as " + told(miss.at()) + " demands";
                        case ACTION ->
                            "add execute-api:Invoke to the Action of " + told(miss.at()) + "; " + writer(miss.at());
                        case PRINCIPAL, API, STAGE, VERB, PATH, RESOURCE ->
                            "add " + arn(call) + " to the Resource of " + told(miss.at()) + "; " + writer(miss.at());
                    };
                });
    }

    private String route(Call call) {
        var beside = inquiry.stage().methods().stream()
                .filter(method -> method.path().equals(call.path()) || Witnesses.isTemplate(method.path()))
                .map(method -> method.verb() + " " + method.path())
                .limit(MOST_TOLD)
                .collect(Collectors.joining(", "));
        return "deploy such a method to stage " + inquiry.stage().name()
                + (beside.isEmpty() ? "" : ", or call one that it serves: " + beside);
    }

    private String key() {
        var plans = inquiry.plans();
        var key = inquiry.terms().key();
        if (plans.isEmpty()) {
            return "put stage " + inquiry.stage().name() + " into a usage plan, with the key";
        }
        return key != null && !key.enabled() && key.plans().stream().anyMatch(this::isOfTheStage)
                ? "enable key " + key.name()
                : "send a key of " + String.join(" or ", plans);
    }

    private boolean isOfTheStage(String planId) {
        return inquiry.planIds().contains(planId);
    }

    private Optional<String> unknown(Answer answer) {
        var missing = answer.missing().stream()
                .filter(one -> one instanceof Missing.Key)
                .map(Missing::text)
                .distinct()
                .collect(Collectors.joining(", "));
        return missing.isEmpty() ? Optional.empty() : Optional.of("say what the call has for " + missing);
    }

    private String arn(Call call) {
        return inquiry.deployed().arns(call).getFirst();
    }

    private static String told(Deciding at) {
        return "statement " + at.sid().orElse("number " + at.position()) + " of " + at.policy();
    }

    private String writer(Deciding at) {
        return switch (at.layer()) {
            case RESOURCE -> "needs apigateway:UpdateRestApiPolicy and a deployment";
            case SCP -> "needs organizations:UpdatePolicy";
            case ENDPOINT -> "needs ec2:ModifyVpcEndpoint";
            case SESSION -> "whoever assumes the role gives the policy of the session";
            case IDENTITY, BOUNDARY ->
                at.policy().startsWith("arn:") ? "needs iam:CreatePolicyVersion on it" : inline(at.policy());
        };
    }

    private static String inline(String policy) {
        var of = policy.lastIndexOf(" of ");
        var holder = of < 0 ? policy : policy.substring(of + " of ".length());
        var right = switch (holder.substring(0, Math.max(0, holder.indexOf('/')))) {
            case "user" -> "iam:PutUserPolicy";
            case "group" -> "iam:PutGroupPolicy";
            default -> "iam:PutRolePolicy";
        };
        return "needs " + right + " on " + holder;
    }
}
