// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.emulator.state.AwsPolicies;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Holder;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.Layer;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides whether a caller may do something, on the policies as they are now. */
public final class Authorizer {
    private final ParsedPolicies parsed = new ParsedPolicies();
    private final Grants grants = new Grants(parsed);

    /** A document of a kind, read once. */
    public Attached document(String text, PolicyKind kind) {
        return parsed.of(text, kind);
    }

    /** Refuses a control-plane call its caller's policies do not allow. */
    void require(Call call, String action, String resource, String shown, Map<String, List<String>> keys) {
        Caller caller = call.caller();
        if (caller.isRoot()
                && grants.scps(caller.organization(), caller.account().id()) == null) {
            return;
        }
        Map<String, List<String>> context = RequestContext.of(call.request(), caller, call.now());
        context.putAll(keys);
        Organization organization = caller.organization();
        if (organization != null) {
            context.put("aws:ResourceOrgID", List.of(organization.id()));
        }
        Request request = new Request(action, resource, principal(caller), context);
        Policies policies = grants.of(caller);
        if (AwsPolicies.owns(resource) || action.startsWith("organizations:")) {
            // These belong to every account, though their ARNs name another.
            policies = policies.withResourceAccount(caller.account().id());
        }
        Decision decision = Evaluator.evaluate(request, policies);
        if (!decision.allowed()) {
            throw denied(caller.arn(), action, shown, decision, "");
        }
    }

    /**
     * Refuses to hand out a role whose trust policy, or whose caller's own policies, do not allow it.
     *
     * @param owner the organization of the role's account, null when it is in none or there is no such role
     */
    public void requireAssume(
            Call call,
            String arn,
            @Nullable Entity role,
            @Nullable Organization owner,
            @Nullable String externalId,
            boolean mfa) {
        Caller caller = call.caller();
        Map<String, List<String>> context = RequestContext.of(call.request(), caller, call.now());
        if (owner != null) {
            context.put("aws:ResourceOrgID", List.of(owner.id()));
        }
        if (externalId != null) {
            context.put("sts:ExternalId", List.of(externalId));
        }
        if (mfa) {
            context.put("aws:MultiFactorAuthPresent", List.of("true"));
            context.put("aws:MultiFactorAuthAge", List.of("0"));
        }
        String trust = role == null ? null : role.trust();
        Request request = new Request("sts:AssumeRole", arn, principal(caller), context);
        Policies policies = grants.of(caller);
        if (trust == null) {
            throw refusal(caller.arn(), "sts:AssumeRole", arn, "");
        }
        Decision decision = Evaluator.evaluate(request, policies.withTrust(document(trust, PolicyKind.TRUST)));
        if (!decision.allowed()) {
            // AWS gives no reason here: it would tell strangers what a trust policy says.
            throw refusal(caller.arn(), "sts:AssumeRole", arn, "");
        }
    }

    /** Decides an invocation of an API. */
    public Decision decide(Request request, @Nullable Caller caller, Policies resourceSide) {
        if (caller == null) {
            return Evaluator.evaluate(request, resourceSide);
        }
        return Evaluator.evaluate(
                request,
                grants.of(caller)
                        .withResource(resourceSide.resource())
                        .withResourceAccount(resourceSide.resourceAccount())
                        .withRule(resourceSide.rule()));
    }

    /** The caller as the policy language knows it. */
    public static Principal principal(@Nullable Caller caller) {
        if (caller == null) {
            return new Principal.Anonymous();
        }
        return switch (caller.credential().holder()) {
            case Holder.Root() -> new Principal.Root(caller.account().id());
            case Holder.User(String ignored) -> new Principal.User(Arn.parse(caller.arn()));
            case Holder.Session(String ignored, String session) ->
                new Principal.AssumedRole(Arn.parse(caller.arn()), Arn.parse(caller.principalArn()));
        };
    }

    /** What is attached to an entity of the call's account, its groups included, and holds over the account. */
    public Policies policies(Call call, Entity entity) {
        List<Entity> sources = new ArrayList<>(List.of(entity));
        if (entity.kind() == Entity.Kind.USER) {
            sources.addAll(call.iam().groupsOf(entity.name()));
        }
        return grants.of(sources, call.iam())
                .withScps(
                        grants.scps(call.caller().organization(), call.account().id()))
                .withResourceAccount(call.account().id());
    }

    /** A refusal with the reason AWS gives. */
    public static AwsError denied(String who, String action, String resource, Decision decision, String only) {
        // What AWS's documentation does not settle is refused: a test that relies on it should not pass here.
        String source = source(decision.layer().orElse(Layer.IDENTITY));
        if (decision.outcome() == Decision.Outcome.UNKNOWN) {
            return refusal(
                    who, action, resource, ": AWS's documentation does not settle it (" + decision.reason() + ")");
        }
        String why = decision.outcome() == Decision.Outcome.EXPLICIT_DENY
                ? " with an explicit deny" + (only.isEmpty() ? " in " + article(source) : "")
                : " because no " + source + " allows the " + action + " action";
        return refusal(who, action, resource, why);
    }

    private static String source(Layer layer) {
        return switch (layer) {
            case SCP -> "service control policy";
            case RESOURCE -> "resource-based policy";
            case IDENTITY -> "identity-based policy";
            case BOUNDARY -> "permissions boundary";
            case SESSION -> "session policy";
            case ENDPOINT -> "VPC endpoint policy";
        };
    }

    private static String article(String source) {
        return (source.startsWith("i") ? "an " : "a ") + source;
    }

    private static AwsError refusal(String who, String action, String resource, String why) {
        return new AwsError(
                403,
                "AccessDenied",
                "User: " + who + " is not authorized to perform: " + action + " on resource: " + resource + why);
    }
}
