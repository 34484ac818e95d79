// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Entity.Kind;
import dev.apiaccess.emulator.state.ManagedPolicy;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.PercentEncoding;
import dev.apiaccess.emulator.wire.Xml;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What hangs on roles, users and groups: managed policies, inline policies, boundaries. */
final class AttachmentOperations {
    private AttachmentOperations() {}

    static void register(Map<String, QueryHandler> to) {
        for (Kind kind : Kind.values()) {
            String word = kind.word();
            to.put("Attach" + word + "Policy", (call, params, out) -> attach(kind, call, params));
            to.put("Detach" + word + "Policy", (call, params, out) -> detach(kind, call, params));
            to.put("ListAttached" + word + "Policies", (call, params, out) -> attached(kind, call, params, out));
            to.put("Put" + word + "Policy", (call, params, out) -> putInline(kind, call, params));
            to.put("Get" + word + "Policy", (call, params, out) -> getInline(kind, call, params, out));
            to.put("Delete" + word + "Policy", (call, params, out) -> deleteInline(kind, call, params));
            to.put("List" + word + "Policies", (call, params, out) -> listInline(kind, call, params, out));
            if (kind != Kind.GROUP) {
                to.put("Put" + word + "PermissionsBoundary", (call, params, out) -> bound(kind, call, params, true));
                to.put(
                        "Delete" + word + "PermissionsBoundary",
                        (call, params, out) -> bound(kind, call, params, false));
            }
        }
        to.put("ListEntitiesForPolicy", AttachmentOperations::entities);
    }

    private static void attach(Kind kind, Call call, Params params) {
        String arn = params.need("PolicyArn");
        Entity entity = EntityOperations.named(
                call,
                params,
                kind,
                "Attach" + kind.word() + "Policy",
                Keys.none().with("iam:PolicyARN", arn));
        Rules.attachable(call.iam(), arn);
        if (entity.attached().contains(arn)) {
            return;
        }
        if (entity.attached().size() >= Rules.ATTACHMENTS) {
            throw Rules.limit("Cannot exceed quota for PoliciesPer" + kind.word() + ": " + Rules.ATTACHMENTS);
        }
        List<String> more = new ArrayList<>(entity.attached());
        more.add(arn);
        call.iam().put(entity.withAttached(more));
    }

    private static void detach(Kind kind, Call call, Params params) {
        String arn = params.need("PolicyArn");
        Entity entity = EntityOperations.named(
                call,
                params,
                kind,
                "Detach" + kind.word() + "Policy",
                Keys.none().with("iam:PolicyARN", arn));
        List<String> fewer = new ArrayList<>(entity.attached());
        if (!fewer.remove(arn)) {
            throw Rules.missing("Policy " + arn + " was not found.");
        }
        call.iam().put(entity.withAttached(fewer));
    }

    private static void attached(Kind kind, Call call, Params params, Xml out) {
        Entity entity =
                EntityOperations.named(call, params, kind, "ListAttached" + kind.word() + "Policies", Keys.none());
        NavigableMap<String, String> sorted = new TreeMap<>();
        entity.attached().forEach(arn -> sorted.put(arn, arn));
        String prefix = ":policy" + params.get("PathPrefix", "/");
        Paging.list(params, out, "AttachedPolicies", sorted, arn -> arn.contains(prefix), IamXml::attached);
    }

    private static void putInline(Kind kind, Call call, Params params) {
        Entity entity = EntityOperations.named(call, params, kind, "Put" + kind.word() + "Policy", Keys.none());
        String name = Rules.name("policyName", params.need("PolicyName"), 128);
        Map<String, String> documents = new TreeMap<>(entity.inline());
        documents.put(name, Documents.identity(params.need("PolicyDocument")));
        int limit = switch (kind) {
            case USER -> 2048;
            case GROUP -> 5120;
            case ROLE -> 10240;
        };
        Rules.size(String.join("", documents.values()), limit, "InlinePolicySizePer" + kind.word());
        call.iam().put(entity.withInline(Map.copyOf(documents)));
    }

    private static void getInline(Kind kind, Call call, Params params, Xml out) {
        Entity entity = EntityOperations.named(call, params, kind, "Get" + kind.word() + "Policy", Keys.none());
        String name = params.need("PolicyName");
        String document = entity.inline().get(name);
        if (document == null) {
            throw noInline(kind, name);
        }
        out.text(kind.word() + "Name", entity.name())
                .text("PolicyName", name)
                .text("PolicyDocument", PercentEncoding.encode(document));
    }

    private static void deleteInline(Kind kind, Call call, Params params) {
        Entity entity = EntityOperations.named(call, params, kind, "Delete" + kind.word() + "Policy", Keys.none());
        String name = params.need("PolicyName");
        Map<String, String> documents = new TreeMap<>(entity.inline());
        if (documents.remove(name) == null) {
            throw noInline(kind, name);
        }
        call.iam().put(entity.withInline(Map.copyOf(documents)));
    }

    private static void listInline(Kind kind, Call call, Params params, Xml out) {
        Entity entity = EntityOperations.named(call, params, kind, "List" + kind.word() + "Policies", Keys.none());
        out.element("PolicyNames", x -> new TreeMap<>(entity.inline()).keySet().forEach(n -> x.text("member", n)))
                .text("IsTruncated", false);
    }

    private static RuntimeException noInline(Kind kind, String name) {
        return Rules.missing("The " + kind.lower() + " policy with name " + name + " cannot be found.");
    }

    private static void bound(Kind kind, Call call, Params params, boolean put) {
        Keys keys = Keys.none();
        String current = call.iam()
                .entity(kind, params.need(kind.word() + "Name"))
                .map(Entity::boundary)
                .orElse(null);
        String arn = put ? params.need("PermissionsBoundary") : current;
        if (arn != null) {
            keys.with("iam:PermissionsBoundary", arn);
        }
        String action = (put ? "Put" : "Delete") + kind.word() + "PermissionsBoundary";
        Entity entity = EntityOperations.named(call, params, kind, action, keys);
        if (arn == null) {
            throw Rules.missing("The " + kind.lower() + " " + entity.name() + " has no permissions boundary.");
        }
        if (put) {
            Rules.attachable(call.iam(), arn);
        }
        call.iam().put(entity.withBoundary(put ? arn : null));
    }

    private static void entities(Call call, Params params, Xml out) {
        ManagedPolicy policy = PolicyOperations.named(call, params, "ListEntitiesForPolicy", Keys.none());
        String filter = params.get("EntityFilter", "");
        String usage = params.get("PolicyUsageFilter", "");
        String prefix = params.get("PathPrefix", "/");
        NavigableMap<String, Entity> all = new TreeMap<>();
        call.iam().all().forEach(e -> all.put(e.arn(), e));
        Paging.Page<Entity> page = Paging.cut(Paging.Window.of(params), all, e -> {
            boolean attached = e.attached().contains(policy.arn()) && !usage.equals("PermissionsBoundary");
            boolean bounds = policy.arn().equals(e.boundary()) && !usage.equals("PermissionsPolicy");
            return (attached || bounds)
                    && (filter.isEmpty() || filter.equals(e.kind().word()))
                    && e.path().startsWith(prefix);
        });
        for (Kind kind : Kind.values()) {
            List<Entity> some =
                    page.items().stream().filter(e -> e.kind() == kind).toList();
            out.list(
                    "Policy" + kind.word() + "s",
                    some,
                    (x, e) -> x.text(kind.word() + "Name", e.name()).text(kind.word() + "Id", e.id()));
        }
        page.writeTruncation(out);
    }
}
