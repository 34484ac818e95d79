// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What IAM refuses in a managed policy although its grammar allows it. */
final class ManagedPolicyRules {

    private static final Set<String> PARTITIONS =
            Set.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc");
    private static final Pattern WILDCARD = Pattern.compile("[*?]");
    private static final Pattern VENDOR = Pattern.compile("[A-Za-z0-9.-]+");
    /** ISO 8601 in the W3C profile, or seconds since 1970. */
    private static final Pattern DATE = Pattern.compile("[+-]?\\d+(\\.\\d+)?"
            + "|\\d{4}-\\d{2}(-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?(Z|[+-]\\d{2}:?\\d{2})?)?)?");

    private static final int SHORT = 5;
    private static final String UNREADABLE = "The policy failed legacy parsing";

    private ManagedPolicyRules() {}

    /** The first problem, as IAM words it. */
    static Optional<String> problem(PolicyDocument document) {
        if (document.version().equals(PolicyDocument.OLD)) {
            return Optional.of("Policy document must be version 2012-10-17 or greater.");
        }
        return document.statements().stream()
                .flatMap(ManagedPolicyRules::problems)
                .findFirst();
    }

    private static Stream<String> problems(Statement statement) {
        ResourceSet resources = statement.resources();
        return Stream.of(
                        statement.actions().patterns().stream().map(ManagedPolicyRules::action),
                        (resources == null ? List.<String>of() : resources.patterns())
                                .stream().map(ManagedPolicyRules::resource),
                        statement.conditions().stream().map(ManagedPolicyRules::dates))
                .flatMap(problems -> problems.flatMap(Optional::stream));
    }

    private static Optional<String> action(String action) {
        if (action.equals("*")) {
            return Optional.empty();
        }
        String[] parts = action.split(":", -1);
        if (parts.length == 1) {
            return Optional.of("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
        }
        if (parts.length > 2) {
            return Optional.of("Actions/Condition can contain only one colon.");
        }
        if (!VENDOR.matcher(parts[0]).matches()) {
            return Optional.of("Vendor " + parts[0] + " is not valid");
        }
        return action.chars().anyMatch(Character::isWhitespace) ? Optional.of(UNREADABLE) : Optional.empty();
    }

    private static Optional<String> resource(String resource) {
        if (resource.equals("*")) {
            return Optional.empty();
        }
        String[] parts = resource.split(":", 6);
        if (parts.length > 1 && !WILDCARD.matcher(parts[1]).find() && !PARTITIONS.contains(parts[1])) {
            return Optional.of("Partition \"" + parts[1] + "\" is not valid for resource \"" + resource + "\".");
        }
        if (parts.length > 3 && WILDCARD.matcher(parts[2]).find()) {
            return Optional.of("Resource vendor must be fully qualified and cannot contain regexes.");
        }
        if (parts.length == SHORT) {
            return Optional.of(UNREADABLE);
        }
        return parts.length > 3
                        && parts[2].equals("iam")
                        && !parts[3].isEmpty()
                        && !WILDCARD.matcher(parts[3]).find()
                ? Optional.of("IAM resource " + resource + " cannot contain region information.")
                : Optional.empty();
    }

    private static Optional<String> dates(Condition condition) {
        boolean isDate = condition.operator().toLowerCase(Locale.ROOT).contains("date");
        return isDate && condition.values().stream().anyMatch(value -> !value.contains("${") && !isDate(value))
                ? Optional.of(UNREADABLE)
                : Optional.empty();
    }

    private static boolean isDate(String value) {
        return DATE.matcher(value).matches();
    }
}
