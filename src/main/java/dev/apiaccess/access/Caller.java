// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.Principal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who calls, with the policies that are known of it.
 *
 * @param spoken how answers call it
 * @param policies its own, without those of the API
 * @param anySession whether it stands for every session of its role
 */
public record Caller(String spoken, Principal principal, Policies policies, boolean anySession) {

    /** Takes the place of a session's name where any may be meant. */
    static final String SOME_SESSION = "any-session";

    private static final Pattern ARN = Pattern.compile("arn:([a-z-]+):iam::(\\d{12}):(root|(?:role|user)/.+)");
    private static final Pattern SESSION = Pattern.compile("arn:([a-z-]+):sts::(\\d{12}):assumed-role/([^/]+)/([^/]+)");
    private static final String ELSEWHERE = "000000000000";

    /**
     * The caller that is called so: {@code role/<path/name>}, {@code user/<path/name>}, {@code root}, {@code anonymous}, or an ARN, also one of
     * another account, whose policies are not known; empty where the account has no such identity.
     */
    public static Optional<Caller> find(Account account, String words) {
        if (words.equals("anonymous")) {
            return Optional.of(new Caller(words, new Principal.Anonymous(), Policies.none(), false));
        }
        var session = SESSION.matcher(words);
        if (session.matches()) {
            return session(account, session.group(2), session.group(3), Arn.parse(words));
        }
        var arn = ARN.matcher(words);
        if (arn.matches() && !arn.group(2).equals(account.id())) {
            return Optional.of(stranger(words, arn.group(1), arn.group(2), arn.group(3)));
        }
        if (arn.matches() && !arn.group(1).equals(account.partition())) {
            return Optional.empty();
        }
        var name = arn.matches() ? arn.group(3) : words;
        if (name.equals("root")) {
            var root = new Principal.Root(account.partition(), account.id());
            return Optional.of(new Caller(name, root, Policies.none(), false).under(account));
        }
        var known = account.identity(name).map(identity -> of(account, identity));
        return known.isPresent() ? known : unread(account, name);
    }

    /** An identity of an account whose identities could not be read, so that it may be there and have anything. */
    private static Optional<Caller> unread(Account account, String name) {
        return account.unread(Account.Part.IDENTITIES)
                .filter(_ -> name.startsWith("role/") || name.startsWith("user/"))
                .map(why -> {
                    var own = new Attached.Unreadable("the policies of " + name, why.why());
                    return new Caller(
                                    name,
                                    principal(account.partition(), account.id(), name),
                                    Policies.none().withIdentity(List.of(own)).withBoundary(own),
                                    name.startsWith("role/"))
                            .under(account);
                });
    }

    /** A user, or any session of a role. */
    public static Caller of(Account account, Identity identity) {
        return of(account.partition(), account.id(), identity).under(account);
    }

    /** The same under the service control policies over an account. */
    private Caller under(Account account) {
        return new Caller(
                spoken, principal, policies.withScps(account.organization().documents()), anySession);
    }

    /** The same in a session with policies of its own, which together allow what one of them allows. */
    public Caller withSession(List<Attached> documents) {
        return new Caller(spoken, principal, policies.withSession(documents), anySession);
    }

    /** A user, or any session of a role, of an account. */
    public static Caller of(String partition, String account, Identity identity) {
        return new Caller(
                identity.spoken(),
                principal(partition, account, identity.spoken()),
                identity.asPolicies(),
                identity.type() == Identity.Type.ROLE);
    }

    /** Somebody of the account to whom no policy of the account grants anything. */
    static Caller anybodyInTheAccount(Account account) {
        return anybodyInTheAccount(account.partition(), account.id()).under(account);
    }

    static Caller anybodyInTheAccount(String partition, String account) {
        var nobody = principal(partition, account, "user/anybody-in-the-account");
        return new Caller("anybody in account " + account, nobody, Policies.none(), false);
    }

    /** Somebody of another account whose own policies allow everything. */
    static Caller anybodySigned(Account account) {
        return anybodySigned(account.partition());
    }

    static Caller anybodySigned(String partition) {
        var all = Document.ofIdentity(
                "the caller's own policies",
                "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}}");
        return new Caller(
                "anybody with an AWS account",
                principal(partition, ELSEWHERE, "user/anybody"),
                Policies.none().withIdentity(List.of(all.attached())),
                false);
    }

    static Caller anybody() {
        return new Caller("anybody", new Principal.Anonymous(), Policies.none(), false);
    }

    /** The same caller in the session of that name. */
    Principal inSession(String name) {
        return principal instanceof Principal.AssumedRole(var session, var role)
                ? new Principal.AssumedRole(sessionArn(session, role.resource(), name), role)
                : principal;
    }

    private static Optional<Caller> session(Account account, String owner, String role, Arn session) {
        if (!owner.equals(account.id())) {
            var roleArn = Arn.parse("arn:" + session.partition() + ":iam::" + owner + ":role/" + role);
            return Optional.of(
                    new Caller(session.toString(), new Principal.AssumedRole(session, roleArn), unseen(owner), false));
        }
        return account.identities().stream()
                .filter(one ->
                        one.type() == Identity.Type.ROLE && lastPart(one.name()).equals(role))
                .findFirst()
                .map(one -> new Caller(
                                session.toString(),
                                new Principal.AssumedRole(
                                        session, arn(account.partition(), account.id(), one.spoken())),
                                one.asPolicies(),
                                false)
                        .under(account));
    }

    private static Caller stranger(String words, String partition, String owner, String name) {
        return name.equals("root")
                ? new Caller(words, new Principal.Root(partition, owner), Policies.none(), false)
                : new Caller(words, principal(partition, owner, name), unseen(owner), name.startsWith("role/"));
    }

    private static Policies unseen(String account) {
        return Policies.none()
                .withIdentity(
                        List.of(new Attached.Unreadable("the policies of account " + account, Gap.NOT_OF_THE_ACCOUNT)));
    }

    private static Principal principal(String partition, String account, String spoken) {
        var arn = arn(partition, account, spoken);
        return spoken.startsWith("role/")
                ? new Principal.AssumedRole(sessionArn(arn, arn.resource(), SOME_SESSION), arn)
                : new Principal.User(arn);
    }

    private static Arn sessionArn(Arn like, String role, String session) {
        return new Arn(like.partition(), "sts", "", like.account(), "assumed-role/" + lastPart(role) + "/" + session);
    }

    private static Arn arn(String partition, String account, String spoken) {
        return new Arn(partition, "iam", "", account, spoken);
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
