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
        return of(organization, "", false, false);
    }

    /**
     * What an answer leaves out.
     *
     * @param more why nobody else could say either what service control policies do, a clause; empty where nobody was asked
     * @param simulated whether somebody said it
     * @param session whether the policies of the session are given
     */
    static List<String> of(Organization organization, String more, boolean simulated, boolean session) {
        var unseen = new ArrayList<String>();
        if (organization instanceof Organization.NotSeen(var why) && !simulated) {
            unseen.add(SCPS + reasons(why, more));
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
