// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.access;

import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Policy documents, each text read once: texts never change, so neither does what they mean. */
public final class ParsedPolicies {
    private static final int KEPT = 4096;
    private final Map<Source, Attached> read = new ConcurrentHashMap<>();

    private record Source(String text, PolicyKind kind) {}

    /** What is wrong with a text, empty when it is a policy of that kind. */
    public static Optional<String> problem(String text, PolicyKind kind) {
        try {
            PolicyReader.read(text, kind);
            return Optional.empty();
        } catch (PolicyFormatException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The document of a text that was found good when it was stored. */
    Attached of(String text, PolicyKind kind) {
        if (read.size() > KEPT) {
            read.clear();
        }
        return read.computeIfAbsent(
                new Source(text, kind), s -> Attached.of(s.kind().name(), PolicyReader.read(s.text(), s.kind())));
    }
}
