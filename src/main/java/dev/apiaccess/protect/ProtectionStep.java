// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import java.util.List;

/** One call that changes an API. */
public sealed interface ProtectionStep {

    /** UpdateMethod: it asks for more than before. */
    record CloseMethod(MethodKey method, MethodState from, MethodState to) implements ProtectionStep {}

    /** UpdateMethod: another authorizer decides than the one that the object gave it before, or other scopes. */
    record MoveMethod(MethodKey method, MethodState from, MethodState to) implements ProtectionStep {}

    /** CreateAuthorizer: no method has it yet. */
    record CreateAuthorizer(WantedAuthorizers.Made made) implements ProtectionStep {}

    /** UpdateMethod: it asks again for what it asked before it was closed. */
    record ReopenMethod(MethodKey method, MethodState from, MethodState to) implements ProtectionStep {}

    /**
     * UpdateRestApi of the resource policy: statements of others stay as they are.
     *
     * @param ours statements of ours afterwards
     * @param closes whether none of ours goes
     */
    record WriteStatements(List<Statement> ours, boolean closes) implements ProtectionStep {
        public WriteStatements {
            ours = List.copyOf(ours);
        }
    }

    /** CreateDeployment without a stage: with one, AWS makes a stage that is gone. */
    record Deploy() implements ProtectionStep {}

    /** UpdateStage: it serves a deployment. */
    record MoveStage(String stage, String from, String to) implements ProtectionStep {}
}
