// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.ShownStage;
import java.util.List;
import java.util.Optional;

/** A change of a REST API. */
public sealed interface RestApiChange extends Change {

    /** Id of the API. */
    String apiId();

    /**
     * UpdateMethod.
     *
     * @param after what the method is afterwards
     * @param revokes whether it asks for more than before
     */
    record UpdateMethod(
            String apiId,
            MethodKey method,
            ConfiguredMethod after,
            List<PatchOperation> operations,
            boolean revokes,
            List<Difference> fields)
            implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.UPDATE_METHOD;
        }

        /** Listings carry methods over; others may have given it an authorizer of their own since it was read. */
        @Override
        public boolean readsOnce() {
            return true;
        }

        @Override
        public String text() {
            return ChangeText.call("update method " + method.verb() + " " + method.path() + " of API " + apiId, fields);
        }

        @Override
        public Optional<String> content() {
            return Optional.of(after.toString());
        }
    }

    /**
     * UpdateRestApi of the resource policy.
     *
     * @param policy the whole document; empty to remove it
     * @param revokes whether none of our statements goes
     */
    record WritePolicy(String apiId, Optional<String> policy, boolean revokes, List<Difference> fields)
            implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.UPDATE_REST_API;
        }

        /** AWS has no precondition for it: what others wrote since is lost. */
        @Override
        public boolean readsFirst() {
            return true;
        }

        @Override
        public String text() {
            return ChangeText.call("write resource policy of API " + apiId, fields);
        }

        @Override
        public Optional<String> content() {
            return policy;
        }
    }

    /**
     * CreateAuthorizer, which is tried right after.
     *
     * @param definition under the name that tells whose it is
     */
    record CreateAuthorizer(String apiId, Authorizer definition, List<Difference> fields) implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.CREATE_AUTHORIZER;
        }

        @Override
        public boolean creates() {
            return true;
        }

        /** Authorizers are read only where something asks for them: it may be there, and names are unique. */
        @Override
        public boolean readsOnce() {
            return true;
        }

        /** No method has it before it is there, and noted. */
        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public Optional<String> content() {
            return Optional.of(definition.toString());
        }

        @Override
        public String text() {
            return ChangeText.call("create authorizer " + definition.name() + " of API " + apiId, fields);
        }
    }

    /** DeleteAuthorizer. */
    record RemoveAuthorizer(String apiId, String authorizerId) implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.DELETE_AUTHORIZER;
        }

        /** Others may have a method under it since it was read; AWS refuses then. */
        @Override
        public boolean readsOnce() {
            return true;
        }

        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public String text() {
            return "delete authorizer " + authorizerId + " of API " + apiId;
        }
    }

    /**
     * CreateDeployment without a stage: with one, AWS makes a stage that is gone.
     *
     * @param configuration digest of the configuration that it is made of, which its description bears
     */
    record Deploy(String apiId, String configuration) implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.CREATE_DEPLOYMENT;
        }

        @Override
        public boolean creates() {
            return true;
        }

        @Override
        public String text() {
            return "deploy API " + apiId;
        }
    }

    /**
     * UpdateStage, all operations in one call.
     *
     * @param after what the stage shows afterwards
     * @param moves whether it comes to another deployment
     */
    record UpdateStage(
            String apiId,
            String stage,
            ShownStage after,
            List<PatchOperation> operations,
            boolean moves,
            List<Difference> fields)
            implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.UPDATE_STAGE;
        }

        /** Others may have edited between the last read and the deployment: it is shown only where nothing changed. */
        @Override
        public boolean readsFirst() {
            return moves;
        }

        /** The logs of a stage. */
        @Override
        public boolean isAlone() {
            return operations.stream()
                    .allMatch(one -> one.path().startsWith("/accessLogSettings")
                            || one.path().contains("/logging/"));
        }

        @Override
        public String text() {
            return ChangeText.call("update stage " + stage + " of API " + apiId, fields);
        }

        @Override
        public Optional<String> content() {
            return Optional.of(after.toString());
        }
    }

    /** DeleteDeployment of one of ours that no stage shows. */
    record RemoveDeployment(String apiId, String deploymentId) implements RestApiChange {
        @Override
        public Operation operation() {
            return Operation.DELETE_DEPLOYMENT;
        }

        @Override
        public boolean isHousekeeping() {
            return true;
        }

        @Override
        public String text() {
            return "delete deployment " + deploymentId + " of API " + apiId;
        }
    }
}
