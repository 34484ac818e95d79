// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.ManagedPolicy;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Versions of managed policies. */
final class VersionOperations {
    private VersionOperations() {}

    static void register(Map<String, QueryHandler> to) {
        to.put("CreatePolicyVersion", VersionOperations::create);
        to.put("GetPolicyVersion", VersionOperations::get);
        to.put("ListPolicyVersions", VersionOperations::list);
        to.put("SetDefaultPolicyVersion", VersionOperations::setDefault);
        to.put("DeletePolicyVersion", VersionOperations::delete);
    }

    private static void create(Call call, Params params, Xml out) {
        ManagedPolicy policy = PolicyOperations.changeable(call, params, "CreatePolicyVersion", Keys.none());
        String document = Documents.managed(params.need("PolicyDocument"));
        Rules.size(document, Rules.POLICY_SIZE, "PolicySize");
        if (policy.versions().size() >= Rules.VERSIONS) {
            throw Rules.limit("A managed policy can have up to " + Rules.VERSIONS
                    + " versions. Before you create a new version, you must delete an existing version.");
        }
        ManagedPolicy changed =
                policy.plus(document, Boolean.parseBoolean(params.get("SetAsDefault", "false")), call.now());
        call.iam().put(changed);
        ManagedPolicy.Version made = changed.versions().getLast();
        out.element("PolicyVersion", x -> IamXml.version(x, changed, made, false));
    }

    private static void get(Call call, Params params, Xml out) {
        ManagedPolicy policy = PolicyOperations.named(call, params, "GetPolicyVersion", Keys.none());
        ManagedPolicy.Version version = version(policy, params);
        out.element("PolicyVersion", x -> IamXml.version(x, policy, version, true));
    }

    private static void list(Call call, Params params, Xml out) {
        ManagedPolicy policy = PolicyOperations.named(call, params, "ListPolicyVersions", Keys.none());
        NavigableMap<String, ManagedPolicy.Version> newestFirst = new TreeMap<>();
        for (ManagedPolicy.Version version : policy.versions()) {
            int number = Integer.parseInt(version.id().substring(1));
            newestFirst.put("%010d".formatted(Integer.MAX_VALUE - number), version);
        }
        Paging.list(params, out, "Versions", newestFirst, v -> true, (x, v) -> IamXml.version(x, policy, v, false));
    }

    private static void setDefault(Call call, Params params, Xml out) {
        ManagedPolicy policy = PolicyOperations.changeable(call, params, "SetDefaultPolicyVersion", Keys.none());
        call.iam().put(policy.withDefault(version(policy, params).id(), call.now()));
    }

    private static void delete(Call call, Params params, Xml out) {
        ManagedPolicy policy = PolicyOperations.changeable(call, params, "DeletePolicyVersion", Keys.none());
        String id = version(policy, params).id();
        if (id.equals(policy.defaultVersion())) {
            throw Rules.conflict("Cannot delete the default version of a policy.");
        }
        call.iam().put(policy.minus(id));
    }

    private static ManagedPolicy.Version version(ManagedPolicy policy, Params params) {
        String id = params.need("VersionId");
        return policy.version(id)
                .orElseThrow(() -> Rules.missing(
                        "Policy " + policy.arn() + " version " + id + " does not exist or is not attachable."));
    }
}
