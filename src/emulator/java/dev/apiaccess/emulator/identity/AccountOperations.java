// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.state.AwsPolicies;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Entity.Kind;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.ManagedPolicy;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.PercentEncoding;
import dev.apiaccess.emulator.wire.Xml;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Reads over the whole account. */
final class AccountOperations {
    private AccountOperations() {}

    static void register(Map<String, QueryHandler> to) {
        to.put("GetAccountAuthorizationDetails", AccountOperations::details);
        to.put("GetAccountSummary", AccountOperations::summary);
    }

    private static void details(Call call, Params params, Xml out) {
        call.allow("iam:GetAccountAuthorizationDetails", "*", "*", Map.of());
        List<String> filter = params.members("Filter");
        NavigableMap<String, Object> all = new TreeMap<>();
        call.iam().all().forEach(e -> {
            if (filter.isEmpty() || filter.contains(e.kind().word())) {
                all.put(e.arn(), e);
            }
        });
        if (filter.isEmpty() || filter.contains("LocalManagedPolicy")) {
            call.iam().policies().values().forEach(p -> all.put(p.arn(), p));
        }
        Map<String, Integer> counts = call.iam().attachmentCounts();
        Map<String, Integer> bounds = call.iam().boundaryCounts();
        if (filter.isEmpty() || filter.contains("AWSManagedPolicy")) {
            // Of the policies of AWS only those in use are shown.
            AwsPolicies.byArn().values().stream()
                    .filter(p -> counts.containsKey(p.arn()) || bounds.containsKey(p.arn()))
                    .forEach(p -> all.put(p.arn(), p));
        }
        Paging.Page<Object> page = Paging.cut(Paging.Window.of(params), all, o -> true);
        for (Kind kind : List.of(Kind.USER, Kind.GROUP, Kind.ROLE)) {
            List<Entity> some = page.items().stream()
                    .filter(o -> o instanceof Entity e && e.kind() == kind)
                    .map(Entity.class::cast)
                    .toList();
            out.list(kind.word() + "DetailList", some, (x, e) -> entity(x, e, call.iam()));
        }
        List<ManagedPolicy> policies = page.items().stream()
                .filter(ManagedPolicy.class::isInstance)
                .map(ManagedPolicy.class::cast)
                .toList();
        out.list("Policies", policies, (x, p) -> {
            IamXml.policy(x, p, counts.getOrDefault(p.arn(), 0), bounds.getOrDefault(p.arn(), 0));
            IamXml.description(x, p.description());
            x.list("PolicyVersionList", p.versions(), (v, version) -> IamXml.version(v, p, version, true));
        });
        page.writeTruncation(out);
    }

    private static void entity(Xml x, Entity entity, IamState iam) {
        IamXml.entity(x, entity);
        String word = entity.kind().word();
        x.list(
                word + "PolicyList",
                new TreeMap<>(entity.inline()).entrySet(),
                (i, inline) -> i.text("PolicyName", inline.getKey())
                        .text("PolicyDocument", PercentEncoding.encode(inline.getValue())));
        x.list("AttachedManagedPolicies", entity.attached(), IamXml::attached);
        if (entity.kind() == Kind.USER) {
            x.element("GroupList", g -> iam.groupsOf(entity.name()).forEach(group -> g.text("member", group.name())));
        }
        if (entity.kind() != Kind.GROUP) {
            IamXml.boundary(x, entity);
            IamXml.tags(x, entity.tags());
        }
        if (entity.kind() == Kind.ROLE) {
            x.list("InstanceProfileList", List.<String>of(), (i, none) -> i.text("member", none));
        }
    }

    private static void summary(Call call, Params params, Xml out) {
        call.allow("iam:GetAccountSummary", "*", "*", Map.of());
        IamState iam = call.iam();
        Map<String, Integer> values = new LinkedHashMap<>();
        values.put("Policies", iam.policies().size());
        values.put("PoliciesQuota", 1500);
        values.put("PolicySizeQuota", Rules.POLICY_SIZE);
        values.put(
                "PolicyVersionsInUse",
                iam.policies().values().stream()
                        .mapToInt(p -> p.versions().size())
                        .sum());
        values.put("PolicyVersionsInUseQuota", 10000);
        values.put("VersionsPerPolicyQuota", Rules.VERSIONS);
        for (Kind kind : Kind.values()) {
            values.put(kind.word() + "s", iam.entities(kind).size());
            values.put("AttachedPoliciesPer" + kind.word() + "Quota", Rules.ATTACHMENTS);
        }
        values.put("RolesQuota", 1000);
        values.put("UsersQuota", 5000);
        values.put("GroupsQuota", 300);
        out.element(
                "SummaryMap",
                x -> values.forEach((key, value) ->
                        x.element("entry", e -> e.text("key", key).text("value", value))));
    }
}
