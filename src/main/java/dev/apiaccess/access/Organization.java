// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Attached;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the organization over an account lets its principals do, by service control policies (SCPs), as far as that was read. */
public sealed interface Organization {

    /** Nobody looked. */
    static Organization unseen() {
        return new NotSeen("");
    }

    /**
     * SCPs were not read: an answer holds as far as the account decides.
     *
     * @param why a clause; empty where nobody looked
     */
    record NotSeen(String why) implements Organization {}

    /**
     * No SCP binds the account.
     *
     * @param why a clause
     */
    record Unbound(String why) implements Organization {}

    /**
     * What is attached on the way down to the account. On each level an SCP has to allow a call, and none may deny it.
     *
     * @param all from the organization's root to the account
     */
    record Levels(List<Level> all) implements Organization {
        public Levels {
            all = List.copyOf(all);
        }
    }

    /**
     * A level.
     *
     * @param id of a root, a unit or an account
     */
    record Level(String id, List<Scp> policies) {
        public Level {
            policies = List.copyOf(policies);
        }
    }

    /** An SCP on one level. */
    record Scp(String id, String name, Document document) {

        /** The SCP as it is attached to a level, which answers name. */
        public static Scp of(String level, String id, String name, String text) {
            return new Scp(
                    id,
                    name,
                    Document.ofIdentity("service control policy " + name + " (" + id + ") at " + level, text));
        }
    }

    /** The documents by level; null where none bind the account or they are not seen. */
    default @Nullable List<List<Attached>> documents() {
        return this instanceof Levels(var all)
                ? all.stream()
                        .map(level -> level.policies().stream()
                                .map(scp -> scp.document().attached())
                                .toList())
                        .toList()
                : null;
    }
}
