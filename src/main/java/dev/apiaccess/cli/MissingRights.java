// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Why reads failed, and what grants those for which a right is missing. */
final class MissingRights {

    private MissingRights() {}

    /** Why a read failed, a clause. */
    static String why(AwsFailure failure) {
        return switch (failure.kind()) {
            case ACCESS_DENIED ->
                "no right to "
                        + Rights.of(failure.operation()).stream()
                                .map(right -> right.action()
                                        + (right.target().equals(Rights.ANYTHING) ? "" : " on " + right.target()))
                                .collect(Collectors.joining(", "));
            case THROTTLED -> "AWS throttles " + failure.operation().awsName();
            default -> String.valueOf(failure.getMessage());
        };
    }

    /** The statements that grant what was refused; empty where nothing was refused for want of a right. */
    static Optional<PolicyDocument> granted(String partition, List<String> regions, Collection<AwsFailure> failures) {
        var operations = EnumSet.noneOf(Operation.class);
        failures.stream()
                .filter(failure -> failure.kind() == AwsFailure.Kind.ACCESS_DENIED)
                .map(AwsFailure::operation)
                .forEach(operations::add);
        return operations.isEmpty()
                ? Optional.empty()
                : Optional.of(PublishedPolicies.reading(partition, regions, operations));
    }
}
