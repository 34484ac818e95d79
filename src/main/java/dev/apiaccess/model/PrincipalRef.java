// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Locale;
import java.util.Optional;

/**
 * An IAM role, user or group that a managed policy can be attached to.
 *
 * @param kind what it is
 * @param path IAM path, begins and ends with a slash; {@code /} when there is none
 * @param name name without path; IAM compares it without case
 */
public record PrincipalRef(Kind kind, String path, String name) implements Comparable<PrincipalRef> {

    /** The three identities that IAM attaches policies to. */
    public enum Kind {
        ROLE,
        USER,
        GROUP;

        /** The word in an ARN and in a manifest. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads {@code role/apps/orders-web}, the form of a manifest and of the resource part of an ARN.
     *
     * @throws IllegalArgumentException when the text is not of that form
     */
    public static PrincipalRef parse(String text) {
        var first = text.indexOf('/');
        var last = text.lastIndexOf('/');
        if (first < 0 || last == text.length() - 1) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a principal: write role/<path>/<name>, user/<name> or group/<name>");
        }
        for (var kind : Kind.values()) {
            if (kind.word().equals(text.substring(0, first))) {
                return new PrincipalRef(kind, text.substring(first, last + 1), text.substring(last + 1));
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a principal: it must begin with role/, user/ or group/");
    }

    /** The manifest form, {@code role/apps/orders-web}. */
    public String text() {
        return kind.word() + path + name;
    }

    /** The ARN of this principal in an account. */
    public String arn(String partition, String accountId) {
        return "arn:" + partition + ":iam::" + accountId + ":" + text();
    }

    /** The identity by IAM's rules: kind and name without case; the path does not distinguish two roles. */
    public String identity() {
        return kind.word() + "/" + name.toLowerCase(Locale.ROOT);
    }

    /** The principal of an IAM ARN, empty when the ARN is not a role, user or group. */
    public static Optional<PrincipalRef> ofArnResource(String resource) {
        try {
            return Optional.of(parse(resource));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public int compareTo(PrincipalRef other) {
        return text().compareTo(other.text());
    }
}
