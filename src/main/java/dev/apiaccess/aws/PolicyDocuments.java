// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyReader;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Policy documents as IAM returns them: percent-encoded after RFC 3986. */
final class PolicyDocuments {

    private PolicyDocuments() {}

    /** The document, empty when it is missing or not a policy that can be represented in full. */
    static Optional<PolicyDocument> read(@Nullable String encoded) {
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(PolicyReader.read(decode(encoded)));
        } catch (PolicyFormatException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /**
     * A document as JSON.
     *
     * @throws IllegalArgumentException where its encoding is broken
     */
    static String decode(String encoded) {
        if (encoded.stripLeading().startsWith("{")) {
            // Not from AWS, which encodes the brace too: some emulators return the bare document.
            return encoded;
        }
        // URLDecoder decodes forms, where a plus is a blank; here it is a plus.
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
