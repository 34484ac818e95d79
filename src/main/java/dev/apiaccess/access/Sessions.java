// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Missing;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.PrincipalSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sessions of a role that a resource policy names: others of the role may have another answer. */
final class Sessions {

    static final Missing SESSION =
            new Missing.Undocumented("the name of the role's session, which the resource policy asks for");

    /** Where sessions of one role have different answers. */
    static final Answer UNKNOWN = new Answer(
            Value.UNKNOWN,
            Optional.of(Answer.Layer.RESOURCE),
            Optional.empty(),
            "not known: " + SESSION.text(),
            Formula.open(SESSION));

    private Sessions() {}

    /** The sessions of the caller's role that the resource policy names; none where the caller is no role as a whole. */
    static Set<String> named(@Nullable Attached resourcePolicy, Caller caller) {
        var names = new LinkedHashSet<String>();
        if (caller.anySession()
                && caller.principal() instanceof Principal.AssumedRole assumed
                && resourcePolicy instanceof Attached.Parsed readable) {
            var session = assumed.sessionArn().toString();
            var prefix = session.substring(0, session.length() - Caller.SOME_SESSION.length());
            readable.document().statements().stream()
                    .flatMap(statement -> Stream.ofNullable(statement.principals()))
                    .flatMap(principals -> principals.entries().stream())
                    .map(PrincipalSet.Entry::value)
                    .filter(value -> value.startsWith(prefix))
                    .forEach(value -> names.add(value.substring(prefix.length())));
        }
        return names;
    }
}
