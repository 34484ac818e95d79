// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Optional;

/** The caller of a request, as found by signature verification. */
public sealed interface Principal {

    /** No credentials: an unsigned request. */
    record Anonymous() implements Principal {}

    /** An IAM user, {@code arn:aws:iam::123456789012:user/path/name}. */
    record User(Arn arn) implements Principal {}

    /**
     * A session of a role: {@code arn:aws:sts::123456789012:assumed-role/name/session} and the role's own ARN, which
     * unlike the session's carries the path.
     */
    record AssumedRole(Arn sessionArn, Arn roleArn) implements Principal {}

    /** The root user of an account; 12 digits. */
    record Root(String partition, String account) implements Principal {
        public Root(String account) {
            this("aws", account);
        }
    }

    /** The caller's account; empty for an anonymous caller. */
    default Optional<String> accountId() {
        return switch (this) {
            case Anonymous _ -> Optional.empty();
            case User user -> Optional.of(user.arn().account());
            case AssumedRole session -> Optional.of(session.sessionArn().account());
            case Root root -> Optional.of(root.account());
        };
    }

    /** The caller's name in {@code GetCallerIdentity} and error messages. */
    default String describe() {
        return switch (this) {
            case Anonymous _ -> "anonymous";
            case User user -> user.arn().toString();
            case AssumedRole session -> session.sessionArn().toString();
            case Root root -> "arn:" + root.partition() + ":iam::" + root.account() + ":root";
        };
    }
}
