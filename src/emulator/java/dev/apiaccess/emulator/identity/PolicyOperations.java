// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.AwsPolicies;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.state.ManagedPolicy;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Managed policies and their tags. */
final class PolicyOperations {
    private PolicyOperations() {}

    static void register(Map<String, QueryHandler> to) {
        to.put("CreatePolicy", PolicyOperations::create);
        to.put("GetPolicy", PolicyOperations::get);
        to.put("ListPolicies", PolicyOperations::list);
        to.put("DeletePolicy", PolicyOperations::delete);
        to.put("TagPolicy", PolicyOperations::tag);
        to.put("UntagPolicy", PolicyOperations::untag);
        to.put("ListPolicyTags", PolicyOperations::listTags);
    }

    /** The policy a call wants to change, after the caller was found allowed to; nobody may change those of AWS. */
    static ManagedPolicy changeable(Call call, Params params, String action, Keys keys) {
        ManagedPolicy policy = named(call, params, action, keys);
        if (AwsPolicies.owns(policy.arn())) {
            throw new AwsError(
                    403,
                    "AccessDenied",
                    "User: " + call.caller().arn() + " is not authorized to perform: iam:" + action
                            + " on resource: policy " + policy.arn());
        }
        return policy;
    }

    /** The policy a call names, after the caller was found allowed to act on it. */
    static ManagedPolicy named(Call call, Params params, String action, Keys keys) {
        String arn = params.need("PolicyArn");
        call.iam().policy(arn).ifPresent(p -> keys.resourceTags(p.tags()));
        call.allow("iam:" + action, arn, "policy " + arn, keys.map());
        return Rules.policy(call.iam(), arn);
    }

    private static void create(Call call, Params params, Xml out) {
        String name = Rules.name("policyName", params.need("PolicyName"), 128);
        String path = Rules.path(params.get("Path", "/"));
        Map<String, String> tags = params.tags();
        Map<String, String> kept = tags == null ? Map.of() : tags;
        String arn = "arn:aws:iam::" + call.account().id() + ":policy" + path + name;
        call.allow(
                "iam:CreatePolicy",
                arn,
                "policy " + name,
                Keys.none().requestTags(tags).map());
        if (!kept.isEmpty()) {
            call.allow(
                    "iam:TagPolicy",
                    arn,
                    "policy " + name,
                    Keys.none().requestTags(tags).map());
        }
        Rules.tags(kept);
        String description = params.get("Description", "");
        if (description.length() > 1000) {
            throw Rules.invalid(
                    "1 validation error detected: Value at 'description' failed to satisfy constraint: Member"
                            + " must have length less than or equal to 1000");
        }
        String document = Documents.managed(params.need("PolicyDocument"));
        Rules.size(document, Rules.POLICY_SIZE, "PolicySize");
        IamState iam = call.iam();
        if (iam.policies().containsKey(IamState.key(name))) {
            throw Rules.exists("A policy called " + name + " already exists. Duplicate names are not allowed.");
        }
        ManagedPolicy policy = new ManagedPolicy(
                arn,
                Ids.unique("ANPA"),
                name,
                path,
                description,
                call.now(),
                call.now(),
                List.of(new ManagedPolicy.Version("v1", document, call.now())),
                "v1",
                1,
                Map.copyOf(kept));
        iam.put(policy);
        out.element("Policy", x -> {
            IamXml.policy(x, policy, 0, 0);
            if (!kept.isEmpty()) {
                IamXml.tags(x, kept);
            }
        });
    }

    private static void get(Call call, Params params, Xml out) {
        ManagedPolicy policy = named(call, params, "GetPolicy", Keys.none());
        out.element("Policy", x -> {
            IamXml.policy(
                    x,
                    policy,
                    call.iam().attachmentCounts().getOrDefault(policy.arn(), 0),
                    call.iam().boundaryCounts().getOrDefault(policy.arn(), 0));
            IamXml.description(x, policy.description());
            IamXml.tags(x, policy.tags());
        });
    }

    private static void list(Call call, Params params, Xml out) {
        String prefix = params.get("PathPrefix", "/");
        call.allow("iam:ListPolicies", "*", "policy path " + prefix, Map.of());
        String scope = params.get("Scope", "All");
        boolean none = params.get("PolicyUsageFilter", "PermissionsPolicy").equals("PermissionsBoundary");
        NavigableMap<String, ManagedPolicy> all = new TreeMap<>();
        if (!scope.equals("AWS")) {
            all.putAll(call.iam().policies());
        }
        if (!scope.equals("Local")) {
            AwsPolicies.byArn().values().forEach(p -> all.put(IamState.key(p.arn()), p));
        }
        boolean onlyAttached = Boolean.parseBoolean(params.get("OnlyAttached", "false"));
        Map<String, Integer> counts = call.iam().attachmentCounts();
        Map<String, Integer> bounds = call.iam().boundaryCounts();
        Paging.list(
                params,
                out,
                "Policies",
                all,
                p -> !none && p.path().startsWith(prefix) && (!onlyAttached || counts.containsKey(p.arn())),
                (x, p) -> IamXml.policy(x, p, counts.getOrDefault(p.arn(), 0), bounds.getOrDefault(p.arn(), 0)));
    }

    private static void delete(Call call, Params params, Xml out) {
        ManagedPolicy policy = changeable(call, params, "DeletePolicy", Keys.none());
        IamState iam = call.iam();
        if (iam.attachmentCounts().containsKey(policy.arn())
                || iam.boundaryCounts().containsKey(policy.arn())) {
            throw Rules.conflict("Cannot delete a policy attached to entities.");
        }
        if (policy.versions().size() > 1) {
            throw Rules.conflict(
                    "This policy has more than one version. Before you delete a policy, you must delete the"
                            + " policy's versions. The default version is deleted with the policy.");
        }
        iam.policies().remove(IamState.key(policy.name()));
    }

    private static void tag(Call call, Params params, Xml out) {
        Map<String, String> tags = params.tags();
        ManagedPolicy policy = changeable(call, params, "TagPolicy", Keys.none().requestTags(tags));
        Map<String, String> all = new TreeMap<>(policy.tags());
        all.putAll(tags == null ? Map.of() : tags);
        call.iam().put(policy.withTags(Map.copyOf(Rules.tags(all))));
    }

    private static void untag(Call call, Params params, Xml out) {
        List<String> keys = params.members("TagKeys");
        ManagedPolicy policy =
                changeable(call, params, "UntagPolicy", Keys.none().tagKeys(keys));
        Map<String, String> rest = new TreeMap<>(policy.tags());
        keys.forEach(rest::remove);
        call.iam().put(policy.withTags(Map.copyOf(rest)));
    }

    private static void listTags(Call call, Params params, Xml out) {
        ManagedPolicy policy = named(call, params, "ListPolicyTags", Keys.none());
        IamXml.tags(out, new TreeMap<>(policy.tags()));
        out.text("IsTruncated", false);
    }
}
