// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IPv4 or IPv6 network; a text without prefix length is one address. Compared as numbers, never as text. */
public final class IpRange {

    private static final Pattern V4 = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
    private static final int GROUPS = 8;

    private final byte[] network;
    private final int prefix;

    private IpRange(byte[] network, int prefix) {
        this.network = network;
        this.prefix = prefix;
    }

    /** The network that a text names; empty where it names none. */
    public static Optional<IpRange> parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new IpRange(address.get(), bits));
        }
        String length = text.substring(slash + 1);
        if (!PREFIX.matcher(length).matches() || Integer.parseInt(length) > bits) {
            return Optional.empty();
        }
        return Optional.of(new IpRange(address.get(), Integer.parseInt(length)));
    }

    boolean isSingleAddress() {
        return prefix == network.length * Byte.SIZE;
    }

    /** True when the other range's first address is in this one; ranges of different families hold nothing of each other. */
    boolean contains(IpRange address) {
        if (address.network.length != network.length) {
            return false;
        }
        int whole = prefix / Byte.SIZE;
        if (!Arrays.equals(network, 0, whole, address.network, 0, whole)) {
            return false;
        }
        int rest = prefix % Byte.SIZE;
        int mask = 0xff << (Byte.SIZE - rest);
        return rest == 0 || ((network[whole] ^ address.network[whole]) & mask & 0xff) == 0;
    }

    /** True when every address of the other range is in this one. */
    boolean covers(IpRange other) {
        return prefix <= other.prefix && contains(other);
    }

    private static Optional<byte[]> address(String text) {
        return text.contains(":") ? v6(text) : v4(text);
    }

    private static Optional<byte[]> v4(String text) {
        var octets = V4.matcher(text);
        if (!octets.matches()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < bytes.length; i++) {
            int octet = Integer.parseInt(octets.group(i + 1));
            if (octet > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) octet;
        }
        return Optional.of(bytes);
    }

    private static Optional<byte[]> v6(String text) {
        String hex = text;
        int lastColon = text.lastIndexOf(':');
        if (text.indexOf('.') > lastColon) {
            Optional<byte[]> tail = v4(text.substring(lastColon + 1));
            if (tail.isEmpty()) {
                return Optional.empty();
            }
            byte[] b = tail.get();
            hex = text.substring(0, lastColon + 1)
                    + Integer.toHexString((b[0] & 0xff) << 8 | (b[1] & 0xff)) + ":"
                    + Integer.toHexString((b[2] & 0xff) << 8 | (b[3] & 0xff));
        }
        int gap = hex.indexOf("::");
        if (gap >= 0 && hex.indexOf("::", gap + 1) >= 0) {
            return Optional.empty();
        }
        String[] head = groups(gap < 0 ? hex : hex.substring(0, gap));
        String[] tail = groups(gap < 0 ? "" : hex.substring(gap + 2));
        int given = head.length + tail.length;
        if (gap < 0 ? given != GROUPS : given >= GROUPS) {
            return Optional.empty();
        }
        byte[] bytes = new byte[GROUPS * 2];
        boolean valid = put(bytes, head, 0) && put(bytes, tail, GROUPS - tail.length);
        return valid ? Optional.of(bytes) : Optional.empty();
    }

    private static String[] groups(String text) {
        return text.isEmpty() ? new String[0] : text.split(":", -1);
    }

    private static boolean put(byte[] bytes, String[] groups, int from) {
        for (int i = 0; i < groups.length; i++) {
            if (!GROUP.matcher(groups[i]).matches()) {
                return false;
            }
            int value = Integer.parseInt(groups[i], 16);
            bytes[2 * (from + i)] = (byte) (value >> 8);
            bytes[2 * (from + i) + 1] = (byte) value;
        }
        return true;
    }
}
