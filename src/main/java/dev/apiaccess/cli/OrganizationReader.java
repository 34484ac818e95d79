// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Organization;
import dev.apiaccess.access.Organization.Level;
import dev.apiaccess.access.Organization.Levels;
import dev.apiaccess.access.Organization.NotSeen;
import dev.apiaccess.access.Organization.Scp;
import dev.apiaccess.access.Organization.Unbound;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.OrganizationPort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the service control policies over an account, from the root of its organization down, as far as the rights go. */
final class OrganizationReader {

    /** AWS nests units five deep, below the root. */
    private static final int MOST_LEVELS = 10;

    private final OrganizationPort port;
    private final PatientCalls calls;
    private @Nullable AwsFailure failure;

    OrganizationReader(OrganizationPort port, PatientCalls calls) {
        this.port = port;
        this.calls = calls;
    }

    /** Why they could not be read; empty where they could. */
    Optional<AwsFailure> failure() {
        return Optional.ofNullable(failure);
    }

    /** @param account 12 digits */
    Organization read(String account) throws InterruptedException {
        try {
            var membership = calls.call("", Operation.DESCRIBE_ORGANIZATION, port::membership);
            if (membership.isEmpty()) {
                return new Unbound("the account is in no organization");
            }
            if (membership.get().managementAccount().equals(account)) {
                return new Unbound("they do not bind the management account of the organization");
            }
            return membership.get().takesPolicies()
                    ? levels(account)
                    : new Unbound("the organization has no service control policies, consolidated billing only");
        } catch (AwsFailure unread) {
            failure = unread;
            return new NotSeen(why(unread));
        }
    }

    private static String why(AwsFailure failure) {
        return MissingRights.why(failure)
                + (isOfOthers(failure)
                        ? ", which only the organization's management account and delegated administrators have"
                        : "");
    }

    /** Whether a policy of the account would not help: then AWS names no right in its refusal. */
    static boolean isOfOthers(AwsFailure failure) {
        return failure.kind() == AwsFailure.Kind.ACCESS_DENIED
                && failure.operation() != Operation.DESCRIBE_ORGANIZATION
                && !String.valueOf(failure.getMessage()).contains("not authorized to perform");
    }

    private Organization levels(String account) throws InterruptedException {
        var documents = new HashMap<String, String>();
        var levels = new ArrayList<Level>();
        for (var id : way(account)) {
            var attached = calls.all("", Operation.LIST_POLICIES_FOR_TARGET, position -> port.policies(id, position));
            var policies = new ArrayList<Scp>();
            for (var one : attached.stream()
                    .sorted(Comparator.comparing(OrganizationPort.Attached::id))
                    .toList()) {
                var text = documents.get(one.id());
                if (text == null) {
                    text = calls.call("", Operation.DESCRIBE_POLICY, () -> port.policy(one.id()));
                    documents.put(one.id(), text);
                }
                policies.add(Scp.of(id, one.id(), one.name(), text));
            }
            levels.add(new Level(id, policies));
        }
        // AWS keeps one on each level at least, unless the organization does without them.
        return documents.isEmpty()
                ? new Unbound("service control policies are not in use in the organization")
                : new Levels(levels);
    }

    /** From the root to the account. */
    private List<String> way(String account) throws InterruptedException {
        var way = new ArrayDeque<>(List.of(account));
        while (!way.getFirst().startsWith("r-")) {
            var child = way.getFirst();
            var parents = calls.all("", Operation.LIST_PARENTS, position -> port.parents(child, position));
            if (parents.isEmpty() || way.size() == MOST_LEVELS) {
                throw new AwsFailure(
                        AwsFailure.Kind.INVALID,
                        Operation.LIST_PARENTS,
                        "NoRoot",
                        "no root of the organization is found above " + child,
                        null,
                        null);
            }
            way.addFirst(parents.getFirst());
        }
        return List.copyOf(way);
    }
}
