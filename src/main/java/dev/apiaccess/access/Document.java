// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A policy document as AWS returned it. It is read when it is asked for the first time: most questions are about few of an account. */
public final class Document {

    private final String name;
    private final @Nullable Text text;
    private final boolean ofIdentity;
    /** Several times as large as the text, and quickly made again: it is kept while somebody uses it. */
    private WeakReference<Attached> read = new WeakReference<>(null);

    private final @Nullable Attached unread;

    private Document(String name, @Nullable Text text, boolean ofIdentity, @Nullable Attached unread) {
        this.name = name;
        this.text = text;
        this.ofIdentity = ofIdentity;
        this.unread = unread;
    }

    /** A document of an identity: a managed or inline policy, a boundary. */
    public static Document ofIdentity(String name, String text) {
        return new Document(name, new Text.Plain(text), true, null);
    }

    /** As {@link #ofIdentity}, the text held packed: for those who hold the documents of thousands and read few of them. */
    public static Document packed(String name, String text) {
        return new Document(name, new Text.Packed(text), true, null);
    }

    /** The resource policy of an API. */
    public static Document ofResource(String name, String text) {
        return new Document(name, new Text.Plain(text), false, null);
    }

    /**
     * A document that could not be had.
     *
     * @param why a clause
     */
    public static Document unread(String name, String why) {
        return new Document(name, null, true, new Attached.Unreadable(name, why));
    }

    /** By which answers call it: an ARN, or words. */
    public String name() {
        return name;
    }

    /** As it was returned; empty where it could not be had. */
    public Optional<String> text() {
        return Optional.ofNullable(text).map(Text::plain);
    }

    /** Whether that is its text. */
    public boolean hasText(String other) {
        return text != null && text.is(other);
    }

    /** What it says, or why that is not known. */
    public synchronized Attached attached() {
        if (unread != null) {
            return unread;
        }
        var known = read.get();
        if (known == null) {
            known = read(Objects.requireNonNull(text).plain());
            read = new WeakReference<>(known);
        }
        return known;
    }

    private Attached read(String json) {
        try {
            var document = PolicyReader.readForeign(json, PolicyKind.ANY);
            return ofIdentity && hasPrincipal(document)
                    ? new Attached.Unreadable(
                            name, "a statement has a Principal, which policies of identities do not have")
                    : Attached.of(name, document);
        } catch (PolicyFormatException e) {
            return new Attached.Unreadable(name, String.valueOf(e.getMessage()));
        }
    }

    private static boolean hasPrincipal(PolicyDocument document) {
        return document.statements().stream().anyMatch(statement -> statement.principals() != null);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Document that
                        && name.equals(that.name)
                        && ofIdentity == that.ofIdentity
                        && hasSameText(that));
    }

    private boolean hasSameText(Document that) {
        return text == null
                ? that.text == null && attached().equals(that.attached())
                : that.text != null && text.hash() == that.text.hash() && text.is(that.text.plain());
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, text == null ? 0 : text.hash());
    }

    @Override
    public String toString() {
        return name;
    }
}
