// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.Holder;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.Organization;
import dev.apiaccess.emulator.state.SessionPolicies;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyKind;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a caller is granted and limited by, as it is now. */
final class Grants {
    private final ParsedPolicies parsed;

    Grants(ParsedPolicies parsed) {
        this.parsed = parsed;
    }

    /** Everything that is attached to the caller, groups, session and organization included. */
    Policies of(Caller caller) {
        IamState iam = caller.account().now("us-east-1").iam();
        return of(sources(caller, iam), iam)
                .withSession(session(caller, iam))
                .withScps(scps(caller.organization(), caller.account().id()));
    }

    /** What is attached to entities, the boundary of the first one included. */
    Policies of(List<Entity> sources, IamState iam) {
        List<Attached> documents = sources.stream()
                .flatMap(e -> Stream.concat(
                        e.inline().values().stream(),
                        e.attached().stream()
                                .flatMap(arn -> iam.policy(arn).stream())
                                .map(p -> p.document())))
                .map(this::document)
                .toList();
        String boundary = sources.isEmpty() ? null : sources.getFirst().boundary();
        return Policies.none().withIdentity(documents).withBoundary(boundary == null ? null : managed(iam, boundary));
    }

    private static List<Entity> sources(Caller caller, IamState iam) {
        List<Entity> sources = new ArrayList<>();
        switch (caller.credential().holder()) {
            case Holder.Root() -> {}
            case Holder.User(String name) -> {
                iam.entity(Entity.Kind.USER, name).ifPresent(sources::add);
                sources.addAll(iam.groupsOf(name));
            }
            case Holder.Session(String role, String ignored) ->
                iam.entity(Entity.Kind.ROLE, role).ifPresent(sources::add);
        }
        return sources;
    }

    private Attached document(String text) {
        return parsed.of(text, PolicyKind.IDENTITY);
    }

    /** A managed policy that limits; one that is gone lets nothing through. */
    private Attached managed(IamState iam, String arn) {
        return iam.policy(arn).map(p -> document(p.document())).orElseGet(() -> Attached.of(arn, PolicyDocument.of()));
    }

    private @Nullable List<Attached> session(Caller caller, IamState iam) {
        SessionPolicies policies = caller.credential().session();
        if (policies == null) {
            return null;
        }
        List<Attached> out = new ArrayList<>();
        String inline = policies.inline();
        if (inline != null) {
            out.add(document(inline));
        }
        policies.arns().forEach(arn -> out.add(managed(iam, arn)));
        return out;
    }

    /** The service control policies over an account, from the root of its organization down; null where there are none. */
    @Nullable
    List<List<Attached>> scps(@Nullable Organization organization, String account) {
        if (organization == null || organization.managementAccount().equals(account)) {
            return null;
        }
        return organization.levels(account).stream()
                .map(level -> level.stream().map(p -> document(p.content())).toList())
                .toList();
    }
}
