// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A customer managed policy.
 *
 * @param versions the stored versions, oldest first
 * @param lastNumber the highest version number ever given out: numbers are not used twice
 */
public record ManagedPolicy(
        String arn,
        String id,
        String name,
        String path,
        String description,
        Instant created,
        Instant updated,
        List<Version> versions,
        String defaultVersion,
        int lastNumber,
        Map<String, String> tags) {

    /** One immutable version of the document, as it was sent. */
    public record Version(String id, String document, Instant created) {}

    /** A version by its id. */
    public Optional<Version> version(String versionId) {
        return versions.stream().filter(v -> v.id().equals(versionId)).findFirst();
    }

    /** The document in force. */
    public String document() {
        return version(defaultVersion).orElseThrow().document();
    }

    /** With one more version. */
    public ManagedPolicy plus(String document, boolean asDefault, Instant now) {
        int number = lastNumber + 1;
        List<Version> more = new ArrayList<>(versions);
        more.add(new Version("v" + number, document, now));
        return changed(List.copyOf(more), asDefault ? "v" + number : defaultVersion, number, tags, now);
    }

    /** Without one version. */
    public ManagedPolicy minus(String versionId) {
        List<Version> fewer =
                versions.stream().filter(v -> !v.id().equals(versionId)).toList();
        return changed(fewer, defaultVersion, lastNumber, tags, updated);
    }

    /** With another version in force. */
    public ManagedPolicy withDefault(String versionId, Instant now) {
        return changed(versions, versionId, lastNumber, tags, now);
    }

    /** With other tags. */
    public ManagedPolicy withTags(Map<String, String> newTags) {
        return changed(versions, defaultVersion, lastNumber, newTags, updated);
    }

    private ManagedPolicy changed(
            List<Version> newVersions, String newDefault, int number, Map<String, String> newTags, Instant when) {
        return new ManagedPolicy(
                arn, id, name, path, description, created, when, newVersions, newDefault, number, newTags);
    }
}
