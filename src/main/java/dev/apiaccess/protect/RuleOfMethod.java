// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

/** What the rules say of one method. */
public sealed interface RuleOfMethod {

    /** The first rule that covers the method whole; none before it covers a part. */
    record Decided(String rule) implements RuleOfMethod {}

    /**
     * A rule covers a part of the method, so that no rule decides it: API Gateway authorizes methods, not paths.
     *
     * @param calls of the part, such as {@code GET /health}
     */
    record PartOfMethod(String rule, String calls) implements RuleOfMethod {}

    /** No rule is about it: it is left alone. */
    record LeftAlone() implements RuleOfMethod {}
}
