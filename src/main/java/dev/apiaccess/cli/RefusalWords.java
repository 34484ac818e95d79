// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Refusal;
import dev.apiaccess.access.Reply;
import java.util.List;
import java.util.Optional;

/** What the text of a refused call can mean, and what to look at next. */
final class RefusalWords {

    private final Refusal refusal;

    RefusalWords(Refusal refusal) {
        this.refusal = refusal;
    }

    /** What API Gateway says so of, most likely first. */
    List<String> means() {
        return switch (refusal.kind()) {
            case MISSING_TOKEN ->
                List.of(
                        "the stage serves no such method: a wrong path, verb or stage, or a change that was not deployed",
                        "the method asks for a signature (AWS_IAM) and the call has none");
            case FORBIDDEN ->
                List.of(
                        "the method demands an API key, and the call has none, or one that is disabled or in no usage"
                                + " plan of the stage",
                        "a web ACL refuses the call",
                        "the API is private and the call does not come through its VPC endpoint",
                        "the default endpoint of the API is disabled, or the domain name has no mapping for the path");
            case ANONYMOUS ->
                List.of("the method asks for no signature, and the resource policy of the API does not allow the call"
                        + " or denies it");
            case PRINCIPAL -> principal();
            case AUTHORIZER ->
                List.of("the authorizer of the method refused: a Lambda authorizer answered Deny, or with a policy that"
                        + " does not hold the method that is called (a cached one may be of another method)");
            case SIGNATURE ->
                List.of("the call is signed wrongly, with wrong or old credentials, for another region or service, or"
                        + " with a clock that is wrong: no policy was asked");
            case OTHER ->
                List.of("API Gateway has no such text of its own: the integration behind the method, a gateway response"
                        + " that was changed, or something in front of the API says it");
        };
    }

    private List<String> principal() {
        var where = refusal.layer().map(RefusalWords::policy);
        return switch (refusal.why()) {
            case EXPLICIT_DENY ->
                List.of("a Deny statement meets the call"
                        + where.map(policy -> ", in " + policy)
                                .orElse(", in a policy"
                                        + " of the caller, the resource policy, a boundary, a session policy or a service control"
                                        + " policy"));
            case NOTHING_ALLOWS ->
                List.of(where.map(policy -> "no statement of " + policy + " allows the call, which would be needed")
                        .orElse("no policy allows the call"));
            case NOT_SAID -> List.of("no policy allows the call, or one denies it");
        };
    }

    private static String policy(Answer.Layer layer) {
        return switch (layer) {
            case SCP -> "a service control policy of the organization";
            case RESOURCE -> "the resource policy of the API";
            case BOUNDARY -> "the permissions boundary of the caller";
            case SESSION -> "the session policy of the caller";
            case ENDPOINT -> "the policy of the VPC endpoint";
            case IDENTITY, ROUTE, AUTHORIZATION, KEY -> "the policies of the caller";
        };
    }

    /** What to look at. */
    List<String> next() {
        return switch (refusal.kind()) {
            case MISSING_TOKEN ->
                List.of(
                        "apiaccess explain <principal> <VERB> <path> --api <api>: its first two layers say which it is",
                        "compare the path without the stage, and the verb, with what the stage serves");
            case FORBIDDEN ->
                List.of(
                        "apiaccess explain <principal> <VERB> <path> --api <api> --key <name>: its layer key",
                        "if the key is taken: the web ACL of the stage, then endpoints and domain names");
            case ANONYMOUS, PRINCIPAL ->
                refusal.call().isPresent()
                        ? List.of()
                        : List.of("give the whole text, which names the call, or"
                                + " apiaccess explain <principal> <VERB> <path> --api <api>");
            case AUTHORIZER ->
                List.of(
                        "the log of the authorizer's function, and what it answered for this method",
                        "policies of IAM decide nothing here, but for a Deny in the resource policy");
            case SIGNATURE ->
                List.of("sign for service execute-api and the region of the API, with credentials that are valid now;"
                        + " aws sts get-caller-identity says whose they are");
            case OTHER ->
                List.of("if the response has the header x-amzn-errortype, give the text that came with it; else look"
                        + " at the integration and its log");
        };
    }

    void tell(Lines lines) {
        lines.line("The text can mean:");
        means().forEach(lines::item);
        if (!next().isEmpty()) {
            lines.blank().line("Look next at:");
            next().forEach(lines::item);
        }
    }

    /** What to make of it where the account file does not refuse the call as the text does. */
    Optional<String> differs(Reply reply, List<String> unseen) {
        var answer = reply.telling().answer();
        if (reply.extent() == Reply.Extent.YES) {
            return Optional.of(
                    "AWS refused this call, and by the account file it is allowed: the file is older than the"
                            + " call, or what is not seen refuses (" + String.join(", ", unseen) + ")");
        }
        var saysDeny = refusal.why() == Refusal.Why.EXPLICIT_DENY;
        var foundDeny = answer.statement().isPresent() && reply.extent() == Reply.Extent.NO;
        return saysDeny && !foundDeny && reply.extent() == Reply.Extent.NO
                ? Optional.of("the text speaks of an explicit deny, and no Deny of the account file meets this call:"
                        + " it is in what is not seen (" + String.join(", ", unseen) + "), or newer than the file")
                : Optional.empty();
    }
}
