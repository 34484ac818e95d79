// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

/**
 * Who calls.
 *
 * @param arn of the user, of the role of a session, or of the root user; empty for an anonymous caller
 * @param session the ARN of a role's session, which knows no path; empty for all others
 * @param name of the user, without path; empty for all others
 */
record NaiveCaller(Kind kind, String account, String arn, String session, String name) {

    enum Kind {
        ANONYMOUS,
        ROOT,
        USER,
        ROLE
    }

    /** How an entry of a Principal element names a caller. */
    enum Naming {
        NOT,
        EVERYBODY,
        ACCOUNT,
        ROLE,
        ITSELF
    }

    static final String API_ACCOUNT = "111111111111";
    static final NaiveCaller ANONYMOUS = new NaiveCaller(Kind.ANONYMOUS, "", "", "", "");

    private static final int ACCOUNT_DIGITS = 12;

    /** Reads {@code user/ann}, {@code role/apps/app as s2}, {@code root} or {@code anonymous}, of another account with its id in front. */
    static NaiveCaller parse(String text) {
        boolean elsewhere = text.indexOf(':') == ACCOUNT_DIGITS;
        String account = elsewhere ? text.substring(0, ACCOUNT_DIGITS) : API_ACCOUNT;
        String who = elsewhere ? text.substring(ACCOUNT_DIGITS + 1) : text;
        String iam = "arn:aws:iam::" + account + ":";
        if (who.equals("anonymous")) {
            return ANONYMOUS;
        }
        if (who.equals("root")) {
            return new NaiveCaller(Kind.ROOT, account, iam + "root", "", "");
        }
        if (who.startsWith("user/")) {
            return new NaiveCaller(Kind.USER, account, iam + who, "", who.substring(who.lastIndexOf('/') + 1));
        }
        if (who.startsWith("role/")) {
            int as = who.indexOf(" as ");
            String role = as < 0 ? who : who.substring(0, as);
            String session = as < 0 ? "s1" : who.substring(as + " as ".length());
            String name = role.substring(role.lastIndexOf('/') + 1);
            String assumed = "arn:aws:sts::" + account + ":assumed-role/" + name + "/" + session;
            return new NaiveCaller(Kind.ROLE, account, iam + role, assumed, "");
        }
        throw new IllegalArgumentException("no caller: " + text);
    }

    boolean serviceLinked() {
        return kind == Kind.ROLE && arn.contains(":role/aws-service-role/");
    }

    Naming namedBy(String entry) {
        if (entry.equals("*")) {
            return Naming.EVERYBODY;
        }
        if (kind == Kind.ANONYMOUS) {
            return Naming.NOT;
        }
        if (entry.equals(account) || entry.equals("arn:aws:iam::" + account + ":root")) {
            return Naming.ACCOUNT;
        }
        if (entry.equals(kind == Kind.ROLE ? session : arn)) {
            return Naming.ITSELF;
        }
        return entry.equals(arn) ? Naming.ROLE : Naming.NOT;
    }
}
