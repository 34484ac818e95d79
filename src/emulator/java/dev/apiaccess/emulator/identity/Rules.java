// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.state.Entity;
import dev.apiaccess.emulator.state.IamState;
import dev.apiaccess.emulator.state.ManagedPolicy;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.Map;
import java.util.regex.Pattern;

/** What IAM refuses, in its words. */
final class Rules {
    static final int VERSIONS = 5;
    static final int ATTACHMENTS = 10;
    static final int POLICY_SIZE = 6144;
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]{1,128}");
    private static final Pattern PATH = Pattern.compile("/|/[!-\\x7f]{1,510}/");
    private static final Pattern ARN = Pattern.compile("arn:[^:]+:iam::(\\d{12}|aws):policy/.+");

    private Rules() {}

    static String name(String member, String value, int longest) {
        if (!NAME.matcher(value).matches() || value.length() > longest) {
            throw invalid("1 validation error detected: Value at '" + member
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]+"
                    + " and have length less than or equal to " + longest);
        }
        return value;
    }

    static String path(String value) {
        if (!PATH.matcher(value).matches()) {
            throw invalid("The specified value for path is invalid. It must begin and end with / and contain only"
                    + " alphanumeric characters and/or / characters.");
        }
        return value;
    }

    static void size(String document, int limit, String quota) {
        long size = document.chars().filter(c -> !Character.isWhitespace(c)).count();
        if (size > limit) {
            throw limit("Cannot exceed quota for " + quota + ": " + limit);
        }
    }

    static Map<String, String> tags(Map<String, String> tags) {
        if (tags.size() > 50) {
            throw limit("Cannot exceed quota for TagsPerResource: 50");
        }
        tags.forEach((key, value) -> {
            if (key.isEmpty() || key.length() > 128 || value.length() > 256) {
                throw invalid("Tag keys have 1 to 128 characters and tag values at most 256");
            }
            if (key.regionMatches(true, 0, "aws:", 0, 4)) {
                throw new AwsError(400, "InvalidInput", "System tags cannot be added/updated by requester");
            }
        });
        return tags;
    }

    static ManagedPolicy policy(IamState iam, String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw invalid("Invalid ARN:  Could not be parsed!");
        }
        return iam.policy(arn).orElseThrow(() -> missing("Policy " + arn + " was not found."));
    }

    static ManagedPolicy attachable(IamState iam, String arn) {
        if (!ARN.matcher(arn).matches()) {
            throw invalid("Invalid ARN:  Could not be parsed!");
        }
        return iam.policy(arn).orElseThrow(() -> missing("Policy " + arn + " does not exist or is not attachable."));
    }

    static Entity entity(IamState iam, Entity.Kind kind, String name) {
        return iam.entity(kind, name)
                .orElseThrow(() -> missing("The " + kind.lower() + " with name " + name + " cannot be found."));
    }

    static AwsError missing(String message) {
        return new AwsError(404, "NoSuchEntity", message);
    }

    static AwsError exists(String message) {
        return new AwsError(409, "EntityAlreadyExists", message);
    }

    static AwsError conflict(String message) {
        return new AwsError(409, "DeleteConflict", message);
    }

    static AwsError limit(String message) {
        return new AwsError(409, "LimitExceeded", message);
    }

    static AwsError invalid(String message) {
        return new AwsError(400, "ValidationError", message);
    }
}
