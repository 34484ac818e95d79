// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Optional;

/**
 * An Amazon Resource Name: {@code arn:partition:service:region:account:resource}. Region and account may be empty, the
 * resource keeps every colon after the fifth. Holds wildcards as they are written; {@link ArnPattern} gives them meaning.
 */
public record Arn(String partition, String service, String region, String account, String resource) {

    /** Splits the text at its first five colons; throws {@link IllegalArgumentException} that says what is wrong with it. */
    public static Arn parse(String text) {
        String[] parts = text.split(":", 6);
        if (!parts[0].equals("arn")) {
            throw new IllegalArgumentException("not an ARN, it does not start with \"arn:\": " + text);
        }
        if (parts.length < 6) {
            throw new IllegalArgumentException("an ARN has six parts, this has " + parts.length + ": " + text);
        }
        requirePart("partition", parts[1], text);
        requirePart("service", parts[2], text);
        requirePart("resource", parts[5], text);
        return new Arn(parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    /** As {@link #parse}, empty when the text is not an ARN. */
    public static Optional<Arn> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (IllegalArgumentException notAnArn) {
            return Optional.empty();
        }
    }

    private static void requirePart(String name, String value, String text) {
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the ARN's " + name + " is empty: " + text);
        }
    }

    @Override
    public String toString() {
        return "arn:" + partition + ":" + service + ":" + region + ":" + account + ":" + resource;
    }
}
