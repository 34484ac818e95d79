// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import org.jspecify.annotations.Nullable;

/** Something that is not known and that a decision depends on. */
public sealed interface Missing {

    /** What is missing, in a few words. */
    String text();

    /**
     * A condition key of the request.
     *
     * @param key as the policy spells it
     * @param condition what is asked of it; null where it stands in a policy variable
     */
    record Key(String key, @Nullable Condition condition) implements Missing {
        @Override
        public String text() {
            return key;
        }
    }

    /** A policy document that cannot be read. */
    record Document(Layer layer, String name, String why) implements Missing {
        @Override
        public String text() {
            return name + " (" + layer.text() + "): " + why;
        }
    }

    /** Something about which AWS's documentation is silent; a whole clause. */
    record Undocumented(String what) implements Missing {
        @Override
        public String text() {
            return what;
        }
    }
}
