// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Organization;
import java.util.ArrayList;
import java.util.List;

/** What answers leave out. */
final class Unseen {

    static final String SCPS = "service control policies";
    private static final String SESSIONS = "session policies";
    private static final String ACLS = "web ACLs";

    private Unseen() {}

    /** What answers on an account leave out. */
    static List<String> of(Organization organization) {
        return of(organization, Evidence.NONE, false);
    }

    /**
     * What an answer leaves out.
     *
     * @param evidence what is known beside the account
     * @param session whether the policies of the session are given
     */
    static List<String> of(Organization organization, Evidence evidence, boolean session) {
        var unseen = new ArrayList<String>();
        if (evidence.isOfOthers()) {
            unseen.add(SCPS + reasons("", evidence.missing()));
        } else if (organization instanceof Organization.NotSeen(var why)) {
            // Of the other calls that an answer stands for nobody said anything.
            unseen.add(
                    evidence.simulation() == null
                            ? SCPS + reasons(why, evidence.missing())
                            : SCPS + " (but for what IAM's simulator said of one call)");
        }
        if (!session) {
            unseen.add(SESSIONS);
        }
        unseen.add(ACLS);
        return unseen;
    }

    private static String reasons(String why, String more) {
        var both = why + (why.isEmpty() || more.isEmpty() ? "" : "; ") + more;
        return both.isEmpty() ? "" : " (" + both + ")";
    }
}
