// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import java.nio.charset.StandardCharsets;

/** RFC 3986 percent-encoding as AWS uses it for signatures and for policy documents. */
public final class PercentEncoding {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    private static final String HEX = "0123456789ABCDEF";

    private PercentEncoding() {}

    /** Encodes everything but unreserved characters. */
    public static String encode(String text) {
        return encode(text, "");
    }

    /** Encodes everything but unreserved characters and the given ones. */
    public static String encode(String text, String alsoKept) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean kept = UNRESERVED.indexOf(c) >= 0 || alsoKept.indexOf(c) >= 0;
            if (kept) {
                out.append(c);
            } else {
                out.append('%').append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
            }
        }
        return out.toString();
    }

    /**
     * Decodes a path segment; a plus sign stays a plus sign.
     *
     * @throws AwsError 400 when the encoding is broken
     */
    public static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                out[length++] = raw[i];
                continue;
            }
            int high = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 1], 16) : -1;
            int low = i + 2 <= raw.length - 1 ? Character.digit(raw[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new AwsError(400, "BadRequestException", "The request path is not properly encoded");
            }
            out[length++] = (byte) (high * 16 + low);
            i += 2;
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }
}
