// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.WantedAuthorizers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The operations of one UpdateMethod, so that no call meets the method half changed: an authorization that needs an authorizer comes with it
 * and with its scopes.
 *
 * @param after what the method is then
 */
record MethodEdit(ConfiguredMethod after, List<PatchOperation> operations, List<Difference> fields) {

    private static final Set<String> WITHOUT_AUTHORIZER = Set.of("NONE", "AWS_IAM");

    MethodEdit {
        operations = List.copyOf(operations);
        fields = List.copyOf(fields);
    }

    /**
     * From one state to another; empty where the method would come under an authorizer that is not known.
     *
     * @param use the authorizer that it has then; empty where none is wanted for it
     */
    static Optional<MethodEdit> of(
            MethodKey key,
            ConfiguredMethod before,
            MethodState from,
            MethodState to,
            Optional<WantedAuthorizers.Use> use) {
        var isSame = before.authorization().equals(to.authorization())
                && from.authorizer().equals(to.authorizer());
        if (!isSame && !WITHOUT_AUTHORIZER.contains(to.authorization()) && use.isEmpty()) {
            return Optional.empty();
        }
        var draft = new Draft("methods[" + key.verb() + " " + key.path() + "].", before);
        if (!isSame) {
            draft.authorization(to.authorization());
            use.filter(_ -> !WITHOUT_AUTHORIZER.contains(to.authorization()))
                    .ifPresent(one -> draft.authorizer(to.authorization(), one.authorizerId(), one.scopes()));
        }
        draft.key(to.keyRequired());
        return Optional.of(new MethodEdit(draft.after, draft.operations, draft.fields));
    }

    private static final class Draft {

        private final String name;
        private final ConfiguredMethod before;
        private final List<PatchOperation> operations = new ArrayList<>();
        private final List<Difference> fields = new ArrayList<>();
        private ConfiguredMethod after;

        Draft(String name, ConfiguredMethod before) {
            this.name = name;
            this.before = before;
            after = before;
        }

        void authorization(String to) {
            if (!before.authorization().equals(to)) {
                after = after.withAuthorization(to);
                operations.add(new PatchOperation("replace", "/authorizationType", to));
                fields.add(new Difference("", name + "authorizationType", before.authorization(), to));
            }
        }

        void authorizer(String authorization, String id, SortedSet<String> scopes) {
            if (!before.authorizerId().equals(id) || !before.authorization().equals(authorization)) {
                operations.add(new PatchOperation("replace", "/authorizerId", id));
                fields.add(new Difference(
                        "",
                        name + "authorizerId",
                        before.authorizerId().isEmpty() ? "none" : before.authorizerId(),
                        id));
            }
            without(before.scopes(), scopes).forEach(scope -> operations.add(scope("remove", scope)));
            without(scopes, before.scopes()).forEach(scope -> operations.add(scope("add", scope)));
            if (!before.scopes().equals(scopes)) {
                fields.add(new Difference("", name + "authorizationScopes", text(before.scopes()), text(scopes)));
            }
            after = after.withAuthorizer(authorization, id, scopes);
        }

        void key(boolean required) {
            if (before.keyRequired() != required) {
                after = after.withKeyRequired(required);
                operations.add(new PatchOperation("replace", "/apiKeyRequired", "" + required));
                fields.add(new Difference("", name + "apiKeyRequired", "" + before.keyRequired(), "" + required));
            }
        }

        private static PatchOperation scope(String op, String scope) {
            return new PatchOperation(op, "/authorizationScopes", scope);
        }

        private static SortedSet<String> without(SortedSet<String> some, SortedSet<String> others) {
            var rest = new TreeSet<>(some);
            rest.removeAll(others);
            return rest;
        }

        private static String text(SortedSet<String> scopes) {
            return scopes.isEmpty() ? "none" : String.join(", ", scopes);
        }
    }
}
