// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** As much of RFC 8949 as AWS's services speak: trees of texts, numbers, booleans, lists, maps and times. */
public final class Cbor {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final int DEEPEST = 32;
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;
    private final ByteBuffer in;

    private Cbor(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /**
     * Reads a tree. A time becomes its number of seconds since 1970.
     *
     * @throws AwsError 400 SerializationException for anything else
     */
    public static JsonNode read(byte[] bytes) {
        try {
            return new Cbor(bytes).next(0);
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw malformed();
        }
    }

    private static AwsError malformed() {
        return new AwsError(400, "SerializationException", "the body is not CBOR");
    }

    private JsonNode next(int depth) {
        if (depth > DEEPEST) {
            throw malformed();
        }
        int first = in.get() & 0xff;
        int kind = first >> 5;
        int detail = first & 0x1f;
        return switch (kind) {
            case 0 -> NODES.numberNode(argument(detail));
            case 1 -> NODES.numberNode(-1 - argument(detail));
            case 2, 3 -> NODES.textNode(text(kind, detail));
            case 4 -> list(detail, depth);
            case 5 -> map(detail, depth);
            case 6 -> {
                argument(detail);
                yield next(depth + 1);
            }
            default -> simple(detail);
        };
    }

    private long argument(int detail) {
        return switch (detail) {
            case 24 -> in.get() & 0xffL;
            case 25 -> in.getShort() & 0xffffL;
            case 26 -> in.getInt() & 0xffffffffL;
            case 27 -> in.getLong();
            default -> {
                if (detail > 23) {
                    throw malformed();
                }
                yield detail;
            }
        };
    }

    private int length(int detail) {
        long length = argument(detail);
        if (length < 0 || length > in.remaining()) {
            throw malformed();
        }
        return (int) length;
    }

    private boolean ends() {
        if ((in.get(in.position()) & 0xff) == BREAK) {
            in.get();
            return true;
        }
        return false;
    }

    private String text(int kind, int detail) {
        if (detail != INDEFINITE) {
            byte[] bytes = new byte[length(detail)];
            in.get(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
        StringBuilder out = new StringBuilder();
        while (!ends()) {
            int first = in.get() & 0xff;
            if (first >> 5 != kind || (first & 0x1f) == INDEFINITE) {
                throw malformed();
            }
            out.append(text(kind, first & 0x1f));
        }
        return out.toString();
    }

    private ArrayNode list(int detail, int depth) {
        ArrayNode out = NODES.arrayNode();
        if (detail == INDEFINITE) {
            while (!ends()) {
                out.add(next(depth + 1));
            }
        } else {
            for (int left = length(detail); left > 0; left--) {
                out.add(next(depth + 1));
            }
        }
        return out;
    }

    private ObjectNode map(int detail, int depth) {
        ObjectNode out = NODES.objectNode();
        if (detail == INDEFINITE) {
            while (!ends()) {
                entry(out, depth);
            }
        } else {
            for (int left = length(detail); left > 0; left--) {
                entry(out, depth);
            }
        }
        return out;
    }

    private void entry(ObjectNode out, int depth) {
        String key = next(depth + 1).asText();
        out.set(key, next(depth + 1));
    }

    private JsonNode simple(int detail) {
        return switch (detail) {
            case 20 -> NODES.booleanNode(false);
            case 21 -> NODES.booleanNode(true);
            case 22, 23 -> NODES.nullNode();
            case 25 -> NODES.numberNode((double) Float.float16ToFloat(in.getShort()));
            case 26 -> NODES.numberNode((double) in.getFloat());
            case 27 -> NODES.numberNode(in.getDouble());
            default -> throw malformed();
        };
    }

    /** Writes a tree; a {@link POJONode} holds an {@link Instant}. */
    public static byte[] write(JsonNode tree) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(tree, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonNode node, DataOutputStream out) throws IOException {
        switch (node) {
            case ObjectNode map -> {
                head(5, map.size(), out);
                for (var entry : map.properties()) {
                    write(entry.getKey(), out);
                    write(entry.getValue(), out);
                }
            }
            case ArrayNode list -> {
                head(4, list.size(), out);
                for (JsonNode item : list) {
                    write(item, out);
                }
            }
            case POJONode time
            when time.getPojo() instanceof Instant instant -> {
                out.writeByte(0xc1);
                out.writeByte(0xfb);
                out.writeDouble(instant.toEpochMilli() / 1000.0);
            }
            default -> writeSimple(node, out);
        }
    }

    private static void writeSimple(JsonNode node, DataOutputStream out) throws IOException {
        if (node.isBoolean()) {
            out.writeByte(node.asBoolean() ? 0xf5 : 0xf4);
        } else if (node.isNull()) {
            out.writeByte(0xf6);
        } else if (node.isIntegralNumber()) {
            long number = node.asLong();
            head(number < 0 ? 1 : 0, number < 0 ? -1 - number : number, out);
        } else if (node.isNumber()) {
            out.writeByte(0xfb);
            out.writeDouble(node.asDouble());
        } else {
            write(node.asText(), out);
        }
    }

    private static void write(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        head(3, bytes.length, out);
        out.write(bytes);
    }

    private static void head(int kind, long argument, DataOutputStream out) throws IOException {
        int bits = kind << 5;
        if (argument < 24) {
            out.writeByte(bits | (int) argument);
        } else if (argument <= 0xff) {
            out.writeByte(bits | 24);
            out.writeByte((int) argument);
        } else if (argument <= 0xffff) {
            out.writeByte(bits | 25);
            out.writeShort((int) argument);
        } else if (argument <= 0xffffffffL) {
            out.writeByte(bits | 26);
            out.writeInt((int) argument);
        } else {
            out.writeByte(bits | 27);
            out.writeLong(argument);
        }
    }
}
