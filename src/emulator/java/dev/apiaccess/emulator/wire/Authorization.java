// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The claim of a signed request.
 *
 * @param accessKeyId whose secret signed it
 * @param date the day of the scope, {@code yyyyMMdd}
 * @param region the region of the scope
 * @param service the service of the scope, which also tells services on one port apart
 * @param signedHeaders lower-case names in the order the client signed them
 * @param signature lower-case hex
 */
public record Authorization(
        String accessKeyId, String date, String region, String service, List<String> signedHeaders, String signature) {
    private static final Pattern CREDENTIAL =
            Pattern.compile("Credential=([A-Za-z0-9_]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request");
    private static final Pattern SIGNED = Pattern.compile("SignedHeaders=([^,\\s]+)");
    private static final Pattern SIGNATURE = Pattern.compile("Signature=([0-9a-f]{64})");

    /**
     * Reads the Authorization header.
     *
     * @return null when the request carries no AWS signature
     * @throws AwsError IncompleteSignature when it carries half of one
     */
    public static @Nullable Authorization of(WireRequest request) {
        String header = request.header("authorization");
        if (header == null || !header.startsWith("AWS4-HMAC-SHA256")) {
            return null;
        }
        Matcher credential = CREDENTIAL.matcher(header);
        Matcher signed = SIGNED.matcher(header);
        Matcher signature = SIGNATURE.matcher(header);
        if (!credential.find() || !signed.find() || !signature.find()) {
            throw new AwsError(
                    400,
                    "IncompleteSignature",
                    "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature' parameters.");
        }
        return new Authorization(
                credential.group(1),
                credential.group(2),
                credential.group(3),
                credential.group(4),
                List.of(signed.group(1).split(";", -1)),
                signature.group(1));
    }
}
