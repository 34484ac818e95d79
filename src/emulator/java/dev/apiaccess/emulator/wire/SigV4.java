// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies AWS Signature Version 4 over exactly the headers the client signed.
 *
 * <p>Clients differ in how they canonicalise: SDKs encode the path a second time and sort the query, older curl signs both as
 * they stand. Every accepted form is a function of what was sent, so accepting several gives nothing to a forger.
 */
public final class SigV4 {
    private static final Duration SKEW = Duration.ofMinutes(15);
    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT);

    private SigV4() {}

    /**
     * Checks date and signature.
     *
     * @throws AwsError SignatureDoesNotMatch or IncompleteSignature, in the spelling of the query protocol
     */
    public static void verify(WireRequest request, Authorization claim, String secret, Instant now) {
        String stamp = request.header("x-amz-date");
        if (stamp == null) {
            throw new AwsError(
                    400,
                    "IncompleteSignature",
                    "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
        }
        checkDate(stamp, claim, now);
        if (!claim.signedHeaders().contains("host")) {
            throw mismatch("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        String scope = claim.date() + "/" + claim.region() + "/" + claim.service() + "/aws4_request";
        byte[] key = signingKey(claim, secret);
        byte[] expected = claim.signature().getBytes(StandardCharsets.US_ASCII);
        String tail = headersPart(request, claim) + sha256(request.body());
        for (String path : paths(request.rawPath())) {
            for (String query : queries(request.rawQuery())) {
                String canonical = request.method() + "\n" + path + "\n" + query + "\n" + tail;
                String toSign = "AWS4-HMAC-SHA256\n" + stamp + "\n" + scope + "\n"
                        + sha256(canonical.getBytes(StandardCharsets.UTF_8));
                String actual = HexFormat.of().formatHex(hmac(key, toSign));
                if (MessageDigest.isEqual(actual.getBytes(StandardCharsets.US_ASCII), expected)) {
                    return;
                }
            }
        }
        throw mismatch(
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
                        + " Access Key and signing method. Consult the service documentation for details.");
    }

    private static void checkDate(String stamp, Authorization claim, Instant now) {
        Instant signedAt;
        try {
            signedAt = LocalDateTime.parse(stamp, BASIC).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw new AwsError(
                    400, "IncompleteSignature", "Date must be in ISO-8601 'basic format'. Got '" + stamp + "'.");
        }
        if (!stamp.startsWith(claim.date())) {
            throw mismatch("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '"
                    + claim.date() + "' != '" + stamp.substring(0, 8) + "', from '" + stamp + "'.");
        }
        if (signedAt.isBefore(now.minus(SKEW))) {
            throw mismatch("Signature expired: " + stamp + " is now earlier than " + basic(now.minus(SKEW)) + " ("
                    + basic(now) + " - 15 min.)");
        }
        if (signedAt.isAfter(now.plus(SKEW))) {
            throw mismatch("Signature not yet current: " + stamp + " is still later than " + basic(now.plus(SKEW))
                    + " (" + basic(now) + " + 15 min.)");
        }
    }

    private static String basic(Instant time) {
        return BASIC.format(time.atOffset(ZoneOffset.UTC));
    }

    private static AwsError mismatch(String message) {
        return new AwsError(403, "SignatureDoesNotMatch", message);
    }

    private static String headersPart(WireRequest request, Authorization claim) {
        StringBuilder out = new StringBuilder();
        for (String name : claim.signedHeaders()) {
            List<String> values = request.headers().get(name);
            if (values == null) {
                throw mismatch("The signed header '" + name + "' is missing from the request.");
            }
            out.append(name).append(':');
            out.append(String.join(",", values.stream().map(SigV4::squeeze).toList()))
                    .append('\n');
        }
        return out.append('\n')
                .append(String.join(";", claim.signedHeaders()))
                .append('\n')
                .toString();
    }

    private static String squeeze(String value) {
        return value.strip().replaceAll(" +", " ");
    }

    private static Set<String> paths(String raw) {
        String path = raw.isEmpty() ? "/" : raw;
        Set<String> forms = new LinkedHashSet<>();
        forms.add(PercentEncoding.encode(normalise(path), "/"));
        forms.add(PercentEncoding.encode(path, "/"));
        forms.add(path);
        return forms;
    }

    private static String normalise(String path) {
        List<String> kept = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                if (!kept.isEmpty()) {
                    kept.removeLast();
                }
            } else if (!segment.isEmpty() && !segment.equals(".")) {
                kept.add(segment);
            }
        }
        return "/" + String.join("/", kept) + (path.endsWith("/") && !kept.isEmpty() ? "/" : "");
    }

    private static Set<String> queries(String raw) {
        List<String[]> pairs = new ArrayList<>();
        for (String pair : raw.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                pairs.add(new String[] {recode(name), recode(value)});
            }
        }
        pairs.sort((a, b) -> a[0].equals(b[0]) ? a[1].compareTo(b[1]) : a[0].compareTo(b[0]));
        Set<String> forms = new LinkedHashSet<>();
        forms.add(String.join("&", pairs.stream().map(p -> p[0] + "=" + p[1]).toList()));
        forms.add(raw);
        return forms;
    }

    private static String recode(String text) {
        return PercentEncoding.encode(PercentEncoding.decode(text.replace("+", "%20")));
    }

    private static byte[] signingKey(Authorization claim, String secret) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(claim.date(), claim.region(), claim.service(), "aws4_request")) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every JDK", e);
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK", e);
        }
    }
}
