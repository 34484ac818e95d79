// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.access.Call;
import dev.apiaccess.emulator.access.Keys;
import dev.apiaccess.emulator.state.Accounts;
import dev.apiaccess.emulator.state.Credential;
import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Entity.Kind;
import dev.apiaccess.emulator.state.Holder;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.Ids;
import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Roles, users, groups and access keys. */
final class EntityOperations {
    private final Accounts accounts;

    EntityOperations(Accounts accounts) {
        this.accounts = accounts;
    }

    void register(Map<String, QueryHandler> to) {
        for (Kind kind : Kind.values()) {
            to.put("Create" + kind.word(), (call, params, out) -> create(kind, call, params, out));
            to.put("Get" + kind.word(), (call, params, out) -> get(kind, call, params, out));
            to.put("Delete" + kind.word(), (call, params, out) -> delete(kind, call, params));
            to.put("List" + kind.word() + "s", (call, params, out) -> list(kind, call, params, out));
        }
        to.put("UpdateAssumeRolePolicy", EntityOperations::updateTrust);
        to.put("AddUserToGroup", (call, params, out) -> membership(call, params, true));
        to.put("RemoveUserFromGroup", (call, params, out) -> membership(call, params, false));
        to.put("ListGroupsForUser", EntityOperations::groupsOfUser);
        to.put("CreateAccessKey", this::createAccessKey);
    }

    /** The ARN an entity has, or would have if it existed with the path {@code /}. */
    static String arn(Call call, Kind kind, String name) {
        return call.iam()
                .entity(kind, name)
                .map(Entity::arn)
                .orElse("arn:aws:iam::" + call.account().id() + ":" + kind.lower() + "/" + name);
    }

    /** The entity a call names, after the caller was found allowed to act on it. */
    static Entity named(Call call, Params params, Kind kind, String action, Keys keys) {
        String name = params.need(kind.word() + "Name");
        call.iam().entity(kind, name).ifPresent(e -> {
            keys.resourceTags(e.tags());
            e.tags().forEach((key, value) -> keys.with("iam:ResourceTag/" + key, value));
        });
        call.allow("iam:" + action, arn(call, kind, name), kind.lower() + " " + name, keys.map());
        return Rules.entity(call.iam(), kind, name);
    }

    private static void create(Kind kind, Call call, Params params, Xml out) {
        String member = kind.lower() + "Name";
        String name = Rules.name(member, params.need(kind.word() + "Name"), kind == Kind.GROUP ? 128 : 64);
        String path = Rules.path(params.get("Path", "/"));
        String arn = "arn:aws:iam::" + call.account().id() + ":" + kind.lower() + path + name;
        Map<String, String> tags = params.tags();
        Keys keys = Keys.none().requestTags(tags);
        @Nullable String boundary = params.get("PermissionsBoundary");
        if (boundary != null) {
            keys.with("iam:PermissionsBoundary", boundary);
        }
        call.allow("iam:Create" + kind.word(), arn, arn, keys.map());
        @Nullable String trust = kind == Kind.ROLE ? Documents.trust(params.need("AssumeRolePolicyDocument")) : null;
        if (boundary != null) {
            Rules.attachable(call.iam(), boundary);
        }
        if (call.iam().entity(kind, name).isPresent()) {
            throw Rules.exists(kind.word() + " with name " + name + " already exists.");
        }
        Entity entity = new Entity(
                kind,
                arn,
                Ids.unique(kind.idPrefix()),
                name,
                path,
                params.get("Description", ""),
                call.now(),
                Integer.parseInt(params.get("MaxSessionDuration", "3600")),
                trust,
                boundary,
                Map.of(),
                List.of(),
                Set.of(),
                tags == null ? Map.of() : Map.copyOf(Rules.tags(tags)));
        call.iam().put(entity);
        out.element(kind.word(), x -> {
            IamXml.entity(x, entity);
            IamXml.details(x, entity);
        });
    }

    private static void get(Kind kind, Call call, Params params, Xml out) {
        Entity entity = named(call, params, kind, "Get" + kind.word(), Keys.none());
        out.element(kind.word(), x -> {
            IamXml.entity(x, entity);
            IamXml.details(x, entity);
        });
        if (kind == Kind.GROUP) {
            List<Entity> users = call.iam().entities(Kind.USER).values().stream()
                    .filter(u -> entity.members().contains(u.name()))
                    .toList();
            out.list("Users", users, IamXml::entity).text("IsTruncated", false);
        }
    }

    private static void list(Kind kind, Call call, Params params, Xml out) {
        String prefix = params.get("PathPrefix", "/");
        String all = "arn:aws:iam::" + call.account().id() + ":" + kind.lower() + prefix;
        call.allow("iam:List" + kind.word() + "s", all, all, Map.of());
        Paging.list(
                params,
                out,
                kind.word() + "s",
                call.iam().entities(kind),
                e -> e.path().startsWith(prefix),
                IamXml::entity);
    }

    private void delete(Kind kind, Call call, Params params) {
        Entity entity = named(call, params, kind, "Delete" + kind.word(), Keys.none());
        if (!entity.attached().isEmpty()) {
            throw Rules.conflict("Cannot delete entity, must detach all policies first.");
        }
        if (!entity.inline().isEmpty()) {
            throw Rules.conflict("Cannot delete entity, must delete policies first.");
        }
        if (!entity.members().isEmpty()) {
            throw Rules.conflict("Cannot delete entity, must remove users from group first.");
        }
        if (kind == Kind.USER) {
            if (!call.iam().groupsOf(entity.name()).isEmpty()) {
                throw Rules.conflict("Cannot delete entity, must remove users from group first.");
            }
            accounts.revoke(call.account().id(), new Holder.User(entity.name()));
        }
        call.iam().entities(kind).remove(IamState.key(entity.name()));
    }

    private static void updateTrust(Call call, Params params, Xml out) {
        Entity role = named(call, params, Kind.ROLE, "UpdateAssumeRolePolicy", Keys.none());
        call.iam().put(role.withTrust(Documents.trust(params.need("PolicyDocument"))));
    }

    private static void membership(Call call, Params params, boolean add) {
        Entity group = named(call, params, Kind.GROUP, add ? "AddUserToGroup" : "RemoveUserFromGroup", Keys.none());
        String user =
                Rules.entity(call.iam(), Kind.USER, params.need("UserName")).name();
        Set<String> members = new HashSet<>(group.members());
        if (add) {
            members.add(user);
        } else if (!members.remove(user)) {
            throw Rules.missing("User " + user + " is not in group " + group.name());
        }
        call.iam().put(group.withMembers(members));
    }

    private static void groupsOfUser(Call call, Params params, Xml out) {
        Entity user = named(call, params, Kind.USER, "ListGroupsForUser", Keys.none());
        out.list("Groups", call.iam().groupsOf(user.name()), IamXml::entity).text("IsTruncated", false);
    }

    private void createAccessKey(Call call, Params params, Xml out) {
        if (params.get("UserName") == null) {
            throw new AwsError(400, "ValidationError", "Must specify userName when calling with non-User credentials");
        }
        Entity user = named(call, params, Kind.USER, "CreateAccessKey", Keys.none());
        Credential made = accounts.issue(call.account().id(), new Holder.User(user.name()));
        out.element(
                "AccessKey",
                x -> x.text("UserName", user.name())
                        .text("AccessKeyId", made.accessKeyId())
                        .text("Status", "Active")
                        .text("SecretAccessKey", made.secret())
                        .text("CreateDate", made.issuedAt()));
    }
}
