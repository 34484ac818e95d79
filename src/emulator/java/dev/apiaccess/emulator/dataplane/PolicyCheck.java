// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.dataplane;

import dev.apiaccess.emulator.access.Authorizer;
import dev.apiaccess.emulator.access.Caller;
import dev.apiaccess.emulator.access.RequestContext;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.WireRequest;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.Request;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What policies say of an invocation: those of a caller who signs, that of the API, or one that an authorizer answered. */
final class PolicyCheck {
    private final Clock clock;
    private final Accounts accounts;
    private final Authorizer authorizer;

    PolicyCheck(Clock clock, Accounts accounts, Authorizer authorizer) {
        this.clock = clock;
        this.accounts = accounts;
        this.authorizer = authorizer;
    }

    /** Refuses what the API's policy, and those of a caller who signed, do not allow. */
    void require(WireRequest request, Target target, @Nullable Caller caller) {
        String text = target.deployment().policy();
        Policies side = side(target, text == null ? null : authorizer.document(text, PolicyKind.RESOURCE), caller);
        Decision decision = authorizer.decide(question(request, target, caller), caller, side);
        if (!decision.allowed()) {
            throw refusal(request, target, caller, decision);
        }
    }

    /** What the API's policy alone says of a request whose caller nobody knows; null where there is none. */
    @Nullable
    Decision byResource(WireRequest request, Target target) {
        String text = target.deployment().policy();
        return text == null ? null : byDocument(request, target, authorizer.document(text, PolicyKind.RESOURCE));
    }

    /** What a document alone says of a request whose caller nobody knows. */
    Decision byDocument(WireRequest request, Target target, Attached document) {
        return authorizer.decide(question(request, target, null), null, side(target, document, null));
    }

    /** A document of a resource, read once. */
    Attached document(String text) {
        return authorizer.document(text, PolicyKind.RESOURCE);
    }

    AwsError refusal(WireRequest request, Target target, @Nullable Caller caller, Decision decision) {
        String account = target.place().account().id();
        String who = caller == null ? "anonymous" : caller.arn();
        String shown =
                target.arn(request.method()).replace(":" + account + ":", ":********" + account.substring(8) + ":");
        return Authorizer.denied(who, ExecuteApi.INVOKE, shown, decision, "short");
    }

    private static Policies side(Target target, @Nullable Attached document, @Nullable Caller caller) {
        return Policies.none()
                .withResource(document)
                .withResourceAccount(target.place().account().id())
                .withRule(
                        caller == null
                                ? Policies.ResourceRule.RESOURCE_MUST_ALLOW
                                : Policies.ResourceRule.EITHER_IN_ACCOUNT);
    }

    private Request question(WireRequest request, Target target, @Nullable Caller caller) {
        Map<String, List<String>> context = RequestContext.of(request, caller, clock.instant());
        accounts.organizations()
                .of(target.place().account().id())
                .ifPresent(organization -> context.put("aws:ResourceOrgID", List.of(organization.id())));
        String endpoint = request.header(Addresses.ENDPOINT);
        if (endpoint != null && target.deployment().endpoint().isPrivate()) {
            context.put("aws:SourceVpce", List.of(endpoint));
            accounts.networks().vpc(endpoint).ifPresent(vpc -> context.put("aws:SourceVpc", List.of(vpc)));
            context.put("aws:VpcSourceIp", List.of(request.sourceIp()));
            context.remove("aws:SourceIp");
        }
        return new Request(ExecuteApi.INVOKE, target.arn(request.method()), Authorizer.principal(caller), context);
    }
}
