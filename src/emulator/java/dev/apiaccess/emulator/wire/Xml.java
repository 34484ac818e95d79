// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes the XML of the query protocol. */
public final class Xml {
    private final StringBuilder out = new StringBuilder();

    /** An element with text; nothing at all when the value is null. Times are written in UTC to the second. */
    public Xml text(String name, @Nullable Object value) {
        if (value != null) {
            Object shown = value instanceof Instant time ? time.truncatedTo(ChronoUnit.SECONDS) : value;
            out.append('<').append(name).append('>');
            escape(shown.toString());
            out.append("</").append(name).append('>');
        }
        return this;
    }

    /** An element with elements inside. */
    public Xml element(String name, Consumer<Xml> inner) {
        out.append('<').append(name).append('>');
        inner.accept(this);
        out.append("</").append(name).append('>');
        return this;
    }

    /** A list: one {@code member} element for each item. */
    public <T> Xml list(String name, Collection<T> items, BiConsumer<Xml, T> each) {
        return element(name, x -> items.forEach(item -> x.element("member", m -> each.accept(m, item))));
    }

    /** A whole answer of the query protocol. */
    public static String answer(String action, String namespace, String requestId, Consumer<Xml> result) {
        Xml xml = new Xml();
        xml.out
                .append('<')
                .append(action)
                .append("Response xmlns=\"")
                .append(namespace)
                .append("\">");
        Xml inner = new Xml();
        result.accept(inner);
        if (!inner.out.isEmpty()) {
            xml.element(action + "Result", x -> x.out.append(inner.out));
        }
        xml.element("ResponseMetadata", x -> x.text("RequestId", requestId));
        return xml.out.append("</").append(action).append("Response>").toString();
    }

    /** A whole error of the query protocol. */
    public static String error(AwsError error, String namespace, String requestId) {
        Xml xml = new Xml();
        xml.out.append("<ErrorResponse xmlns=\"").append(namespace).append("\">");
        xml.element(
                "Error",
                x -> x.text("Type", error.status() < 500 ? "Sender" : "Receiver")
                        .text("Code", error.code())
                        .text("Message", error.text()));
        xml.text("RequestId", requestId);
        return xml.out.append("</ErrorResponse>").toString();
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\r' -> out.append("&#xD;");
                default -> out.append(c);
            }
        }
    }
}
