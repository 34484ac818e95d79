// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A role, user or group: the three differ in little that matters here.
 *
 * @param trust a role's trust policy as it was sent, null for users and groups
 * @param boundary ARN of the permissions boundary, null when there is none
 * @param inline inline policies by name, documents as they were sent
 * @param attached ARNs of attached managed policies in the order of attachment
 * @param members names of a group's users
 */
public record Entity(
        Kind kind,
        String arn,
        String id,
        String name,
        String path,
        String description,
        Instant created,
        int maxSessionSeconds,
        @Nullable String trust,
        @Nullable String boundary,
        Map<String, String> inline,
        List<String> attached,
        Set<String> members,
        Map<String, String> tags) {

    /** The three kinds, with the words and id prefixes AWS uses for them. */
    public enum Kind {
        /** A role. */
        ROLE("Role", "role", "AROA"),
        /** A user. */
        USER("User", "user", "AIDA"),
        /** A group. */
        GROUP("Group", "group", "AGPA");

        private final String word;
        private final String lower;
        private final String idPrefix;

        Kind(String word, String lower, String idPrefix) {
            this.word = word;
            this.lower = lower;
            this.idPrefix = idPrefix;
        }

        /** As in {@code RoleName}. */
        public String word() {
            return word;
        }

        /** As in ARNs and messages. */
        public String lower() {
            return lower;
        }

        /** The first four letters of its unique id. */
        public String idPrefix() {
            return idPrefix;
        }
    }

    /** With other attached policies. */
    public Entity withAttached(List<String> arns) {
        return copy(trust, boundary, inline, List.copyOf(arns), members, tags);
    }

    /** With other inline policies. */
    public Entity withInline(Map<String, String> documents) {
        return copy(trust, boundary, documents, attached, members, tags);
    }

    /** With another boundary, or none. */
    public Entity withBoundary(@Nullable String arn) {
        return copy(trust, arn, inline, attached, members, tags);
    }

    /** With another trust policy. */
    public Entity withTrust(String document) {
        return copy(document, boundary, inline, attached, members, tags);
    }

    /** With other members. */
    public Entity withMembers(Set<String> names) {
        return copy(trust, boundary, inline, attached, Set.copyOf(names), tags);
    }

    /** With other tags. */
    public Entity withTags(Map<String, String> newTags) {
        return copy(trust, boundary, inline, attached, members, newTags);
    }

    private Entity copy(
            @Nullable String newTrust,
            @Nullable String newBoundary,
            Map<String, String> newInline,
            List<String> newAttached,
            Set<String> newMembers,
            Map<String, String> newTags) {
        return new Entity(
                kind,
                arn,
                id,
                name,
                path,
                description,
                created,
                maxSessionSeconds,
                newTrust,
                newBoundary,
                newInline,
                newAttached,
                newMembers,
                newTags);
    }
}
